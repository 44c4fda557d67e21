import { CelList, CelMap, CelOptional, CelUint, type CelValue, typeOf } from "@engenho/cel";
import { MutationObject, PatchOperation } from "./mutation-types.js";

/**
 * The apply configuration that an expression evaluates to. Throws Error with upstream's message if it cannot be one.
 */
export function configurationOf(value: CelValue): Readonly<Record<string, unknown>> {
  if (!(value instanceof MutationObject)) {
    throw new Error(`unsupported return type from ApplyConfiguration expression: ${typeOf(value).name}`);
  }
  checkTypes(value);
  return jsonOf(value) as Readonly<Record<string, unknown>>;
}

/** The JSON patch that an expression evaluates to. Throws Error with upstream's message if it is not one. */
export function jsonPatchOf(value: CelValue): readonly Readonly<Record<string, unknown>>[] {
  if (!(value instanceof CelList)) {
    throw new Error("type mismatch: JSONPatchType.expression should evaluate to array");
  }
  return itemsOf(value).map(operationOf);
}

function operationOf(value: CelValue): Readonly<Record<string, unknown>> {
  if (!(value instanceof PatchOperation)) {
    const told = "type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch, got element of";
    throw new Error(`${told} ${typeOf(value).name}`);
  }
  const from = value.text("from");
  const sent = value.fields.get("value");
  if (sent instanceof MutationObject) checkTypes(sent);
  return {
    op: value.text("op"),
    path: value.text("path"),
    ...(from === "" ? {} : { from }),
    ...(sent === undefined ? {} : { value: jsonOf(sent) }),
  };
}

/** Throws Error if a part has a type other than that of its place (`Object.spec` in the field `spec`). */
function checkTypes(value: MutationObject): void {
  const errors = [...typeErrors(value, value.type.name)];
  if (errors.length > 0) throw new Error(`type mismatch: ${errors.join("\n")}`);
}

function* typeErrors(value: CelValue, path: string): Generator<string> {
  if (value instanceof MutationObject) {
    const { name } = value.type;
    if (name !== path) {
      yield `unexpected type name "${name}", expected "${path}", which matches field name path from root Object type`;
    }
    for (const [field, inner] of value.fields) yield* typeErrors(inner, `${path}.${field}`);
  } else if (value instanceof CelList) {
    for (const item of itemsOf(value)) yield* typeErrors(item, path);
  } else if (value instanceof CelMap) {
    for (const [, item] of entriesOf(value)) yield* typeErrors(item, path);
  }
}

function itemsOf(list: CelList): readonly CelValue[] {
  return Array.from({ length: list.size }, (_, index) => list.at(index) as CelValue);
}

function entriesOf(map: CelMap): readonly (readonly [CelValue, CelValue])[] {
  return map.keys().map((key) => [key, map.find(key) as CelValue] as const);
}

/** A value as JSON. Throws Error for one that JSON does not have. */
function jsonOf(value: CelValue): unknown {
  switch (typeof value) {
    case "bigint":
      return Number(value);
    case "string":
    case "boolean":
    case "number":
      return value;
    default:
  }
  if (value === null) return null;
  if (value instanceof CelUint) return Number(value.value);
  if (value instanceof CelOptional) return value.value === undefined ? null : jsonOf(value.value);
  if (value instanceof CelList) return itemsOf(value).map(jsonOf);
  if (value instanceof MutationObject) return fieldsOf([...value.fields]);
  if (value instanceof CelMap) return fieldsOf(entriesOf(value));
  throw new Error(`a value of type ${typeOf(value).name} could not marshal to JSON`);
}

function fieldsOf(entries: readonly (readonly [CelValue, CelValue])[]): object {
  // Keys of users are data.
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (typeof key !== "string") throw new Error(`map key "${key}" is of type ${typeOf(key).name}, not string`);
      return [key, jsonOf(value)];
    }),
  );
}
