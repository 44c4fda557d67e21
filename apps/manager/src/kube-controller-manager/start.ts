import { existsSync } from "node:fs";
import { issueSecretToken, privateKeyOf } from "@engenho/authentication";
import {
  type Clock,
  errorMessage,
  type KeyedController,
  type LeaderElector,
  type Logger,
  runControllers,
  type Store,
  systemClock,
} from "@engenho/core";
import { createKubernetesStore, type KubernetesStore, type KubernetesStoreOptions } from "@engenho/store-kubernetes";
import { answersReviews, isAllowedBy } from "../access-reviews.js";
import { type ControllerPartsOptions, controllerParts } from "../controller-parts.js";
import { EventRecorders } from "../event-recorders.js";
import { electionOf } from "../leader-election.js";
import type { ManagerContext } from "../manager-options.js";
import { createMetrics } from "../metrics/metrics.js";
import { readFlagFile, readFlagText } from "../read-flag-file.js";
import { UsageError } from "../usage-error.js";
import { kubernetesVersion } from "../version.js";
import { startHealthServer } from "./health-server.js";
import type { ControllerManagerOptions } from "./options.js";

/** Controllers that run against a cluster. */
export interface RunningControllers {
  /** The text of the ready line. */
  readonly description: string;
  /** The URL of health and metrics, such as `https://127.0.0.1:10257`; undefined: none. */
  readonly healthAddress: string | undefined;
  /**
   * Stops the controllers, releases the Lease and resolves when everything has stopped. May be called more than once.
   */
  stop(): Promise<void>;
}

const flushWithinMs = 500;
const serviceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** Starts the controllers; resolves when the cluster has answered. Throws UsageError that names the flag and what is wrong. */
export async function startControllerManager(
  options: ControllerManagerOptions,
  { logger, clock = systemClock }: ManagerContext,
): Promise<RunningControllers> {
  const secrets = await readSecrets(options);
  const store = await openStore(options, { logger, clock });
  const stop = new AbortController();
  const metrics = createMetrics(async () => new Map());
  const recorders = new EventRecorders({ clock, logger });
  try {
    await checkCluster(store, options);
    const reviewAccess = await reviewsOf(store, logger);
    const health = await startHealthServer(options, { store, clock, metrics: () => metrics.render() });
    let elector: LeaderElector | undefined;
    const running = runControllers(
      store,
      (leader) =>
        createControllers(
          leader,
          { ...options, ...secrets, ...reviewAccess, clock, logger, recorders },
          metrics.controllers.onController,
        ),
      {
        signal: stop.signal,
        clock,
        logger,
        debounceMs: 0,
        onDriverEvent: metrics.controllers.onDriverEvent,
        onElector: (created) => {
          elector = created;
        },
        ...(options.leaderElect
          ? {
              leaderElection: {
                ...electionOf(options),
                recorder: recorders.of("kube-controller-manager", store),
              },
            }
          : {}),
      },
    ).catch((error: unknown) => {
      logger.error({ err: error }, "the controllers have ended unexpectedly");
    });
    let stopped: Promise<void> | undefined;
    return {
      description: `controllers of ${store.server}${describeElection(options, elector)}`,
      healthAddress: health?.address,
      stop() {
        stopped ??= (async () => {
          stop.abort();
          await running;
          await recorders.flush(flushWithinMs);
          await Promise.all([store.close(), health?.close()]);
          metrics.close();
        })();
        return stopped;
      },
    };
  } catch (error) {
    await store.close();
    metrics.close();
    throw error;
  }
}

function describeElection(
  { leaderElect, ...options }: ControllerManagerOptions,
  elector: LeaderElector | undefined,
): string {
  if (!leaderElect || elector === undefined) return "";
  const { leaderElectResourceNamespace: namespace, leaderElectResourceName: name } = options;
  return `, Lease ${namespace}/${name} as ${elector.identity}`;
}

async function openStore(
  options: ControllerManagerOptions,
  context: { readonly logger: Logger; readonly clock: Clock },
): Promise<KubernetesStore> {
  const { kubeconfig, namespace, kubeApiQps: qps, kubeApiBurst: burst } = options;
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  if (kubeconfig === undefined && !existsSync(serviceAccountToken)) {
    throw new UsageError("--kubeconfig is missing: it is needed outside of a Pod with a ServiceAccount", 2);
  }
  const where: KubernetesStoreOptions = kubeconfig === undefined ? { inCluster: { host, port } } : { kubeconfig };
  try {
    return await createKubernetesStore({
      ...where,
      ...context,
      namespace,
      userAgent: `kube-controller-manager/${kubernetesVersion} (engenho)`,
      ...(qps === 0 ? {} : { qps, ...(burst === 0 ? {} : { burst }) }),
    });
  } catch (error) {
    throw new UsageError(`${kubeconfig === undefined ? "in the Pod" : "--kubeconfig"}: ${errorMessage(error)}`, 1);
  }
}

/** Checks the connection by discovery, which every user may read. */
async function checkCluster(store: KubernetesStore, { kubeconfig }: ControllerManagerOptions): Promise<void> {
  try {
    await store.kinds();
  } catch (error) {
    const whose = kubeconfig === undefined ? "the ServiceAccount of the Pod" : `--kubeconfig ${kubeconfig}`;
    throw new UsageError(`the cluster of ${whose} cannot be used: ${errorMessage(error)}`, 1);
  }
}

/** SubjectAccessReviews are answered by the cluster. If it serves none, a warning says that certificate requests of kubelets are not approved. */
async function reviewsOf(
  store: KubernetesStore,
  logger: Logger,
): Promise<Pick<ControllerPartsOptions, "reviewAccess">> {
  if (await answersReviews(store)) return { reviewAccess: (review) => isAllowedBy(store, review) };
  logger.warn(
    {},
    "the cluster serves no SubjectAccessReviews: certificatesigningrequest-approving-controller does not run",
  );
  return {};
}

type Secrets = Pick<ControllerPartsOptions, "rootCa" | "issueServiceAccountToken">;

async function readSecrets(options: ControllerManagerOptions): Promise<Secrets> {
  const { rootCaFile, serviceAccountPrivateKeyFile: keyFile } = options;
  const rootCa = rootCaFile === undefined ? undefined : await readFlagText("--root-ca-file", rootCaFile);
  const key =
    keyFile === undefined ? undefined : await readFlagFile("--service-account-private-key-file", keyFile, privateKeyOf);
  return {
    ...(rootCa === undefined ? {} : { rootCa }),
    ...(key === undefined ? {} : { issueServiceAccountToken: (content) => issueSecretToken(content, key) }),
  };
}

type PartsContext = Parameters<typeof controllerParts>[0];

/** The controllers of one term. They act as the kubeconfig's user. */
function createControllers(
  store: Store,
  options: PartsContext,
  onController: (controller: KeyedController) => void,
): readonly KeyedController[] {
  return controllerParts({ ...options, nodes: 0 }).map(({ create }) => {
    const controller = create(store);
    onController(controller);
    return controller;
  });
}
