import { schemas } from "@engenho/kinds";
import { resolve, type SchemaNode } from "@engenho/machinery";

/** Paths of fields whose zero value Go omits when it writes, so that no response may contain them. */
export function zeroFields(schemaName: string, object: unknown): readonly string[] {
  return zerosBelow(schemas.reference(schemaName), object, "");
}

function zerosBelow(node: SchemaNode, value: unknown, path: string): readonly string[] {
  const resolved = resolve(node);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => zerosBelow(resolved.items ?? {}, item, `${path}[${index}]`));
  }
  if (typeof value !== "object" || value === null) return [];
  const leftOut = resolved["x-engenho-zero-is-absent"] ?? [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const child =
      resolved.properties?.[key] ??
      (typeof resolved.additionalProperties === "object" ? resolved.additionalProperties : {});
    const found = zerosBelow(child, inner, `${path}.${key}`);
    return leftOut.includes(key) && isZero(inner) ? [`${path}.${key}: ${JSON.stringify(inner)}`, ...found] : found;
  });
}

function isZero(value: unknown): boolean {
  if (value === "" || value === 0 || value === false) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
