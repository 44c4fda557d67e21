import type { KubernetesObject, Stored } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";
import { generationRule } from "./generation.js";
import type { Strategy } from "./strategy.js";

interface Content extends KubernetesObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/**
 * The strategy of a kind of which nothing is known but its definition: status belongs to its subresource, generation
 * follows the kind's policy.
 */
export function defaultStrategy(definition: KindDefinition): Strategy {
  const hasStatus = definition.subresources.some((subresource) => subresource.name === "status");
  const generation = generationRule(definition);
  return {
    ...(hasStatus
      ? {
          prepareForCreate: (object: KubernetesObject) => withStatus(object, undefined),
          prepareForUpdate: (next: KubernetesObject, current: Stored) => withStatus(next, (current as Content).status),
          prepareForStatusUpdate: (next: KubernetesObject, current: Stored) =>
            withStatus({ ...current, metadata: next.metadata }, (next as Content).status),
        }
      : {}),
    ...(generation === undefined ? {} : { generation }),
    defaultPropagationPolicy:
      definition.defaultDeletionPolicy === "orphan"
        ? "Orphan"
        : definition.defaultDeletionPolicy === "unsupported"
          ? "Unsupported"
          : "Background",
  };
}

function withStatus(object: KubernetesObject, status: unknown): KubernetesObject {
  const current = (object as Content).status;
  if (current === status) return object;
  const { status: _dropped, ...rest } = object as Content;
  return (status === undefined ? rest : { ...rest, status }) as Content;
}
