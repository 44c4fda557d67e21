import {
  type coreV1,
  type ExactQuantity,
  integerQuantity,
  type KubernetesObject,
  type ResourceTotals,
} from "@engenho/core";
import type { QuotaEvaluator } from "./evaluator.js";
import { one } from "./object-count.js";
import { zero } from "./resource-list.js";

const resources: ReadonlySet<string> = new Set([
  "count/services",
  "services",
  "services.nodeports",
  "services.loadbalancers",
]);

/** Services, their node ports and load balancers (upstream: pkg/quota/v1/evaluator/core/services.go). */
export const services: QuotaEvaluator = {
  handles: ({ subresource }) => subresource === "",
  uses: (name) => resources.has(name),
  isInScope: () => false,
  missing: () => undefined,
  usage: usageOf,
};

function usageOf(object: KubernetesObject): ResourceTotals {
  const { spec = {} } = object as coreV1.Service;
  return new Map<string, ExactQuantity>([
    ["count/services", one],
    ["services", one],
    ["services.loadbalancers", spec.type === "LoadBalancer" ? one : zero],
    ["services.nodeports", integerQuantity(BigInt(nodePortsOf(spec)))],
  ]);
}

/** Node ports are allocated later: what counts is which will be. */
function nodePortsOf({ type, ports = [], allocateLoadBalancerNodePorts }: coreV1.ServiceSpec): number {
  if (type === "NodePort") return ports.length;
  if (type !== "LoadBalancer") return 0;
  if (allocateLoadBalancerNodePorts !== false) return ports.length;
  return ports.filter(({ nodePort = 0 }) => nodePort !== 0).length;
}
