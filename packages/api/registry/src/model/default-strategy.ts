import { definedFields } from "@engenho/core";
import { generationRule } from "./generation.js";
import type { KindDefinition } from "./kind-definition.js";
import { statusSubresource } from "./status-subresource.js";
import type { Strategy } from "./strategy.js";

const propagationPolicies = { background: "Background", orphan: "Orphan", unsupported: "Unsupported" } as const;

/**
 * The strategy that follows from a kind's definition: its generation and default propagation policy. The status of a kind with
 * a status subresource is written only through `/status` and is initially absent.
 */
export function defaultStrategy(kind: KindDefinition): Strategy {
  const hasStatus = kind.subresources.some((subresource) => subresource.name === "status");
  const defaultPropagationPolicy = propagationPolicies[kind.defaultDeletionPolicy];
  return {
    ...(hasStatus ? statusSubresource(undefined) : {}),
    ...definedFields({ generation: generationRule(kind), defaultPropagationPolicy }),
  };
}
