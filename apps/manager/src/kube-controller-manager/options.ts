import type { ElectionFlags } from "../leader-election.js";

/** The options of `engenho kube-controller-manager`, by the names of kube-controller-manager's flags. */
export interface ControllerManagerOptions extends ElectionFlags {
  /** The kubeconfig of the cluster. Default: the ServiceAccount of the Pod. */
  readonly kubeconfig: string | undefined;
  /** The only namespace that is watched. Default: all namespaces, and cluster-scoped objects. */
  readonly namespace: string | undefined;
  /** Which controllers run; see selectControllers. */
  readonly controllers: readonly string[];
  readonly leaderElect: boolean;
  /** Requests per second; 0: no limit. */
  readonly kubeApiQps: number;
  readonly kubeApiBurst: number;
  readonly bindAddress: string;
  /** The port of health and metrics; 0: none. */
  readonly securePort: number;
  readonly tlsCertFile: string | undefined;
  readonly tlsPrivateKeyFile: string | undefined;
  /** The CA certificates to publish in every namespace, in PEM. */
  readonly rootCaFile: string | undefined;
  /** The key that signs the tokens of Secrets, in PEM. */
  readonly serviceAccountPrivateKeyFile: string | undefined;
  readonly v: number;
}
