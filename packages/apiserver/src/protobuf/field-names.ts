import { protobufFieldsJson } from "../generated/protobuf-fields.js";

/** A field of a message by its number. */
export type NumberedField =
  | { readonly type: "field"; readonly name: string }
  /** A message whose fields stand in its parent. */
  | { readonly type: "embedded"; readonly definition: string };

let texts: Readonly<Record<string, string>> | undefined;
const known = new Map<string, readonly (NumberedField | undefined)[]>();

/** The fields of a definition; index 0 is number 1. Empty for a definition that has none in protobuf. */
export function numberedFields(definition: string): readonly (NumberedField | undefined)[] {
  const found = known.get(definition);
  if (found !== undefined) return found;
  texts ??= JSON.parse(protobufFieldsJson) as Record<string, string>;
  const text = Object.hasOwn(texts, definition) ? (texts[definition] as string) : "";
  const fields = text.split(",").map(numberedField);
  known.set(definition, fields);
  return fields;
}

function numberedField(name: string): NumberedField | undefined {
  if (name === "") return undefined;
  return name.startsWith(">") ? { type: "embedded", definition: name.slice(1) } : { type: "field", name };
}
