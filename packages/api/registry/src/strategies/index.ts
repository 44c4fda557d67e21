import { definedFields, groupOf } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";
import { customResourceStrategy, definitionStrategy } from "../custom-resources/index.js";
import { generationRule } from "../generation.js";
import type { ServiceAllocatorOptions } from "../service-allocator/index.js";
import type { Strategy } from "../strategy.js";
import { configMapStrategy } from "./config-map.js";
import { endpointSliceStrategy } from "./endpoint-slice.js";
import { endpointsStrategy } from "./endpoints.js";
import { eventStrategy } from "./event.js";
import { furtherStrategies, kindWarnings } from "./further-strategies.js";
import { withGates } from "./gates/drop-gated-fields.js";
import { leaseStrategy } from "./lease.js";
import { namespaceStrategy } from "./namespace.js";
import { nodeStrategy } from "./node.js";
import { priorityClassStrategy } from "./priority-class.js";
import { secretStrategy } from "./secret.js";
import { serviceStrategy } from "./service.js";
import { statusSubresource } from "./status-subresource.js";
import { strictEventStrategy } from "./strict-event.js";
import { customKindWarnings } from "./warnings/finalizer-warnings.js";
import type { KindWarnings } from "./warnings/kind-warnings.js";

/** Options of {@link strategyFor}. */
export interface StrategyOptions {
  /** Where Services get their cluster IPs and node ports from. */
  readonly services?: ServiceAllocatorOptions | undefined;
}

/**
 * By kind and group, as upstream writes a GroupKind: those of the kinds that a server writes at its start. The others are in
 * {@link furtherStrategies}, which the program reads when one is first needed.
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
  // Nothing special.
  ["ServiceAccount", {}],
]);

/** Kinds whose metadata upstream checks by apimachinery's rules alone. */
const anyFinalizer: ReadonlySet<string> = new Set([
  "CustomResourceDefinition.apiextensions.k8s.io",
  "Event",
  "Lease.coordination.k8s.io",
]);

/**
 * The strategy of a kind: generation and the default propagation policy are those of its definition; the status of a built-in
 * kind that has the subresource is written through `/status` alone and is initially empty, unless its own strategy says
 * otherwise; a kind that a CustomResourceDefinition defines follows its schema.
 *
 * The strategy of Service holds what it has handed out: ask once per registry.
 */
export function strategyFor(kind: KindDefinition, options: StrategyOptions = {}): Strategy {
  if (isCustom(kind)) return { ...definedRules(kind), ...customResourceStrategy(kind), ...customKindWarnings };
  // A served view of another kind (events.k8s.io/v1 Event) has what the kind that is kept has, and may be checked more strictly.
  const stored = kind.storedAs?.kind ?? kind.kind;
  const group = kind.storedAs === undefined ? kind.group : groupOf(kind.storedAs.apiVersion);
  const name = qualified(stored, group);
  const hasStatus = kind.subresources.some((subresource) => subresource.name === "status");
  return withGates(name, {
    ...definedRules(kind),
    ...(hasStatus ? statusSubresource({}) : {}),
    ...(name === "Service"
      ? serviceStrategy(options.services)
      : (strategyOf(qualified(kind.kind, kind.group)) ?? strategyOf(name))),
    ...warningsOf(name),
    qualifiedFinalizers: !anyFinalizer.has(name),
  });
}

const propagationPolicies = { background: "Background", orphan: "Orphan", unsupported: "Unsupported" } as const;

/** The rules that a kind's definition names, which are the same for built-in and custom kinds. */
function definedRules(kind: KindDefinition): Pick<Strategy, "generation" | "defaultPropagationPolicy"> {
  const defaultPropagationPolicy = propagationPolicies[kind.defaultDeletionPolicy];
  return definedFields({ generation: generationRule(kind), defaultPropagationPolicy });
}

function strategyOf(name: string): Strategy | undefined {
  if (name === "CustomResourceDefinition.apiextensions.k8s.io") return definitionStrategy;
  return firstStrategies.get(name) ?? furtherStrategies.get(name);
}

/** Has a program that reads `further-strategies.ts` late read them now, at a moment when nobody waits for a write. */
export function readStrategies(): void {
  furtherStrategies.get("Pod");
}

/** The warnings of a kind, looked up when somebody is there to be warned. */
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

/** Built-in kinds name their schema, custom ones carry it. */
function isCustom(kind: KindDefinition): boolean {
  return kind.schema !== undefined && kind.schemaName === undefined;
}
