import { type BootstrapPolicyOptions, ensureBootstrapPolicy } from "@engenho/authorization";
import { isStoreError, type KubernetesObject, type Store } from "@engenho/core";

const namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** The objects that kube-apiserver creates at its start and that users expect to exist. */
const objects: readonly KubernetesObject[] = [
  ...namespaces.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
  ...[
    {
      name: "system-cluster-critical",
      value: 2_000_000_000,
      description:
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    },
    {
      name: "system-node-critical",
      value: 2_000_001_000,
      description: "Used for system critical pods that must not be moved from their current node.",
    },
  ].map(
    ({ name, value, description }) =>
      ({
        apiVersion: "scheduling.k8s.io/v1",
        kind: "PriorityClass",
        metadata: { name },
        value,
        description,
      }) as KubernetesObject,
  ),
];

/** Creates those of these objects that do not exist yet, and creates or completes the roles and bindings of every cluster. */
export async function bootstrap(store: Store, options: BootstrapPolicyOptions): Promise<void> {
  for (const object of objects) {
    try {
      await store.create(object);
    } catch (error) {
      if (!isStoreError(error, "AlreadyExists")) throw error;
    }
  }
  await ensureBootstrapPolicy(store, options);
}
