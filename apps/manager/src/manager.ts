import { type ApiServer, createApiServer, createRemoteServices, type FrontProxyHeaders } from "@engenho/apiserver";
import {
  type Clock,
  checkOptions,
  errorMessage,
  type Logger,
  type Store,
  systemClock,
  type Timer,
} from "@engenho/core";
import { createHollowKubelet, type DialLoopback } from "@engenho/hollow-node";
import { findDuplicateKeys } from "@engenho/machinery";
import { isAccessAllowed } from "./access-reviews.js";
import { type AdmissionTools, storeAdmission } from "./admission-catalogue.js";
import type { AuditLog } from "./audit-log.js";
import { managerAuthentication } from "./authentication.js";
import { servingHosts } from "./certificates/serving-hosts.js";
import { servingTls } from "./certificates/serving-tls.js";
import { signingAuthorities } from "./certificates/signing-authorities.js";
import { refreshTls } from "./certificates/tls-refresh.js";
import { configuredAdmissionOf } from "./configured-admission.js";
import { createControlPlane } from "./control-plane.js";
import { type Credentials, temporaryCredentials } from "./credentials/credentials.js";
import { runFlowControl } from "./flow-control/running-flow-control.js";
import { type ClusterAccess, renderKubeconfig } from "./kubeconfig.js";
import { createKubernetesServiceController, ensureKubernetesService } from "./kubernetes-service.js";
import { electionOf } from "./leader-election.js";
import type { ManagerContext, ManagerOptions } from "./manager-options.js";
import { memoryLimits } from "./memory-limits.js";
import { certificateMeasures } from "./metrics/certificate-measures.js";
import { inFlightMeasure } from "./metrics/in-flight-measure.js";
import { createMetrics } from "./metrics/metrics.js";
import { storageMeasure } from "./metrics/storage-measure.js";
import { availableConnections } from "./open-files.js";
import { contextRules, managerRules } from "./option-rules.js";
import { writePrivateFile } from "./private-file.js";
import { authorizerOf, runAuthorizer } from "./running-authorizer.js";
import { selectApis } from "./runtime-config/select-apis.js";
import { advertisedAddress, anyAddress } from "./server-endpoint.js";
import { serverObjects } from "./server-objects/index.js";
import { apiServerServiceIp, serviceRanges } from "./service-ranges.js";
import type { OwnStore } from "./stores/open-store.js";
import { chosenStore, openChosenStore } from "./stores/store-catalogue.js";
import { UsageError } from "./usage-error.js";
import { kubernetesVersion } from "./version.js";
import type { WebhookClientChoice } from "./webhook-client.js";

/** A running control plane. */
export interface Manager {
  /** The URL of the server, such as `https://127.0.0.1:6443`. */
  readonly address: string;
  /** PEM. */
  readonly caCertificate: string;
  /** The administrator's bearer token. */
  readonly token: string;
  /** The store, for use in the same process. */
  readonly store: Store;
  /** Stops everything; resolves when nothing runs any more. May be called more than once. */
  stop(): Promise<void>;
}

/** kube-apiserver's default port. */
const defaultPort = 6443;

/** Older commits are no longer available to watches and `continue`, as after etcd's compaction: 5 to 10 minutes upstream. */
const watchHistoryMs = 600_000;

