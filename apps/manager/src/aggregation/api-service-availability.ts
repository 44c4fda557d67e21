import type { RemoteService, RemoteServices, ResourceList } from "@engenho/apiserver";
import {
  type APIService,
  apiServices,
  type Clock,
  createKeyedController,
  endpointSlices,
  errorMessage,
  findObject,
  formatTime,
  type KeyedController,
  type Logger,
  type ReconcileResult,
  type Store,
  type Stored,
  services,
} from "@engenho/core";
import { readRemote } from "./read-remote.js";
import { type RemoteAccess, remoteService, serviceOf } from "./remote-service.js";

/** Options of {@link createApiServiceAvailability}. */
export interface AvailabilityOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly remote: RemoteServices;
  /** The services in this process, which are used while their APIService has no service. */
  readonly own: readonly RemoteService[];
  readonly access: RemoteAccess;
  /** Whether a Service has a configured address, so that neither it nor its endpoints need to exist. */
  hasSetAddress(service: { readonly namespace: string; readonly name: string; readonly port: number }): boolean;
}

interface Condition {
  readonly type: "Available";
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
}

/** How often each remote service is asked (upstream: the resync of the informers). */
const recheckMs = 30_000;
/** The timeout of a check (upstream: 5 s). */
const discoveryTimeoutMs = 5_000;
/** The maximum size of a list of resources. */
const maxDiscoveryBytes = 3 * 1024 * 1024;
const serviceLabel = "kubernetes.io/service-name";
const local = { reason: "Local", message: "Local APIServices are always available" };

/**
 * Maintains the condition Available of each APIService with a service, and registers it as a remote service of the
 * server. Upstream: kube-aggregator, pkg/controllers/status/remote.
 */
export function createApiServiceAvailability(options: AvailabilityOptions): KeyedController {
  const { store, clock, logger, remote, own, access } = options;

  async function namesFor({ namespace = "", name }: { readonly namespace?: string; readonly name: string }) {
    const { items } = await store.list(apiServices);
    return items
      .filter(({ spec }) => spec?.service?.namespace === namespace && spec.service.name === name)
      .map(({ metadata }) => metadata.name);
  }

  async function reconcile(name: string): Promise<ReconcileResult> {
    const service = await findObject<APIService>(store, apiServices, { name });
    if (service?.spec?.service === undefined) {
      const ownService = own.find((each) => each.name === name);
      if (ownService === undefined || service === undefined) remote.delete(name);
      else remote.set(ownService);
      if (service === undefined) return { changed: false };
      return { changed: await say(service, { type: "Available", status: "True", ...local }) };
    }
    const { condition, resources } = await check(service);
    const { group = "", version = "" } = service.spec;
    const known = remote.find(group, version)?.resources;
    remote.set(
      remoteService(service, access, { available: condition.status === "True", resources: resources ?? known }),
    );
    return { changed: await say(service, condition), requeueAfterMs: recheckMs };
  }

  async function check(service: Stored<APIService>): Promise<Checked> {
    const fault = options.hasSetAddress(serviceOf(service)) ? undefined : await serviceFault(store, service);
    if (fault !== undefined) return { condition: { type: "Available", status: "False", ...fault } };
    try {
      const resources = await discover(service, access, clock);
      return {
        condition: { type: "Available", status: "True", reason: "Passed", message: "all checks passed" },
        resources,
      };
    } catch (error) {
      const message = errorMessage(error);
      return { condition: { type: "Available", status: "False", reason: "FailedDiscoveryCheck", message } };
    }
  }

  async function say(service: Stored<APIService>, condition: Condition): Promise<boolean> {
    const conditions = service.status?.conditions ?? [];
    const before = conditions.find(({ type }) => type === "Available");
    const { status, reason, message } = condition;
    if (before?.status === status && before.reason === reason && before.message === message) return false;
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : formatTime(clock.now());
    const others = conditions.filter(({ type }) => type !== "Available");
    const next = {
      ...service,
      status: { ...service.status, conditions: [...others, { ...condition, lastTransitionTime }] },
    };
    const { name } = service.metadata;
    await store.subresource(apiServices, { name }, "status").update(next as APIService);
    return true;
  }

  return createKeyedController({
    name: "apiservice-availability",
    store,
    clock,
    logger,
    watches: [
      { kind: apiServices, keysOf: ({ object }) => [object.metadata.name] },
      { kind: services, keysOf: ({ object }) => namesFor(object.metadata) },
      {
        kind: endpointSlices,
        keysOf: ({ object }) => {
          const name = object.metadata.labels?.[serviceLabel];
          return name === undefined ? [] : namesFor({ ...object.metadata, name });
        },
      },
    ],
    async listKeys() {
      const { items } = await store.list(apiServices);
      return items.map(({ metadata }) => metadata.name);
    },
    reconcile,
  });
}

