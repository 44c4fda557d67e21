import {
  createKeyedController,
  findObject,
  formatTime,
  type KeyedController,
  type ServiceCIDR,
  serviceCIDRs,
} from "@engenho/core";
import type { ServerObjectsOptions } from "./index.js";

const name = "kubernetes";

/**
 * Maintains the ServiceCIDR `kubernetes` with the ranges from which the server allocates cluster IPs: it is recreated
 * when it is deleted. Upstream: pkg/controlplane/controller/defaultservicecidr. Other ServiceCIDRs are only stored:
 * nothing is allocated from them (decision 047).
 */
export function createDefaultServiceCidr(
  options: Pick<ServerObjectsOptions, "store" | "clock" | "logger" | "clusterIpRanges">,
): KeyedController {
  const { store, clock, logger, clusterIpRanges } = options;
  return createKeyedController({
    name: "default-service-cidr",
    store,
    clock,
    logger,
    watches: [{ kind: serviceCIDRs, keysOf: ({ object }) => (object.metadata.name === name ? [name] : []) }],
    listKeys: () => Promise.resolve([name]),
    async reconcile() {
      const current = await findObject<ServiceCIDR>(store, serviceCIDRs, { name });
      const cidr = current ?? (await store.create<ServiceCIDR>(defaultCidr(clusterIpRanges)));
      const conditions = cidr.status?.conditions ?? [];
      if (conditions.some(({ type }) => type === "Ready")) return { changed: current === undefined };
      const ready = {
        type: "Ready",
        status: "True",
        reason: "",
        message: "Kubernetes default Service CIDR is ready",
        lastTransitionTime: formatTime(clock.now()),
      };
      await store
        .subresource(serviceCIDRs, { name }, "status")
        .update({ ...cidr, status: { conditions: [...conditions, ready] } } as ServiceCIDR);
      return { changed: true };
    },
  });
}

function defaultCidr(cidrs: readonly string[]): ServiceCIDR {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "ServiceCIDR",
    metadata: { name },
    spec: { cidrs },
  } as ServiceCIDR;
}