/** Starts a control plane; resolves when it serves. Throws UsageError if it cannot listen or write the kubeconfig. */
export async function startManager(options: ManagerOptions, context: ManagerContext): Promise<Manager> {
  checkOptions("startManager", options, managerRules);
  checkOptions("startManager: context", context, contextRules);
  const { logger, clock = systemClock } = context;
  const limits = memoryLimits(options.storageQuotaBytes);
  const { storageQuotaBytes, watchHistoryBytes, eventBytes } = limits;
  const { authorizer, measures } = await authorizerOf(options, { clock, logger });
  const credentials = await credentialsOf(options, clock);
  const signing = await signingAuthorities(options, { authority: credentials.authority, logger });
  let serverAddress = "";
  const authentication = await managerAuthentication(options, {
    store: () => store,
    credentials,
    trustedAuthority: signing?.trusted,
    clock,
    logger,
    address: () => serverAddress,
  });
  const observing: AdmissionTools & WebhookClientChoice = {
    observeWebhook: (call) => metrics.observeWebhook(call),
    observeConversion: (outcome) => metrics.observeConversion(outcome),
    observeCheck: (check) => metrics.observeCheck(check),
  };
  const configuredAdmission = await configuredAdmissionOf(options, { ...observing, clock });
  const store: OwnStore = await openChosenStore({
    options,
    registry: {
      authorizer,
      tokenIssuer: authentication.tokenIssuer,
      clock,
      logger,
      services: serviceRanges(options),
      metrics: {
        admissionTimer: (timed) => metrics.registry.admissionTimer(timed),
        onCompilation: (seconds) => metrics.registry.onCompilation(seconds),
        onEvaluation: (seconds) => metrics.registry.onEvaluation(seconds),
      },
      ...storeAdmission({ ...options, ...observing, configuredAdmission }),
    },
    limits: { storageQuotaBytes, watchHistoryBytes, watchHistoryMs },
  });
  const fairness = runFlowControl(options, { store, clock, logger });
  const certificates = certificateMeasures();
  const otherMeasures = [...measures, ...authentication.measures, ...certificates.measures];
  const metrics = createMetrics(() => store.countObjects(), {
    flowControl: fairness?.flowControl,
    loaded: async () => {
      const { featureMeasure } = await import("./metrics/feature-measure.js");
      return [featureMeasure(options.featureGates)];
    },
    others: [
      ...otherMeasures,
      inFlightMeasure(() => server.peakRequestsInFlight()),
      storageMeasure(store, chosenStore(options)),
    ],
  });
  const clusterIp = apiServerServiceIp(options.serviceClusterIpRange);
  const hosts = servingHosts({ ...options, serviceIp: clusterIp });
  const { issueServiceAccountToken, clientAuthority, userAuthority, token } = authentication;
  const serving = await servingTls(options, { hosts, authority: credentials.authority(), clientAuthority, clock });
  const { caCertificate } = serving;
  const { controllers, nodes, podStartupMs, namespaceDeletionDelayMs, debounceMs, fallbackIntervalMs } = options;
  const controlPlane = createControlPlane({
    store,
    clock,
    logger,
    metrics: metrics.controllers,
    rootCa: caCertificate,
    issueServiceAccountToken,
    reviewAccess: (review) => isAccessAllowed(authorizer, review),
    ...(signing === undefined ? {} : { certificateAuthorityOf: signing.authorityOf }),
    certificateDurationMs: options.clusterSigningDuration,
    servedKinds: () => store.definitions(),
    featureGates: options.featureGates,
    eventBytes,
    ...(electsLeader(options) ? { leaderElection: electionOf(options) } : {}),
    ...{ controllers, nodes, podStartupMs, namespaceDeletionDelayMs, debounceMs, fallbackIntervalMs },
  });
  const served = selectApis(options).servedOf(store);
  const auditLog = await auditLogOf(options, { clock, logger });
  const remoteServices = createRemoteServices();
  const server = createApiServer({
    store,
    auditor: auditLog?.auditor,
    remoteServices,
    frontProxyHeaders: frontProxyHeaders(options),
    kubelet: createHollowKubelet({ clock, store, dialLoopback: options.allowLoopbackForwarding ? dial : undefined }),
    kinds: served,
    descriptions: async () => (await import("@engenho/kinds/descriptions")).describe,
    duplicateFields: findDuplicateKeys,
    clock,
    logger,
    tls: serving.tls,
    maxConnections: availableConnections(),
    limits: {
      maxRequestsInFlight: options.maxRequestsInflight,
      maxMutatingRequestsInFlight: options.maxMutatingRequestsInflight,
    },
    flowControl: fairness?.flowControl,
    authenticate: authentication.authenticator,
    anonymousAuth: authentication.anonymousAuth,
    authorizer,
    version: kubernetesVersion,
    metrics: metrics.server,
    extraRoutes: {
      "/metrics": () => metrics.render(),
      "/metrics/slis": () => metrics.renderSlis(),
      ...authentication.routes,
    },
  });
  const endTlsRefresh = refreshTls({
    served: serving.tls,
    read: serving.read,
    serve: (tls) => server.replaceTls(tls),
    clock,
    logger,
  });
  async function aggregate(): Promise<void> {
    const { startAggregation } = await import("./aggregation/index.js");
    const authority = await userAuthority();
    const context = { store, clock, logger, remote: remoteServices, clientAuthority: authority, flags: options };
    const controllers = await startAggregation(context);
    for (const controller of controllers) if (stopped === undefined) controlPlane.add(controller);
  }

  const authorization = runAuthorizer(authorizer, store);
  let serverObjectsTimer: Timer | undefined;
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= (async () => {
      serverObjectsTimer?.cancel();
      endTlsRefresh();
      fairness?.stop();
      authentication.stop();
      await Promise.all([server.close(), controlPlane.stop()]);
      await authorization.stop();
      await store.close();
      await auditLog?.close();
      metrics.close();
    })();
    return stopped;
  };
  try {
    authentication.start();
    await controlPlane.start();
    await authorization.ready;
    const targetPort = options.port === 0 ? defaultPort : options.port;
    await ensureKubernetesService(store, { clusterIp, targetPort });
    const { address, port } = await listen(server, options);
    const advertised = advertisedAddress(options);
    const endpoint = advertised === undefined ? undefined : { address: advertised, port };
    serverAddress = advertised === undefined ? address : serverUrl(advertised, port);
    controlPlane.add(createKubernetesServiceController({ store, clock, logger, clusterIp, targetPort, endpoint }));
    if (options.kubeconfigOut !== undefined)
      await saveKubeconfig(options.kubeconfigOut, { server: address, caCertificate, user: authentication.access });
    // After the ready line, like upstream's post-start hooks.
    serverObjectsTimer = clock.setTimer(() => {
      const clusterIpRanges = options.serviceClusterIpRange;
      const flowControl = fairness?.flowControl;
      fairness?.start();
      certificates.follow(store, logger);
      const context = { store, clock, logger, definitions: served.definitions(), clusterIpRanges, flowControl };
      for (const controller of serverObjects(context)) controlPlane.add(controller);
      aggregate().catch((error: unknown) => {
        if (stopped === undefined) logger.error({ err: error }, "remote APIServices cannot be reached");
      });
    }, 0);
    return { address, caCertificate, token, store, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The headers of `--requestheader-*`. */
function frontProxyHeaders(options: ManagerOptions): FrontProxyHeaders {
  const { requestheaderUsernameHeaders: users, requestheaderUidHeaders: uids } = options;
  return {
    names: [...users, ...uids, ...options.requestheaderGroupHeaders],
    prefixes: options.requestheaderExtraHeadersPrefix,
  };
}

/** Leader election is on by default with etcd, which several processes may share. */
function electsLeader({ leaderElect, ...options }: ManagerOptions): boolean {
  return leaderElect ?? chosenStore(options) === "etcd";
}

/** The generated credentials, which are kept in the data directory if there is one. */
async function credentialsOf({ dataDir }: ManagerOptions, clock: Clock): Promise<Credentials> {
  if (dataDir === undefined) return temporaryCredentials(clock.now());
  const { keptCredentials } = await import("./credentials/kept-credentials.js");
  return keptCredentials(dataDir, clock.now());
}

/** Forwards a connection to this machine. */
const dial: DialLoopback = async (port, connection) => {
  const { dialLoopback } = await import("./dial-loopback.js");
  return dialLoopback(port, connection);
};

/** The audit log, if there is one. */
async function auditLogOf(
  options: ManagerOptions,
  context: { readonly clock: Clock; readonly logger: Logger },
): Promise<AuditLog | undefined> {
  const { auditPolicyFile } = options;
  if (auditPolicyFile === undefined) return undefined;
  const { openAuditLog } = await import("./audit-log.js");
  return openAuditLog({ ...options, auditPolicyFile }, context);
}

function serverUrl(host: string, port: number): string {
  return `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function listen(
  server: ApiServer,
  { bindAddress, port }: ManagerOptions,
): Promise<{ readonly address: string; readonly port: number }> {
  try {
    const bound = await server.listen({ host: bindAddress, port });
    const host = anyAddress.has(bindAddress) ? "127.0.0.1" : bindAddress;
    return { address: serverUrl(host, bound.port), port: bound.port };
  } catch (error) {
    throw new UsageError(`cannot listen on ${bindAddress}:${port}: ${explainListenError(error)}`, 1);
  }
}

function explainListenError(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return "the port is in use; choose another with --port, or 0 for any free one";
    case "EACCES":
      return "permission denied; choose another with --port";
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return "the address is not one of this machine; choose another with --bind-address";
    default:
      return errorMessage(error);
  }
}

async function saveKubeconfig(file: string, access: ClusterAccess): Promise<void> {
  try {
    await writePrivateFile(file, renderKubeconfig(access));
  } catch (error) {
    const reason = errorMessage(error);
    throw new UsageError(`cannot write the kubeconfig ${file}: ${reason}; choose another with --kubeconfig-out`, 1);
  }
}
