import { type LabelSelector, RecentMemo, type ReplicationController } from "@engenho/core";
import type { ReplicaKind } from "@engenho/replicas";

type PlainSelector = NonNullable<NonNullable<ReplicationController["spec"]>["selector"]>;

/** v1 ReplicationController, as the engine sees it (upstream: the adapters of pkg/controller/replication). */
export function replicationControllerKind(): ReplicaKind<ReplicationController> {
  const selectors = new RecentMemo<PlainSelector, LabelSelector>();
  return {
    apiVersion: "v1",
    kind: "ReplicationController",
    controllerName: "replicationcontroller-controller",
    eventComponent: "replication-controller",
    // Upstream finds siblings in an index that skips whatever is no ReplicaSet.
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
