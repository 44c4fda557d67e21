import type { FieldRequirement, KubernetesObject } from "@engenho/core";
import { type KindDefinition, selectableFields } from "@engenho/registry";
import { badRequest } from "../status/refusals.js";

/**
 * A predicate for a field selector, for objects of a kind; undefined when it has no requirements. Fields are read as the Store reads
 * them for a list: the meaning of a path depends on the kind. Throws StoreError `BadRequest`, as the Store does, for a field that is
 * not selectable for the kind.
 */
export function compileFieldMatcher(
  kind: KindDefinition,
  requirements: readonly FieldRequirement[],
): ((object: KubernetesObject) => boolean) | undefined {
  if (requirements.length === 0) return undefined;
  const fields = selectableFields(kind);
  const tests = requirements.map(({ field, operator, value }) => {
    const read = fields.readers.get(field);
    if (read === undefined) throw badRequest(fields.unsupported(field));
    return operator === "="
      ? (object: KubernetesObject) => read(object) === value
      : (object: KubernetesObject) => read(object) !== value;
  });
  return (object) => tests.every((test) => test(object));
}
