import { schemas } from "@engenho/kinds";
import { resolve, type SchemaNode } from "@engenho/machinery";
import type { KindDefinition } from "@engenho/registry";
import { type FieldValue, fieldValues, unions } from "./field-values.js";

interface Place {
  /** Such as `PodSpec`. */
  readonly owner: string;
  /** Such as `core.v1.PodSpec`. */
  readonly qualified: string;
  readonly field: string;
  /** Selects one of several possible values, and the field of a union. */
  readonly variant: number;
  /** The enclosing definitions: schemas may be recursive. */
  readonly around: readonly string[];
}

/** An object of a kind with every field of its schema set, using the table of values for fields with validation rules. */
export function filledObject(definition: KindDefinition, variant: number): Record<string, unknown> {
  const { group, version, kind, schemaName = "" } = definition;
  const place = { owner: kind, qualified: "", field: "", variant, around: [] };
  const object = filled(schemas.reference(schemaName), place) as Record<string, unknown>;
  return { ...object, apiVersion: group === "" ? version : `${group}/${version}`, kind };
}

function filled(node: SchemaNode, place: Place): unknown {
  const name = node.$ref?.split(".").at(-1);
  const qualified = node.$ref?.split(".").slice(-3).join(".") ?? place.qualified;
  switch (name ?? "") {
    case "Quantity":
      return "1";
    case "IntOrString":
      return place.variant % 2 === 0 ? 1 : "50%";
    case "Time":
      return "2023-11-14T22:13:20Z";
    case "MicroTime":
      return "2023-11-14T22:13:20.000120Z";
    case "RawExtension":
    case "JSON":
    case "FieldsV1":
      return { zero: 0, none: null };
  }
  const resolved = resolve(node);
  switch (resolved.type) {
    case "string":
      if (resolved.format === "byte") return "dg==";
      return resolved.format === "date-time"
        ? "2023-11-14T22:13:20Z"
        : place.field.toLowerCase().replace(/[^a-z0-9]/g, "");
    case "integer":
      return 1;
    case "number":
      return 1.5;
    case "boolean":
      return true;
    case "array":
      return filledList(resolved.items ?? {}, place);
    default:
      if (resolved.properties !== undefined)
        return filledFields(resolved, name ?? place.owner, { ...place, qualified });
      if (typeof resolved.additionalProperties !== "object") return { any: "thing" };
      return { key: filled(resolved.additionalProperties, place) };
  }
}

/** For a union, as many items as it has fields. */
function filledList(items: SchemaNode, place: Place): readonly unknown[] {
  const name = items.$ref?.split(".").at(-1) ?? "";
  const several = Object.hasOwn(unions, name) ? alternatives(resolve(items), name).length : 1;
  const list = Array.from({ length: several }, (_, index) =>
    filled(items, { ...place, variant: several === 1 ? place.variant : index }),
  );
  return list.filter((item) => item !== undefined);
}

function alternatives({ properties = {} }: SchemaNode, name: string): readonly string[] {
  const listed = unions[name] ?? [];
  if (listed !== "all fields") return listed;
  return Object.keys(properties)
    .filter((field) => field !== "name" && !isAbsent(fieldValues[`${name}.${field}`]))
    .sort();
}

function isAbsent(value: FieldValue | undefined): boolean {
  return typeof value === "object" && value.value === undefined;
}

function filledFields(node: SchemaNode, name: string, { qualified, variant, around }: Place): unknown {
  if (around.includes(name)) return undefined;
  const choices = Object.hasOwn(unions, name) ? alternatives(node, name) : [];
  const chosen = choices[variant % choices.length];
  const fields: Record<string, unknown> = {};
  for (const [field, child] of Object.entries(node.properties ?? {})) {
    if (choices.includes(field) && field !== chosen) continue;
    const known = fieldValues[`${qualified}.${field}`] ?? fieldValues[`${name}.${field}`];
    const value =
      known === undefined
        ? filled(child, { owner: name, qualified, field, variant, around: [...around, name] })
        : typeof known === "function"
          ? known(variant)
          : known.value;
    if (value !== undefined) fields[field] = value;
  }
  return fields;
}

/** `PodSpec.containers` for every field that is set in an object. */
export function setFields(schemaName: string, object: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  visit(schemas.reference(schemaName), object, found);
  return found;
}

function visit(node: SchemaNode, value: unknown, found: Set<string>): void {
  const name = node.$ref?.split(".").at(-1) ?? "";
  const resolved = resolve(node);
  if (Array.isArray(value)) {
    for (const item of value) visit(resolved.items ?? {}, item, found);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const child = resolved.properties?.[key];
    if (child !== undefined) found.add(`${name}.${key}`);
    const next =
      child ?? (typeof resolved.additionalProperties === "object" ? resolved.additionalProperties : undefined);
    if (next !== undefined) visit(next, inner, found);
  }
}

/** `PodSpec.containers` for every field that an object of a definition may have. */
export function possibleFields(schemaName: string): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const follow = (node: SchemaNode): void => {
    const reference = node.$ref;
    if (reference !== undefined) {
      if (seen.has(reference)) return;
      seen.add(reference);
    }
    const resolved = resolve(node);
    const name = reference?.split(".").at(-1) ?? "";
    for (const [field, child] of Object.entries(resolved.properties ?? {})) {
      found.add(`${name}.${field}`);
      follow(child);
    }
    if (resolved.items !== undefined) follow(resolved.items);
    if (typeof resolved.additionalProperties === "object") follow(resolved.additionalProperties);
  };
  follow(schemas.reference(schemaName));
  return found;
}
