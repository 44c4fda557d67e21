/** How the manager runs. The flags of `engenho` and the keys of its config file are these in kebab case. */
export interface ManagerOptions {
  /** Where the API is served. 0: any free port. Default 6443. */
  readonly port: number;
  /** The address to listen on. Default 127.0.0.1. */
  readonly bindAddress: string;
  /** DNS names and IP addresses that the server's certificate is for, beside those that it finds itself. Default none. */
  readonly tlsSans: readonly string[];
  /** Requests that change nothing and are served at once; watches do not count; 0: no limit. Default 400. */
  readonly maxRequestsInflight: number;
  /** Requests that change something and are served at once; 0: no limit. Default 200. */
  readonly maxMutatingRequestsInflight: number;
  /** Where the kubeconfig is written, mode 0600; `undefined`: nowhere. Default `engenho.kubeconfig`. */
  readonly kubeconfigOut: string | undefined;
  /** How many nodes are pretended. Default 2. */
  readonly nodes: number;
  /** How long a pod takes from its binding to Ready, in milliseconds. Default 0. */
  readonly podStartupMs: number;
  /** How long what is in a namespace outlives its deletion, in milliseconds. Default 5000. */
  readonly namespaceDeletionDelayMs: number;
  /** Which controllers run; see selectControllers. Default `["*"]`. */
  readonly controllers: readonly string[];
  /** Default 0. */
  readonly debounceMs: number;
  /** Default 30 000; `Infinity`: none. */
  readonly fallbackIntervalMs: number;
  /**
   * About how many bytes of memory the objects may take together: what would grow beyond is refused as a full etcd refuses it.
   * `undefined`, the default: 35 % of the heap (`node --max-old-space-size`).
   */
  readonly storageQuotaBytes: number | undefined;
  /** How much is logged: 0 warnings and errors, 1 to 3 also what changes, 4 and more everything. Default 0. */
  readonly v: number;
}

/** What applies where nothing is said. */
export const defaultManagerOptions: ManagerOptions = {
  port: 6443,
  bindAddress: "127.0.0.1",
  tlsSans: [],
  maxRequestsInflight: 400,
  maxMutatingRequestsInflight: 200,
  kubeconfigOut: "engenho.kubeconfig",
  nodes: 2,
  podStartupMs: 0,
  namespaceDeletionDelayMs: 5_000,
  controllers: ["*"],
  debounceMs: 0,
  fallbackIntervalMs: 30_000,
  storageQuotaBytes: undefined,
  v: 0,
};
