import type { RemoteService, RemoteServices } from "@engenho/apiserver";
import {
  type Clock,
  type KeyedController,
  type KindReference,
  type Logger,
  type Store,
  systemRandom,
} from "@engenho/core";
import type { StoredObjects } from "@engenho/registry";
import { parseServiceAddress, resolveService } from "@engenho/webhooks";
import type { ManagerOptions } from "../manager-options.js";
import { createApiServiceAvailability } from "./api-service-availability.js";
import { frontProxyOf, publishAuthentication } from "./front-proxy.js";
import { createRemoteOpenApi } from "./remote-open-api.js";
import type { RemoteAccess } from "./remote-service.js";

/** Options of {@link startAggregation}. */
export interface AggregationOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly remote: RemoteServices;
  /** The authorities of client certificates, in PEM. */
  readonly clientAuthority: string | undefined;
  readonly flags: Parameters<typeof frontProxyOf>[0] & Pick<ManagerOptions, "webhookServiceAddress" | "metricsApi">;
}

/**
 * Publishes how remote services authenticate this server, and returns the controllers that register them and download
 * their OpenAPI documents.
 */
export async function startAggregation(options: AggregationOptions): Promise<readonly KeyedController[]> {
  const { store, clock, logger, remote, clientAuthority, flags } = options;
  const frontProxy = await frontProxyOf(flags, clock.now());
  await publishAuthentication(store, { frontProxy, clientAuthority, flags });
  const serviceAddresses = new Map(flags.webhookServiceAddress.map(parseServiceAddress));
  const stored = storedObjectsOf(store);
  const own = flags.metricsApi ? [await metricsApi(store, clock)] : [];
  for (const service of own) remote.set(service);
  const access: RemoteAccess = {
    resolve: (service) => resolveService(service, { stored, serviceAddresses, random: systemRandom }),
    clientCertificate: { cert: frontProxy.cert, key: frontProxy.key },
  };
  const availability = createApiServiceAvailability({
    ...{ store, clock, logger, remote, own, access },
    hasSetAddress: ({ namespace, name, port }) =>
      serviceAddresses.has(`${namespace}/${name}:${port}`) || serviceAddresses.has(`${namespace}/${name}`),
  });
  return [availability, createRemoteOpenApi({ store, clock, logger, remote, access })];
}

async function metricsApi(store: Store, clock: Clock): Promise<RemoteService> {
  const { metricsService, registerMetricsApi } = await import("../metrics-api/metrics-api.js");
  await registerMetricsApi(store);
  return metricsService({ store, clock });
}

const kinds: Readonly<Record<string, KindReference>> = {
  Service: { apiVersion: "v1", kind: "Service" },
  Endpoints: { apiVersion: "v1", kind: "Endpoints" },
  EndpointSlice: { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" },
};

/** A store as StoredObjects, for resolving Services to endpoints. */
function storedObjectsOf(store: Store): StoredObjects {
  const kindOf = (kind: string): KindReference => {
    const found = kinds[kind];
    if (found === undefined) throw new Error(`${kind} leads to no endpoints`);
    return found;
  };
  return {
    async get({ kind, namespace, name }) {
      const { items } = await store.list(kindOf(kind), {
        namespace,
        fieldSelector: [{ field: "metadata.name", operator: "=", value: name }],
      });
      return items[0];
    },
    async list({ kind }, { namespace, accepts = () => true }) {
      const { items, resourceVersion } = await store.list(kindOf(kind), namespace === undefined ? {} : { namespace });
      return { items: items.filter(accepts), resourceVersion };
    },
  };
}
