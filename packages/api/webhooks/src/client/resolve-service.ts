import type { EndpointSlice, Endpoints, RandomSource, Service, Stored } from "@engenho/core";
import type { StoredObjects } from "@engenho/registry";
import type { Endpoint } from "./post.js";

/** Addresses of Services, by `namespace/name` or `namespace/name:port`. */
export type ServiceAddresses = ReadonlyMap<string, Endpoint>;

/** A Service as webhooks and APIServices name it. */
export interface ServiceReference {
  /** The namespace of the Service. */
  readonly namespace: string;
  /** The name of the Service. */
  readonly name: string;
  /** The number of one of its ports. */
  readonly port: number;
}

/** The dependencies of {@link resolveService}. */
export interface ServiceResolution {
  /** Where Services and their endpoints are read. */
  readonly stored: StoredObjects;
  /** Addresses to use instead of endpoints. */
  readonly serviceAddresses: ServiceAddresses;
  /** Chooses among the ready endpoints. */
  readonly random: RandomSource;
}

const serviceLabel = "kubernetes.io/service-name";

/**
 * The address of a Service: the one that is set for it, or one of its ready endpoints, as its cluster IP would route
 * to. Rejects with Error, with upstream's message (apiserver pkg/util/proxy).
 */
export async function resolveService(reference: ServiceReference, resolving: ServiceResolution): Promise<Endpoint> {
  const { namespace, name, port } = reference;
  const { stored, serviceAddresses } = resolving;
  const set = serviceAddresses.get(`${namespace}/${name}:${port}`) ?? serviceAddresses.get(`${namespace}/${name}`);
  if (set !== undefined) return set;
  const found = await stored.get({ group: "", kind: "Service", namespace, name });
  if (found === undefined) throw new Error(`service "${name}" not found`);
  const { spec } = found as Stored<Service>;
  const { type = "ClusterIP", clusterIP } = spec ?? {};
  if (type === "ExternalName") return { host: spec?.externalName ?? "", port };
  if (type === "ClusterIP" && clusterIP === "None") throw new Error('cannot route to service with ClusterIP "None"');
  const servicePort = (spec?.ports ?? []).find((each) => each.port === port);
  if (servicePort === undefined) throw new Error(`no service port ${port} found for service "${name}"`);
  const portName = servicePort.name ?? "";
  const ready = [
    ...(await readyInSlices(reference, portName, resolving)),
    ...(await readyInEndpoints(reference, portName, resolving)),
  ];
  const chosen = ready[Math.floor(resolving.random.next() * ready.length)];
  if (chosen === undefined) throw new Error(`no endpoints available for service "${name}"`);
  return chosen;
}

async function readyInSlices(
  { namespace, name }: ServiceReference,
  portName: string,
  { stored }: ServiceResolution,
): Promise<readonly Endpoint[]> {
  const accepts = ({ metadata }: Stored) => metadata.labels?.[serviceLabel] === name;
  const { items } = await stored.list({ group: "discovery.k8s.io", kind: "EndpointSlice" }, { namespace, accepts });
  return (items as readonly Stored<EndpointSlice>[]).flatMap(({ ports, endpoints, addressType }) => {
    const port = (ports ?? []).find((each) => (each.name ?? "") === portName)?.port;
    if (port === undefined || addressType === "FQDN") return [];
    return (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap(({ addresses: [host] = [] }) => (host === undefined ? [] : [{ host, port }]));
  });
}

async function readyInEndpoints(
  { namespace, name }: ServiceReference,
  portName: string,
  { stored }: ServiceResolution,
): Promise<readonly Endpoint[]> {
  const found = await stored.get({ group: "", kind: "Endpoints", namespace, name });
  const { subsets = [] } = (found ?? {}) as Partial<Stored<Endpoints>>;
  return subsets.flatMap(({ addresses, ports }) => {
    const port = (ports ?? []).find((each) => (each.name ?? "") === portName)?.port;
    return port === undefined ? [] : (addresses ?? []).map(({ ip }) => ({ host: ip, port }));
  });
}
