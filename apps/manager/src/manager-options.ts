import type { AuthorizationMode, ReviewVersion } from "@engenho/authorization";
import type { Clock, Logger } from "@engenho/core";
import { defaultElectionFlags, type ElectionFlags } from "./leader-election.js";
import { defaultTokenOptions, type TokenOptions } from "./token-options.js";

/** Where the program keeps objects: `--store`. */
export type StoreName = "memory" | "lmdb" | "etcd";

/** How audit events are sent (upstream: --audit-log-mode, --audit-webhook-mode). */
export const auditModes = ["batch", "blocking", "blocking-strict"] as const;

/**
 * `batch`: behind their requests; `blocking`: requests wait until their events are recorded, or cannot be; `blocking-strict`: a request whose receipt
 * cannot be recorded is refused.
 */
export type AuditMode = (typeof auditModes)[number];

/** The manager's options. The flags of `engenho` and the keys of its config file are their names in kebab case. */
export interface ManagerOptions extends ElectionFlags, TokenOptions {
  /** The port of the API server. 0: any free port. Default 6443. */
  readonly port: number;
  /** The address to listen on. Default 127.0.0.1. */
  readonly bindAddress: string;
  /** Additional DNS names and IP addresses of the serving certificate. Default none. */
  readonly tlsSans: readonly string[];
  /** The file with the server's certificate and its chain, in PEM. Default: a generated certificate. */
  readonly tlsCertFile: string | undefined;
  /** The file with the private key of `tlsCertFile`, in PEM. */
  readonly tlsPrivateKeyFile: string | undefined;
  /**
   * The directory with `apiserver.crt` and `apiserver.key`, which are used without `tlsCertFile`, and written if they do not exist.
   * Default: a generated certificate is kept in memory.
   */
  readonly certDir: string | undefined;
  /**
   * The file with the certificate authorities of client certificates, in PEM, in addition to the program's own
   * authority, which is trusted if it signs client certificates. Default: none.
   */
  readonly clientCaFile: string | undefined;
  /** The CSV file with bearer tokens and their users. Default: none. */
  readonly tokenAuthFile: string | undefined;
  /** The file with an AuthenticationConfiguration of apiserver.config.k8s.io/v1, which is followed. Default: none. */
  readonly authenticationConfig: string | undefined;
  /** Whether the tokens of Secrets of type `bootstrap.kubernetes.io/token` are accepted. Default false. */
  readonly enableBootstrapTokenAuth: boolean;
  /** The file with the authorities of front proxies' client certificates, in PEM. Default: there are no front proxies. */
  readonly requestheaderClientCaFile: string | undefined;
  /** The common names that front proxies may have. Default: any. */
  readonly requestheaderAllowedNames: readonly string[];
  /** The headers in which front proxies name the user. Default none. */
  readonly requestheaderUsernameHeaders: readonly string[];
  /** The headers with the user's UID. Default none. */
  readonly requestheaderUidHeaders: readonly string[];
  /** The headers with the user's groups. Default none. */
  readonly requestheaderGroupHeaders: readonly string[];
  /** The prefixes of the headers with further facts about the user. Default none. */
  readonly requestheaderExtraHeadersPrefix: readonly string[];
  /**
   * Whether requests without credentials are those of `system:anonymous`. Default: only those that read health and version are;
   * false: none.
   */
  readonly anonymousAuth: boolean | undefined;
  /** The audiences of tokens for this API server. Default: the issuers of ServiceAccount tokens. */
  readonly apiAudiences: readonly string[];
  /** The issuers of ServiceAccount tokens: the first is that of new tokens, all are accepted. */
  readonly serviceAccountIssuer: readonly string[];
  /** The files with keys that verify ServiceAccount tokens, in PEM. Default: the key that signs them. */
  readonly serviceAccountKeyFile: readonly string[];
  /** The file with the private key that signs ServiceAccount tokens, in PEM. Default: a generated key. */
  readonly serviceAccountSigningKeyFile: string | undefined;
  /** Whether the tokens that kubelets request for Pods live for a year. Default true. */
  readonly serviceAccountExtendTokenExpiration: boolean;
  /** The longest lifetime of a ServiceAccount token, in milliseconds; 0, the default: no limit. */
  readonly serviceAccountMaxTokenExpiration: number;
  /** The `jwks_uri` in the OpenID discovery document. Default: this server's. */
  readonly serviceAccountJwksUri: string | undefined;
  /** The credentials of the user in the written kubeconfig. Default `token`. */
  readonly kubeconfigAuth: "token" | "certificate";
  /** The address in the Endpoints of the Service `kubernetes`. Default: an address of this machine that is not loopback. */
  readonly advertiseAddress: string | undefined;
  /** The ranges of cluster IPs, one of each family at most. Default `["10.96.0.0/12"]`. */
  readonly serviceClusterIpRange: readonly [string] | readonly [string, string];
  /** The range of node ports, such as the default: `30000-32767`. */
  readonly serviceNodePortRange: string;
  /** The file with the audit policy (audit.k8s.io/v1), in YAML or JSON. Default: no request is recorded. */
  readonly auditPolicyFile: string | undefined;
  /** The audit log; `-` is standard output. Requires `auditPolicyFile`. */
  readonly auditLogPath: string | undefined;
  /** The size at which the audit log is rotated, in MiB. Default 100. */
  readonly auditLogMaxsize: number;
  /** How many old audit logs are kept; 0, the default: all. */
  readonly auditLogMaxbackup: number;
  /** How many days old audit logs are kept; 0, the default: forever. */
  readonly auditLogMaxage: number;
  /** Whether old audit logs are compressed. Default false. */
  readonly auditLogCompress: boolean;
  /** `json`, the default, or `legacy`: a line of text for each event. */
  readonly auditLogFormat: "json" | "legacy";
  /** How events reach the log. Default `blocking`. */
  readonly auditLogMode: AuditMode;
  /** How many events wait for the log in the mode `batch`. Default 10 000. */
  readonly auditLogBatchBufferSize: number;
  /** The most events that are written together in that mode. Default 1. */
  readonly auditLogBatchMaxSize: number;
  /** How long an event waits for others in that mode, in milliseconds. Default 0. */
  readonly auditLogBatchMaxWait: number;
  /** Whether the rate of batches is limited. Default false. */
  readonly auditLogBatchThrottleEnable: boolean;
  /** The most batches a second, if that is limited. Default 0. */
  readonly auditLogBatchThrottleQps: number;
  /** The most batches at once, if that is limited. Default 0. */
  readonly auditLogBatchThrottleBurst: number;
  /** Whether events of the log have a limited size. Default false. */
  readonly auditLogTruncateEnabled: boolean;
  /** The maximum size of an event in the log, in bytes. Default 102 400. */
  readonly auditLogTruncateMaxEventSize: number;
  /** The largest batch of the log, in bytes. Default 10 485 760. */
  readonly auditLogTruncateMaxBatchSize: number;
  /** The kubeconfig of the webhook that receives audit events. Belongs to `auditPolicyFile`. Default: none does. */
  readonly auditWebhookConfigFile: string | undefined;
  /** How events reach the webhook. Default `batch`. */
  readonly auditWebhookMode: AuditMode;
  /** The delay before a failed call of that webhook is tried again, in milliseconds. Default 10 000. */
  readonly auditWebhookInitialBackoff: number;
  /** The size of the buffer of events. Default 10 000. */
  readonly auditWebhookBatchBufferSize: number;
  /** The maximum number of events in a batch. Default 400. */
  readonly auditWebhookBatchMaxSize: number;
  /** How long an event waits for others, in milliseconds. Default 30 000. */
  readonly auditWebhookBatchMaxWait: number;
  /** Whether the rate of batches is limited. Default true. */
  readonly auditWebhookBatchThrottleEnable: boolean;
  /** The maximum number of batches per second. Default 10. */
  readonly auditWebhookBatchThrottleQps: number;
  /** The maximum burst of batches. Default 15. */
  readonly auditWebhookBatchThrottleBurst: number;
  /** Whether events and batches that are sent have a limited size. Default false. */
  readonly auditWebhookTruncateEnabled: boolean;
  /** The maximum size of an event that is sent, in bytes. Default 102 400. */
  readonly auditWebhookTruncateMaxEventSize: number;
  /** The maximum size of a batch that is sent, in bytes. Default 10 485 760. */
  readonly auditWebhookTruncateMaxBatchSize: number;
  /** The authorization modes, in the order in which they are asked. Default `["RBAC"]`. */
  readonly authorizationMode: readonly AuthorizationMode[];
  /**
   * The file with an AuthorizationConfiguration of apiserver.config.k8s.io/v1, instead of modes. Default: the modes.
   */
  readonly authorizationConfig: string | undefined;
  /** The file with the policies of the mode `ABAC`. */
  readonly authorizationPolicyFile: string | undefined;
  /** The kubeconfig of the webhook of the mode `Webhook`. */
  readonly authorizationWebhookConfigFile: string | undefined;
  /** The version of authorization.k8s.io that the webhook uses. Default `v1beta1`. */
  readonly authorizationWebhookVersion: ReviewVersion;
  /** How long allowing answers of the webhook are cached, in milliseconds. Default 300 000. */
  readonly authorizationWebhookCacheAuthorizedTtl: number;
  /** How long denying answers of the webhook are cached, in milliseconds. Default 30 000. */
  readonly authorizationWebhookCacheUnauthorizedTtl: number;
  /**
   * Whether API Priority and Fairness is enabled: priority levels then share the sum of the two limits below. Default
   * true; false: the two limits apply separately.
   */
  readonly enablePriorityAndFairness: boolean;
  /** The maximum number of concurrent read requests, without watches; 0: no limit. Default 400. */
  readonly maxRequestsInflight: number;
  /** The maximum number of concurrent write requests; 0: no limit. Default 200. */
  readonly maxMutatingRequestsInflight: number;
  /** The file to which the kubeconfig is written, mode 0600; `undefined`: none. Default `engenho.kubeconfig`. */
  readonly kubeconfigOut: string | undefined;
  /** Where objects are kept. Default: in the data directory, if there is one, otherwise in memory. */
  readonly store: StoreName | undefined;
  /**
   * The directory of persistent data: objects, the server's certificate authority, the key of ServiceAccount tokens and
   * the administrator's token. Default: none, and nothing survives a restart.
   */
  readonly dataDir: string | undefined;
  /** The client URLs of etcd's members. Default: none, and etcd is not used. */
  readonly etcdServers: readonly string[];
  /** The authorities that etcd's certificates are checked against, a file in PEM. Default: those of Node. */
  readonly etcdCafile: string | undefined;
  /** The client certificate for etcd, a file in PEM. Default: none. */
  readonly etcdCertfile: string | undefined;
  /** The key of that certificate, a file in PEM. */
  readonly etcdKeyfile: string | undefined;
  /** The start of all keys in etcd. Default `/registry`. */
  readonly etcdPrefix: string;
  /** How long etcd keeps overwritten versions, in milliseconds; 0: they are not compacted. Default 300 000. */
  readonly etcdCompactionInterval: number;
  /** Whether the controllers run only while this process is the elected leader. Default: with etcd. */
  readonly leaderElect: boolean | undefined;
  /** The number of hollow nodes. Default 2. */
  readonly nodes: number;
  /** The time from the binding of a pod to Ready, in milliseconds. Default 0. */
  readonly podStartupMs: number;
  /** The delay between the deletion of a namespace and that of its content, in milliseconds. Default 5000. */
  readonly namespaceDeletionDelayMs: number;
  /** Which controllers run; see selectControllers. Default `["*"]`. */
  readonly controllers: readonly string[];
  /**
   * The file with the authority that signs the certificates of CertificateSigningRequests, in PEM. Default: the program's own authority,
   * which the server trusts for its clients.
   */
  readonly clusterSigningCertFile: string | undefined;
  /** The file with the private key of `clusterSigningCertFile`, in PEM. */
  readonly clusterSigningKeyFile: string | undefined;
  /**
   * As `clusterSigningCertFile`, for the signer `kubernetes.io/kubelet-serving` alone; signers without files of their
   * own then do not sign.
   */
  readonly clusterSigningKubeletServingCertFile: string | undefined;
  /** The private key of `clusterSigningKubeletServingCertFile`. */
  readonly clusterSigningKubeletServingKeyFile: string | undefined;
  /** The same for `kubernetes.io/kube-apiserver-client-kubelet`. */
  readonly clusterSigningKubeletClientCertFile: string | undefined;
  /** The private key of `clusterSigningKubeletClientCertFile`. */
  readonly clusterSigningKubeletClientKeyFile: string | undefined;
  /** The same for `kubernetes.io/kube-apiserver-client`. */
  readonly clusterSigningKubeApiserverClientCertFile: string | undefined;
  /** The private key of `clusterSigningKubeApiserverClientCertFile`. */
  readonly clusterSigningKubeApiserverClientKeyFile: string | undefined;
  /** The same for `kubernetes.io/legacy-unknown`. */
  readonly clusterSigningLegacyUnknownCertFile: string | undefined;
  /** The private key of `clusterSigningLegacyUnknownCertFile`. */
  readonly clusterSigningLegacyUnknownKeyFile: string | undefined;
  /** How long those certificates are valid, in milliseconds, unless a request asks for less. Default: a year. */
  readonly clusterSigningDuration: number;
  /** The names of admission plugins to run in addition to those that run by default. Default none. */
  readonly enableAdmissionPlugins: readonly string[];
  /** The names of admission plugins that do not run. Default none. */
  readonly disableAdmissionPlugins: readonly string[];
  /** The file with an AdmissionConfiguration of apiserver.config.k8s.io/v1. Default: plugins are not configured. */
  readonly admissionControlConfigFile: string | undefined;
  /** Features to turn on or off, as `MutatingAdmissionPolicy=true`. Default none. */
  readonly featureGates: readonly string[];
  /** API versions to serve or not, as `admissionregistration.k8s.io/v1beta1=true`. Default none. */
  readonly runtimeConfig: readonly string[];
  /** Addresses of Services that webhooks name, such as `default/hooks=127.0.0.1:9443`. Default none: their endpoints. */
  readonly webhookServiceAddress: readonly string[];
  /**
   * The file with the client certificate with which the server authenticates to remote services as a front proxy, in
   * PEM. Default: a generated one.
   */
  readonly proxyClientCertFile: string | undefined;
  /**
   * Whether metrics.k8s.io is served, with values from pods' annotations or else their resource requests. Default
   * false.
   */
  readonly metricsApi: boolean;
  /** The file with the private key of `proxyClientCertFile`, in PEM. */
  readonly proxyClientKeyFile: string | undefined;
  /** Whether pods may forward connections to servers on the loopback interface, as their annotations say. Default false. */
  readonly allowLoopbackForwarding: boolean;
  /** Default 0. */
  readonly debounceMs: number;
  /** Default 30 000; `Infinity`: none. */
  readonly fallbackIntervalMs: number;
  /**
   * The approximate maximum size of all objects in memory, in bytes: growth beyond it is rejected as by a full etcd.
   * `undefined`, the default: 35 % of the heap (`node --max-old-space-size`).
   */
  readonly storageQuotaBytes: number | undefined;
  /** The log verbosity: 0 warnings and errors, 1 to 3 also changes, 4 and more everything. Default 0. */
  readonly v: number;
}

