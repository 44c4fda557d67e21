import { definedFields } from "@engenho/core";
import { generationRule } from "./generation.js";
import type { KindDefinition } from "./kind-definition.js";
import { statusSubresource } from "./status-subresource.js";
import type { Strategy } from "./strategy.js";

const propagationPolicies = { background: "Background", orphan: "Orphan", unsupported: "Unsupported" } as const;

/**
 * What a kind's definition says of its strategy: its generation, its default propagation policy, and that the status of a kind with a
 * status subresource is written only through `/status` and is absent at first.
 */
export function defaultStrategy(kind: KindDefinition): Strategy {
  const hasStatus = kind.subresources.some((subresource) => subresource.name === "status");
  const defaultPropagationPolicy = propagationPolicies[kind.defaultDeletionPolicy];
  return {
    ...(hasStatus ? statusSubresource(undefined) : {}),
    ...definedFields({ generation: generationRule(kind), defaultPropagationPolicy }),
  };
}
