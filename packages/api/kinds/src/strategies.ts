import { groupOf } from "@engenho/core";
import { type KindDefinition, type Strategy, statusSubresource } from "@engenho/registry";
import { leaseStrategy } from "./coordination/lease/strategy.js";
import { configMapStrategy } from "./core/config-map/strategy.js";
import { endpointsStrategy } from "./core/endpoints/strategy.js";
import { eventStrategy } from "./core/event/strategy.js";
import { namespaceStrategy } from "./core/namespace/strategy.js";
import { nodeStrategy } from "./core/node/strategy.js";
import { secretStrategy } from "./core/secret/strategy.js";
import type { ServiceAllocatorOptions } from "./core/service/allocator/index.js";
import { serviceStrategy } from "./core/service/strategy.js";
import { schemas } from "./definition/schemas.js";
import { endpointSliceStrategy } from "./discovery/endpoint-slice/strategy.js";
import { strictEventStrategy } from "./events/event/strategy.js";
import { furtherStrategies, kindWarnings } from "./further-strategies.js";
import { withGates } from "./gates/drop-gated-fields.js";
import { priorityClassStrategy } from "./scheduling/priority-class/strategy.js";
import type { KindWarnings } from "./shared/kind-warnings.js";

/** Options of {@link strategyFor}. */
export interface StrategyOptions {
  /** The ranges of cluster IPs and node ports for Services. */
  readonly services?: ServiceAllocatorOptions | undefined;
}

/**
 * By kind and group, in the form of upstream's GroupKind: those of the kinds that a server writes when it starts. The others
 * are in {@link furtherStrategies}, which the program loads when one is first needed.
 */
const firstStrategies: ReadonlyMap<string, Strategy> = new Map<string, Strategy>([
  ["ConfigMap", configMapStrategy],
  ["EndpointSlice.discovery.k8s.io", endpointSliceStrategy],
  ["Endpoints", endpointsStrategy],
  ["Event", eventStrategy],
  ["Event.events.k8s.io", strictEventStrategy],
  ["Lease.coordination.k8s.io", leaseStrategy],
  ["Namespace", namespaceStrategy],
  ["Node", nodeStrategy],
  ["PriorityClass.scheduling.k8s.io", priorityClassStrategy],
  ["Secret", secretStrategy],
  // No special rules.
  ["ServiceAccount", {}],
]);

/**
 * The strategy of a kind, on top of what its definition says: the status of a kind with a status subresource is initially empty,
 * unless its own strategy says otherwise.
 *
 * The strategy of Service holds its allocations: call this once per registry.
 */
export function strategyFor(kind: KindDefinition, options: StrategyOptions = {}): Strategy {
  // A served kind that is stored as another one (events.k8s.io/v1 Event) has the rules of the stored kind, and may be validated
  // more strictly.
  const stored = kind.storedAs?.kind ?? kind.kind;
  const group = kind.storedAs === undefined ? kind.group : groupOf(kind.storedAs.apiVersion);
  const name = qualified(stored, group);
  const hasStatus = kind.subresources.some((subresource) => subresource.name === "status");
  return withGates(name, {
    qualifiedFinalizers: true,
    ...(hasStatus ? statusSubresource({}) : {}),
    ...(name === "Service"
      ? serviceStrategy(options.services)
      : (strategyOf(qualified(kind.kind, kind.group)) ?? strategyOf(name))),
    ...warningsOf(name),
  });
}

function strategyOf(name: string): Strategy | undefined {
  return firstStrategies.get(name) ?? furtherStrategies.get(name);
}

/** Makes a program that loads `further-strategies.ts` and `further-schemas.ts` lazily load them now, when no write is waiting. */
export function readStrategies(): void {
  furtherStrategies.get("Pod");
  schemas.definition("io.k8s.api.core.v1.Pod");
}

/** The warnings of a kind, loaded when there is a client to receive them. */
function warningsOf(name: string): KindWarnings {
  return {
    warningsOnCreate: (object) => kindWarnings.get(name)?.warningsOnCreate?.(object) ?? [],
    warningsOnUpdate: (next, current) => kindWarnings.get(name)?.warningsOnUpdate?.(next, current) ?? [],
    warningsOnStatusUpdate: (next, current) => kindWarnings.get(name)?.warningsOnStatusUpdate?.(next, current) ?? [],
  };
}

function qualified(kind: string, group: string): string {
  return group === "" ? kind : `${kind}.${group}`;
}
