import type { ConfigMap, Pod, ReplicaSet } from "@engenho/types";
import type { KubernetesObject, ObjectMeta, ObjectReference } from "../../objects/object.js";

/** Metadata that a test sets besides name and namespace. */
export type Meta = Omit<ObjectMeta, "name" | "namespace"> & { readonly name?: string; readonly namespace?: string };

/** A ConfigMap `a/name`. */
export function configMap(
  name: string,
  more: { readonly metadata?: Meta; readonly data?: Record<string, string> } = {},
): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "a", ...more.metadata },
    ...(more.data === undefined ? {} : { data: more.data }),
  };
}

/** A ReplicaSet `a/name` for pods with `app: name`. */
export function replicaSet(
  name: string,
  more: { readonly metadata?: Meta; readonly replicas?: number } = {},
): ReplicaSet {
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { name, namespace: "a", ...more.metadata },
    spec: {
      replicas: more.replicas ?? 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "main", image: "registry.example/app:1" }] },
      },
    },
  };
}

/** A Pod `a/name`, bound to a node if `nodeName` is given. */
export function pod(
  name: string,
  more: { readonly metadata?: Meta; readonly spec?: Partial<NonNullable<Pod["spec"]>> } = {},
): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "a", ...more.metadata },
    spec: { containers: [{ name: "main", image: "registry.example/app:1" }], ...more.spec },
  };
}

/** A Namespace. */
export function namespace(name: string): KubernetesObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** The kinds that tests use most. */
export const kinds = {
  configMap: { apiVersion: "v1", kind: "ConfigMap" },
  pod: { apiVersion: "v1", kind: "Pod" },
  replicaSet: { apiVersion: "apps/v1", kind: "ReplicaSet" },
  deployment: { apiVersion: "apps/v1", kind: "Deployment" },
  namespace: { apiVersion: "v1", kind: "Namespace" },
} as const;

/** The reference to an object that has a name. */
export function ref(object: KubernetesObject): ObjectReference {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? "" };
}