interface Checked {
  readonly condition: Condition;
  readonly resources?: ResourceList;
}

/** Why the Service of an APIService cannot be reached; undefined if it can. */
async function serviceFault(
  store: Store,
  apiService: Stored<APIService>,
): Promise<{ readonly reason: string; readonly message: string } | undefined> {
  const { namespace, name, port } = serviceOf(apiService);
  const subject = `service/${name} in ${JSON.stringify(namespace)}`;
  const service = await findObject(store, services, { namespace, name });
  if (service === undefined) return { reason: "ServiceNotFound", message: `${subject} is not present` };
  const { type = "ClusterIP", ports = [] } = service.spec ?? {};
  if (type !== "ClusterIP") return undefined;
  const found = ports.find((each) => each.port === port);
  if (found === undefined) {
    return { reason: "ServicePortError", message: `${subject} is not listening on port ${port}` };
  }
  const slices = (await store.list(endpointSlices, { namespace })).items.filter(
    ({ metadata }) => metadata.labels?.[serviceLabel] === name,
  );
  if (slices.length === 0) {
    return { reason: "EndpointsNotFound", message: `cannot find endpointslices for ${subject}` };
  }
  const portName = found.name ?? "";
  const isReady = slices.some(
    (slice) =>
      (slice.ports ?? []).some((each) => (each.name ?? "") === portName) &&
      (slice.endpoints ?? []).some(({ conditions }) => conditions?.ready !== false),
  );
  if (isReady) return undefined;
  const message = `endpointslices for ${subject} have no addresses with port name ${JSON.stringify(portName)}`;
  return { reason: "MissingEndpoints", message };
}

/** Requests the resources of a remote service. Rejects with Error, with upstream's message, if it does not answer. */
async function discover(service: Stored<APIService>, access: RemoteAccess, clock: Clock): Promise<ResourceList> {
  const { group = "", version = "" } = service.spec ?? {};
  const path = `/apis/${group}/${version}`;
  const { name, namespace, port } = serviceOf(service);
  const url = `https://${name}.${namespace}.svc:${port}${path}`;
  const headers = {
    accept: "application/json",
    "x-remote-user": "system:kube-aggregator",
    "x-remote-group": "system:masters",
  };
  const reading = { path, headers, timeoutMs: discoveryTimeoutMs, maxBytes: maxDiscoveryBytes };
  try {
    const { status, body } = await readRemote(service, { access, clock }, reading);
    if (status < 200 || status >= 300) throw new Error(`bad status from ${url}: ${status}`);
    return resourcesIn(body.toString());
  } catch (error) {
    throw new Error(`failing or missing response from ${url}: ${errorMessage(error)}`);
  }
}

/** The resources in an APIResourceList, without those that lack a name or a kind. */
function resourcesIn(text: string): ResourceList {
  const { resources } = JSON.parse(text) as { readonly resources?: unknown };
  if (!Array.isArray(resources)) return { resources: [] };
  return { resources: resources.filter((each) => typeof each?.name === "string" && typeof each.kind === "string") };
}
