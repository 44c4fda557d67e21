import {
  definedFields,
  formatTime,
  type KubernetesObject,
  type Pod,
  pods,
  type ReplicaSet,
  replicaSets,
  type Stored,
} from "@engenho/core";
import { storedObject } from "@engenho/core/testing";
import type { ReplicaKind } from "../src/index.js";

/** ReplicaSets as a ReplicaKind. */
export const replicaSetKind: ReplicaKind<ReplicaSet> = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  controllerName: "replicaset-controller",
  eventComponent: "replicaset-controller",
  countsSiblings: true,
  selectorOf: (replicaSet) => replicaSet.spec?.selector,
};

/** The namespace of these tests. */
export const namespace = "ns";

/** The properties of a ReplicaSet that tests set. */
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

/** The same as returned by a store: UID `uid-<name>`, generation 1. */
export function storedReplicaSet(name: string, shape: ReplicaSetShape = {}): Stored<ReplicaSet> {
  const { metadata: _metadata, ...content } = replicaSet(name, shape);
  return storedObject<ReplicaSet>(replicaSets, name, { generation: 1, ...shape.metadata }, content);
}

/** The properties of a pod that tests set. */
export interface PodShape {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owner?: KubernetesObject;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly deleting?: boolean;
  readonly createdMs?: number;
  readonly nodeName?: string;
  readonly phase?: string;
  /** Since when it has been Ready; `true`: Ready without a lastTransitionTime. */
  readonly readyMs?: number | true;
  readonly restarts?: readonly number[];
  readonly sidecarRestarts?: readonly number[];
  /** Restarts of init containers that run once. */
  readonly initRestarts?: readonly number[];
}

/** A Pod `ns/name` as returned by a store, with the labels `app: web`. */
export function storedPod(name: string, shape: PodShape = {}): Stored<Pod> {
  const { owner, createdMs, readyMs } = shape;
  const sidecars = (shape.sidecarRestarts ?? []).map((_, index) => ({
    name: `side-${index}`,
    restartPolicy: "Always",
  }));
  const inits = (shape.initRestarts ?? []).map((_, index) => ({ name: `init-${index}` }));
  const containerStatus = (prefix: string) => (restartCount: number, index: number) => ({
    name: `${prefix}-${index}`,
    restartCount,
    ready: true,
    image: "app:1",
    imageID: "",
  });
  const { uid = `uid-${name}`, resourceVersion = "1", labels = { app: "web" }, annotations, deleting } = shape;
  const creationTimestamp = createdMs === undefined ? undefined : formatTime(createdMs);
  const metadata = { uid, resourceVersion, labels, deleting, controller: owner };
  return storedObject<Pod>(
    pods,
    name,
    { ...metadata, ...definedFields({ annotations, creationTimestamp }) },
    {
      spec: {
        containers: [{ name: "main", image: "app:1" }],
        ...(sidecars.length + inits.length === 0 ? {} : { initContainers: [...sidecars, ...inits] }),
        ...(shape.nodeName === undefined ? {} : { nodeName: shape.nodeName }),
      },
      status: {
        ...(shape.phase === undefined ? {} : { phase: shape.phase }),
        ...(readyMs === undefined ? {} : { conditions: [readyCondition(readyMs)] }),
        containerStatuses: (shape.restarts ?? []).map(containerStatus("main")),
        initContainerStatuses: [
          ...(shape.sidecarRestarts ?? []).map(containerStatus("side")),
          ...(shape.initRestarts ?? []).map(containerStatus("init")),
        ],
      },
    },
  );
}

/** The Ready condition of a pod. */
export function readyCondition(sinceMs: number | true) {
  return { type: "Ready", status: "True", ...(sinceMs === true ? {} : { lastTransitionTime: formatTime(sinceMs) }) };
}
