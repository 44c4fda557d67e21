import type { FieldOfStruct, ValueType } from "@engenho/core";
import { readGoFields } from "./pod-template-hash/go-field.js";
import { podTemplateTypes } from "./pod-template-hash/type-tree.js";

const text: ValueType = { kind: "scalar", scalar: "" };
const quantity: ValueType = { kind: "scalar", scalar: "quantity" };
const special: ReadonlyMap<string, ValueType> = new Map<string, ValueType>([
  ["map[string]string", { kind: "map", values: text }],
  ["v1.ResourceList", { kind: "map", values: quantity }],
  ["resource.Quantity", quantity],
  ["v1.Time", { kind: "scalar", scalar: "time" }],
  ["v1.FieldsV1", { kind: "any" }],
]);

/** Created on first use of each Go type. */
const types = new Map<string, ValueType>();

/** The type of v1.PodTemplateSpec, for semantic equality. */
export const podTemplate: FieldOfStruct = fieldOf("v1.PodTemplateSpec");

function fieldOf(goType: string): FieldOfStruct {
  const byValue = !goType.startsWith("*");
  return { type: typeOf(byValue ? goType : goType.slice(1)), byValue };
}

function typeOf(goType: string): ValueType {
  let type = types.get(goType);
  if (type === undefined) {
    type = makeType(goType);
    types.set(goType, type);
  }
  return type;
}

function makeType(goType: string): ValueType {
  if (goType.startsWith("[]")) return { kind: "list", items: typeOf(goType.slice(2)) };
  const fields = podTemplateTypes.get(goType);
  return fields === undefined ? (special.get(goType) ?? text) : structOf(fields);
}

function structOf(fieldTexts: string): ValueType {
  let fields: ReadonlyMap<string, FieldOfStruct> | undefined;
  return {
    kind: "struct",
    field(name) {
      // Parsed on first use: the types are recursive.
      fields ??= new Map(fieldsOf(fieldTexts));
      return fields.get(name);
    },
  };
}

/** The fields of a struct by JSON name, with those of embedded structs inlined. */
function* fieldsOf(fieldTexts: string): Generator<readonly [string, FieldOfStruct]> {
  for (const { type, property } of readGoFields(fieldTexts)) {
    if (property === undefined) yield* fieldsOf(podTemplateTypes.get(type) ?? "");
    else yield [property, fieldOf(type)];
  }
}
