import { type LabelSelector, RecentMemo, type ReplicationController } from "@engenho/core";
import type { ReplicaKind } from "@engenho/replicas";

type PlainSelector = NonNullable<NonNullable<ReplicationController["spec"]>["selector"]>;

/** v1 ReplicationController as a replica owner (upstream: the adapters of pkg/controller/replication). */
export function replicationControllerKind(): ReplicaKind<ReplicationController> {
  const selectors = new RecentMemo<PlainSelector, LabelSelector>();
  return {
    apiVersion: "v1",
    kind: "ReplicationController",
    controllerName: "replicationcontroller-controller",
    eventComponent: "replication-controller",
    // Upstream looks up siblings in an index that contains only ReplicaSets.
    countsSiblings: false,
    selectorOf({ spec }) {
      const plain = spec?.selector;
      if (plain === undefined) return undefined;
      let selector = selectors.get(plain);
      if (selector === undefined) {
        selector = { matchLabels: plain };
        selectors.set(plain, selector);
      }
      return selector;
    },
  };
}
