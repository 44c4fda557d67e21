import {
  type Clock,
  createKeyedController,
  type EndpointSlice,
  type Endpoints,
  endpointSlices,
  endpoints,
  findObject,
  type KeyedController,
  type KubernetesObject,
  keyOf,
  type Logger,
  type ReconcileResult,
  type Store,
  services,
  strictlyEqual,
  type WatchEvent,
} from "@engenho/core";

/** The address of an API server. */
export interface ServerEndpoint {
  /** IPv4, neither loopback nor link-local, which Endpoints must not contain. */
  readonly address: string;
  readonly port: number;
}

/** The properties of the Service `kubernetes`. */
export interface KubernetesServiceFacts {
  /** The cluster IP. */
  readonly clusterIp: string;
  readonly targetPort: number;
}

/** Options of {@link createKubernetesServiceController}. */
export interface KubernetesServiceOptions extends KubernetesServiceFacts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absent: the Service gets no Endpoints, and existing ones are not changed. */
  readonly endpoint: ServerEndpoint | undefined;
}

const identity = { namespace: "default", name: "kubernetes" } as const;
const key = `${identity.namespace}/${identity.name}`;

/** The Service through which Pods reach the API server. */
function kubernetesService({ clusterIp, targetPort }: KubernetesServiceFacts): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { ...identity, labels: { component: "apiserver", provider: "kubernetes" } },
    spec: {
      clusterIP: clusterIp,
      ports: [{ name: "https", port: 443, protocol: "TCP", targetPort }],
      type: "ClusterIP",
    },
  } as KubernetesObject;
}

/** Creates the Service `default/kubernetes` if it does not exist; returns whether it did. */
export async function ensureKubernetesService(store: Store, facts: KubernetesServiceFacts): Promise<boolean> {
  const exists = async () =>
    (await findObject(store, { apiVersion: "v1", kind: "Service", ...identity }, identity)) !== undefined;
  if (await exists()) return false;
  try {
    await store.create(kubernetesService(facts));
    return true;
  } catch (error) {
    // Another server on the same store was faster: the object exists, or its cluster IP is taken already.
    await store.refresh?.();
    if (await exists()) return false;
    throw error;
  }
}

/**
 * Maintains the Service `default/kubernetes`: it is recreated if it is deleted, and its Endpoints and EndpointSlice contain
 * the server's address. A user's changes to the Service, and to the ports, are kept. Upstream:
 * pkg/controlplane/controller/kubernetesservice and reconcilers/endpointsadapter.go, which poll every ten seconds.
 */
export function createKubernetesServiceController(options: KubernetesServiceOptions): KeyedController {
  const { store, clock, logger, endpoint } = options;

  async function reconcile(): Promise<ReconcileResult> {
    const serviceCreated = await ensureKubernetesService(store, options);
    if (endpoint === undefined) return { changed: serviceCreated };
    const endpointsWritten = await keep<Endpoints>("v1", "Endpoints", (current) => endpointsOf(current, endpoint));
    const sliceWritten = await keep<EndpointSlice>("discovery.k8s.io/v1", "EndpointSlice", (current) =>
      sliceOf(current, endpoint),
    );
    return { changed: serviceCreated || endpointsWritten || sliceWritten };
  }

  async function keep<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    wanted: (current: T | undefined) => T,
  ): Promise<boolean> {
    const current = await findObject<T>(store, { apiVersion, kind, ...identity }, identity);
    const next = wanted(current);
    if (current !== undefined && strictlyEqual(next, current)) return false;
    await (current === undefined ? store.create(next) : store.update(next));
    return true;
  }

  return createKeyedController({
    name: "kubernetes-service",
    clock,
    logger,
    store,
    watches: [services, endpoints, endpointSlices].map((kind) => ({
      kind,
      keysOf: ({ object }: WatchEvent) => (keyOf(object) === key ? [key] : []),
    })),
    listKeys: () => Promise.resolve([key]),
    reconcile,
  });
}

function endpointsOf(current: Endpoints | undefined, { address, port }: ServerEndpoint): Endpoints {
  const [subset] = current?.subsets?.length === 1 ? current.subsets : [];
  const ports = subset?.ports ?? [];
  return {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: metadataOf(current, { "endpointslice.kubernetes.io/skip-mirror": "true" }),
    subsets: [
      { addresses: [{ ip: address }], ports: ports.length > 0 ? ports : [{ name: "https", port, protocol: "TCP" }] },
    ],
  } as Endpoints;
}

function sliceOf(current: EndpointSlice | undefined, { address, port }: ServerEndpoint): EndpointSlice {
  const ports = current?.ports ?? [];
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: metadataOf(current, { "kubernetes.io/service-name": identity.name }),
    addressType: "IPv4",
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: ports.length > 0 ? ports : [{ name: "https", port, protocol: "TCP" }],
  } as EndpointSlice;
}

function metadataOf(current: KubernetesObject | undefined, labels: Readonly<Record<string, string>>) {
  return { ...(current?.metadata ?? identity), labels };
}
