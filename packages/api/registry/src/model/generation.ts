import type { KubernetesObject, Stored } from "@engenho/core";
import { deepEqual, fieldEqualityOf, jsonOf } from "@engenho/machinery";
import type { KindDefinition } from "./kind-definition.js";
import type { Strategy } from "./strategy.js";

/** Whether a field is equal in two states of an object. */
type SameField = (field: string, next: KubernetesObject, current: Stored) => boolean;

/**
 * When `metadata.generation` of a kind is incremented (AP-22). Built-in kinds use semantic equality (AP-23); custom resources
 * are untyped upstream, and compared for deep equality.
 */
export function generationRule(kind: KindDefinition): Strategy["generation"] {
  const equal = kind.schemaName === undefined ? toTheLetter : fieldEqualityOf(() => kind.schema);
  const hasStatus = kind.subresources.some((subresource) => subresource.name === "status");
  const outside = hasStatus ? [...outsideContent, "status"] : outsideContent;
  const same: SameField = (field, next, current) => equal(field, fieldOf(next, field), fieldOf(current, field));
  const contentChanged = (next: KubernetesObject, current: Stored) =>
    contentOf(next, current, outside).some((field) => !same(field, next, current));
  switch (kind.hasGeneration) {
    case "none":
      return undefined;
    case "fixed":
      return { initial: 1, changes: () => false };
    case "spec":
      return { initial: 1, changes: (next, current) => !same("spec", next, current) };
    case "spec-or-annotations":
      return {
        initial: 1,
        changes: (next, current) =>
          !same("spec", next, current) ||
          !deepEqual(next.metadata.annotations ?? {}, current.metadata.annotations ?? {}),
      };
    case "template":
      return { initial: 1, changes: (next, current) => !same("template", next, current) };
    case "content":
      return { initial: 1, changes: contentChanged };
    case "content-or-labels":
      return {
        initial: 1,
        changes: (next, current) =>
          contentChanged(next, current) || !deepEqual(next.metadata.labels ?? {}, current.metadata.labels ?? {}),
      };
  }
}

const outsideContent = ["apiVersion", "kind", "metadata"];

/** The fields of either state, except those that are not part of the content. */
function contentOf(next: KubernetesObject, current: Stored, outside: readonly string[]): readonly string[] {
  const fields = new Set([...Object.keys(next), ...Object.keys(current)]);
  return [...fields].filter((field) => !outside.includes(field));
}

function fieldOf(object: KubernetesObject, field: string): unknown {
  return Object.hasOwn(object, field) ? jsonOf(object)[field] : undefined;
}

function toTheLetter(_field: string, left: unknown, right: unknown): boolean {
  return deepEqual(left, right);
}
