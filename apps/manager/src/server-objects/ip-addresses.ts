import {
  createKeyedController,
  findObject,
  formatIpAddress,
  type IPAddress,
  ipAddresses,
  isStoreError,
  type KeyedController,
  parseIpAddress,
  type Service,
  services,
} from "@engenho/core";
import { allObjects, previousOf } from "./all-objects.js";
import type { ServerObjectsOptions } from "./index.js";

/** The labels of the IPAddresses of Services. A literal: a spread that gains fields is a hidden class for each (decision 011). */
function labelsOf(family: string): Readonly<Record<string, string>> {
  return { "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io", "ipaddress.kubernetes.io/ip-family": family };
}

/** The Service of each cluster IP. */
type Owners = Map<string, { readonly namespace: string; readonly name: string }>;

/**
 * Maintains an IPAddress for each cluster IP of a Service, right after the Service's own commit. Upstream's allocator
 * creates it together with the Service; here the allocator stays in memory, and this is its public record (decision
 * 047). IPAddresses of other managers are not touched.
 */
export function createServiceIpAddresses(
  options: Pick<ServerObjectsOptions, "store" | "clock" | "logger">,
): KeyedController {
  const { store, clock, logger } = options;
  /** According to the watch: cluster IP -> its Service. */
  const owners: Owners = new Map();

  function note(service: Service | undefined, isThere: boolean): readonly string[] {
    const ips = clusterIpsOf(service);
    const { namespace = "", name = "" } = service?.metadata ?? {};
    for (const ip of ips) {
      if (isThere) owners.set(ip, { namespace, name });
      else if (owners.get(ip)?.namespace === namespace && owners.get(ip)?.name === name) owners.delete(ip);
    }
    return ips;
  }

  async function create(ip: string, { namespace, name }: { readonly namespace: string; readonly name: string }) {
    try {
      await store.create<IPAddress>({
        apiVersion: "networking.k8s.io/v1",
        kind: "IPAddress",
        metadata: { name: ip, labels: labelsOf(parseIpAddress(ip)?.family ?? "") },
        spec: { parentRef: { resource: "services", namespace, name } },
      } as IPAddress);
      return true;
    } catch (error) {
      if (isStoreError(error, "AlreadyExists")) return false;
      throw error;
    }
  }

  return createKeyedController({
    name: "service-ip-addresses",
    store,
    clock,
    logger,
    watches: [
      {
        kind: services,
        keysOf(event) {
          const before = note(previousOf(event), false);
          return [...new Set([...before, ...note(event.object, event.type !== "DELETED")])];
        },
      },
      { kind: ipAddresses, keysOf: ({ object }) => [object.metadata.name] },
    ],
    async listKeys(slice) {
      owners.clear();
      const [all, known] = await Promise.all([
        allObjects(store, services, slice),
        allObjects(store, ipAddresses, slice),
      ]);
      for (const service of all) note(service, true);
      return new Set([...owners.keys(), ...known.map(({ metadata }) => metadata.name)]);
    },
    async reconcile(ip) {
      const owner = owners.get(ip);
      const current = await findObject<IPAddress>(store, ipAddresses, { name: ip });
      if (current === undefined) return { changed: owner !== undefined && (await create(ip, owner)) };
      const isOurs = current.metadata.labels?.["ipaddress.kubernetes.io/managed-by"] === "ipallocator.k8s.io";
      const parent = current.spec?.parentRef;
      const isKept = owner !== undefined && parent?.namespace === owner.namespace && parent.name === owner.name;
      if (!isOurs || isKept) return { changed: false };
      await store.delete(ipAddresses, { name: ip }, { preconditions: { uid: current.metadata.uid } });
      if (owner !== undefined) await create(ip, owner);
      return { changed: true };
    },
  });
}

/** In canonical form, like the names of IPAddresses. */
function clusterIpsOf(service: Service | undefined): readonly string[] {
  const { clusterIPs = [] } = service?.spec ?? {};
  return clusterIPs.flatMap((ip) => {
    const address = parseIpAddress(ip);
    return address === undefined ? [] : [formatIpAddress(address)];
  });
}
