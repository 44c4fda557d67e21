import type { KubernetesObject, Stored } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";
import { deepEqual } from "./deep-equal.js";
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
  return {
    ...(hasStatus
      ? {
          prepareForCreate: (object: KubernetesObject) => withStatus(object, undefined),
          prepareForUpdate: (next: KubernetesObject, current: Stored) => withStatus(next, (current as Content).status),
          prepareForStatusUpdate: (next: KubernetesObject, current: Stored) =>
            withStatus({ ...current, metadata: next.metadata }, (next as Content).status),
        }
      : {}),
    ...(definition.hasGeneration === "none"
      ? {}
      : { generation: { initial: 1, changes: (next, current) => contentChanged(definition, next, current) } }),
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

function contentChanged(definition: KindDefinition, next: KubernetesObject, current: Stored): boolean {
  const before = current as unknown as Readonly<Record<string, unknown>>;
  const after = next as unknown as Readonly<Record<string, unknown>>;
  switch (definition.hasGeneration) {
    case "none":
    case "fixed":
      return false;
    case "spec":
      return !deepEqual(after.spec, before.spec);
    case "spec-or-annotations":
      return !deepEqual(after.spec, before.spec) || !deepEqual(next.metadata.annotations, current.metadata.annotations);
    case "template":
      return !deepEqual(after.template, before.template);
    case "content":
      return !deepEqual(withoutMetadata(after), withoutMetadata(before));
    case "content-or-labels":
      return (
        !deepEqual(withoutMetadata(after), withoutMetadata(before)) ||
        !deepEqual(next.metadata.labels, current.metadata.labels)
      );
  }
}

function withoutMetadata(object: Readonly<Record<string, unknown>>): unknown {
  const { metadata: _metadata, status: _status, apiVersion: _apiVersion, ...content } = object;
  return content;
}
