export type { ClientNodeKubeConfig } from "./connection/client-node.js";
export type { InClusterOptions } from "./connection/in-cluster.js";
export type { ExecConfig, Kubeconfig, KubeconfigCluster, KubeconfigUser } from "./connection/kubeconfig.js";
export type { ConnectionOptions } from "./connection/resolve-access.js";
export { createKubernetesStore, type KubernetesStore } from "./kubernetes-store.js";
export type { KubernetesStoreOptions } from "./options.js";
