import type { FieldRequirement, KubernetesObject } from "@engenho/core";
import { type KindDefinition, selectableFields } from "@engenho/kinds";

/**
 * A test of the requirements of a field selector that the Store has accepted, for objects of a kind; undefined when there
 * are none. Fields are read as the Store reads them for a list: what a path means depends on the kind.
 */
export function compileFieldMatcher(
  kind: KindDefinition,
  requirements: readonly FieldRequirement[],
): ((object: KubernetesObject) => boolean) | undefined {
  if (requirements.length === 0) return undefined;
  const { readers } = selectableFields(kind);
  const tests = requirements.map(({ field, operator, value }) => {
    const read = readers.get(field) ?? nothing;
    return operator === "="
      ? (object: KubernetesObject) => read(object) === value
      : (object: KubernetesObject) => read(object) !== value;
  });
  return (object) => tests.every((test) => test(object));
}

function nothing(): string {
  return "";
}
