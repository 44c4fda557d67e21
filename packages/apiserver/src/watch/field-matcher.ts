import type { FieldRequirement, KubernetesObject } from "@engenho/core";

/** Fields that read as something when they are absent, for Go has them as numbers and booleans. */
const zeroValues: Readonly<Record<string, string>> = {
  "spec.unschedulable": "false",
  "spec.hostNetwork": "false",
  "status.replicas": "0",
  "status.successful": "0",
};

/** A test of the requirements of a field selector that the Store has accepted; undefined when there are none. */
export function compileFieldMatcher(
  requirements: readonly FieldRequirement[],
): ((object: KubernetesObject) => boolean) | undefined {
  if (requirements.length === 0) return undefined;
  const tests = requirements.map(({ field, operator, value }) => {
    const read = readerOf(field);
    return operator === "="
      ? (object: KubernetesObject) => read(object) === value
      : (object: KubernetesObject) => read(object) !== value;
  });
  return (object) => tests.every((test) => test(object));
}

function readerOf(field: string): (object: KubernetesObject) => string {
  if (field === "metadata.name") return (object) => object.metadata.name ?? "";
  if (field === "metadata.namespace") return (object) => object.metadata.namespace ?? "";
  if (field === "source")
    return (object) => textAt(object, ["source", "component"]) || textAt(object, ["reportingComponent"]);
  const path = field.split(".");
  const zero = Object.hasOwn(zeroValues, field) ? (zeroValues[field] as string) : "";
  return (object) => textAt(object, path) || zero;
}

function textAt(object: unknown, path: readonly string[]): string {
  let value = object;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return "";
    value = (value as Record<string, unknown>)[name];
  }
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}
