import { formatTime, type ReplicaSet } from "@engenho/core";

/** Where everything of these tests lives. */
export const namespace = "ns";

/** What a test says of a ReplicaSet. */
export interface ReplicaSetShape {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly template?: NonNullable<ReplicaSet["spec"]>["template"];
  readonly metadata?: Partial<ReplicaSet["metadata"]>;
  readonly status?: Partial<NonNullable<ReplicaSet["status"]>>;
}

/** A ReplicaSet `ns/name` for pods with `app: name`. */
export function replicaSet(name: string, shape: ReplicaSetShape = {}): ReplicaSet {
  const labels = shape.labels ?? { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { name, namespace, ...shape.metadata },
    spec: {
      replicas: shape.replicas ?? 1,
      ...(shape.minReadySeconds === undefined ? {} : { minReadySeconds: shape.minReadySeconds }),
      selector: { matchLabels: labels },
      template: shape.template ?? { metadata: { labels }, spec: { containers: [{ name: "main", image: "app:1" }] } },
    },
    ...(shape.status === undefined ? {} : { status: { replicas: 0, ...shape.status } }),
  };
}

/** The condition of a pod that is Ready. */
export function readyCondition(sinceMs: number | true) {
  return { type: "Ready", status: "True", ...(sinceMs === true ? {} : { lastTransitionTime: formatTime(sinceMs) }) };
}