/** The defaults of all options. */
export const defaultManagerOptions: ManagerOptions = {
  port: 6443,
  bindAddress: "127.0.0.1",
  tlsSans: [],
  tlsCertFile: undefined,
  tlsPrivateKeyFile: undefined,
  certDir: undefined,
  clientCaFile: undefined,
  tokenAuthFile: undefined,
  authenticationConfig: undefined,
  ...defaultTokenOptions,
  enableBootstrapTokenAuth: false,
  requestheaderClientCaFile: undefined,
  requestheaderAllowedNames: [],
  requestheaderUsernameHeaders: [],
  requestheaderUidHeaders: [],
  requestheaderGroupHeaders: [],
  requestheaderExtraHeadersPrefix: [],
  anonymousAuth: undefined,
  apiAudiences: [],
  serviceAccountIssuer: ["https://kubernetes.default.svc.cluster.local"],
  serviceAccountKeyFile: [],
  serviceAccountSigningKeyFile: undefined,
  serviceAccountExtendTokenExpiration: true,
  serviceAccountMaxTokenExpiration: 0,
  serviceAccountJwksUri: undefined,
  kubeconfigAuth: "token",
  advertiseAddress: undefined,
  serviceClusterIpRange: ["10.96.0.0/12"],
  serviceNodePortRange: "30000-32767",
  auditPolicyFile: undefined,
  auditLogPath: undefined,
  auditLogMaxsize: 100,
  auditLogMaxbackup: 0,
  auditLogMaxage: 0,
  auditLogCompress: false,
  auditLogFormat: "json",
  auditLogMode: "blocking",
  auditLogBatchBufferSize: 10_000,
  auditLogBatchMaxSize: 1,
  auditLogBatchMaxWait: 0,
  auditLogBatchThrottleEnable: false,
  auditLogBatchThrottleQps: 0,
  auditLogBatchThrottleBurst: 0,
  auditLogTruncateEnabled: false,
  auditLogTruncateMaxEventSize: 102_400,
  auditLogTruncateMaxBatchSize: 10_485_760,
  auditWebhookConfigFile: undefined,
  auditWebhookMode: "batch",
  auditWebhookInitialBackoff: 10_000,
  auditWebhookBatchBufferSize: 10_000,
  auditWebhookBatchMaxSize: 400,
  auditWebhookBatchMaxWait: 30_000,
  auditWebhookBatchThrottleEnable: true,
  auditWebhookBatchThrottleQps: 10,
  auditWebhookBatchThrottleBurst: 15,
  auditWebhookTruncateEnabled: false,
  auditWebhookTruncateMaxEventSize: 102_400,
  auditWebhookTruncateMaxBatchSize: 10_485_760,
  authorizationMode: ["RBAC"],
  authorizationConfig: undefined,
  authorizationPolicyFile: undefined,
  authorizationWebhookConfigFile: undefined,
  authorizationWebhookVersion: "v1beta1",
  authorizationWebhookCacheAuthorizedTtl: 300_000,
  authorizationWebhookCacheUnauthorizedTtl: 30_000,
  enablePriorityAndFairness: true,
  maxRequestsInflight: 400,
  maxMutatingRequestsInflight: 200,
  kubeconfigOut: "engenho.kubeconfig",
  store: undefined,
  dataDir: undefined,
  etcdServers: [],
  etcdCafile: undefined,
  etcdCertfile: undefined,
  etcdKeyfile: undefined,
  etcdPrefix: "/registry",
  etcdCompactionInterval: 300_000,
  leaderElect: undefined,
  ...defaultElectionFlags,
  nodes: 2,
  podStartupMs: 0,
  namespaceDeletionDelayMs: 5_000,
  controllers: ["*"],
  clusterSigningCertFile: undefined,
  clusterSigningKeyFile: undefined,
  clusterSigningKubeletServingCertFile: undefined,
  clusterSigningKubeletServingKeyFile: undefined,
  clusterSigningKubeletClientCertFile: undefined,
  clusterSigningKubeletClientKeyFile: undefined,
  clusterSigningKubeApiserverClientCertFile: undefined,
  clusterSigningKubeApiserverClientKeyFile: undefined,
  clusterSigningLegacyUnknownCertFile: undefined,
  clusterSigningLegacyUnknownKeyFile: undefined,
  clusterSigningDuration: 365 * 24 * 3_600_000,
  enableAdmissionPlugins: [],
  disableAdmissionPlugins: [],
  admissionControlConfigFile: undefined,
  featureGates: [],
  runtimeConfig: [],
  webhookServiceAddress: [],
  proxyClientCertFile: undefined,
  proxyClientKeyFile: undefined,
  metricsApi: false,
  allowLoopbackForwarding: false,
  debounceMs: 0,
  fallbackIntervalMs: 30_000,
  storageQuotaBytes: undefined,
  v: 0,
};

/** The dependencies of a manager. */
export interface ManagerContext {
  /** The logger of the control plane. */
  readonly logger: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
}
