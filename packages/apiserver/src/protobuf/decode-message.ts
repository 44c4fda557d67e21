import { definition, resolve, type SchemaNode } from "@engenho/kinds";
import { numberedFields } from "./field-names.js";
import { ProtobufError, readFields, readPackedVarints, type WireField } from "./reader.js";
import { bytesOf, jsonSchemaProps, signed, specialReader } from "./special-messages.js";

type Fields = Record<string, unknown>;

const mostLevels = 200;

/**
 * A message of a definition as the JSON that it means. What the schema does not know is left out, as protobuf has it;
 * zero values that were written are there. Throws {@link ProtobufError}.
 */
export function decodeMessage(message: Buffer, name: string): Readonly<Record<string, unknown>> {
  const node = definition(name);
  if (node === undefined) throw new ProtobufError(`no message ${name} is known`);
  return decodeFields(message, { name, properties: node.properties ?? {} }, 0);
}

interface MessageType {
  readonly name: string;
  readonly properties: Readonly<Record<string, SchemaNode>>;
}

function decodeFields(message: Buffer, type: MessageType, depth: number): Fields {
  if (depth > mostLevels) throw new ProtobufError("proto: the message is nested too deeply");
  const numbered = numberedFields(type.name);
  const result: Fields = {};
  for (const field of readFields(message)) {
    const known = numbered[field.number - 1];
    if (known === undefined) continue;
    if (known.type === "embedded") {
      Object.assign(result, decodeFields(bytesOf(field), { ...type, name: known.definition }, depth + 1));
      continue;
    }
    const child = type.properties[known.name];
    if (child !== undefined) setField(result, known.name, { child, field, depth: depth + 1 });
  }
  return result;
}

interface Value {
  readonly child: SchemaNode;
  readonly field: WireField;
  readonly depth: number;
}

/** Lists and maps come one entry at a time. */
function setField(result: Fields, name: string, value: Value): void {
  const special = specialReader(value.child);
  if (special !== undefined) {
    result[name] = special(bytesOf(value.field), (schema) => decodeSchema(schema, value.depth));
    return;
  }
  const node = resolve(value.child);
  if (node.type === "array") {
    const items = (result[name] as unknown[] | undefined) ?? [];
    items.push(...decodeItems(node.items ?? {}, value));
    result[name] = items;
  } else if (typeof node.additionalProperties === "object") {
    const map = (result[name] as Fields | undefined) ?? {};
    addEntry(map, node.additionalProperties, value);
    result[name] = map;
  } else {
    result[name] = decodeValue(value.child, value.field, value.depth);
  }
}

function decodeItems(items: SchemaNode, { field, depth }: Value): readonly unknown[] {
  const { type } = resolve(items);
  const packed = field.wireType === 2 && (type === "integer" || type === "boolean");
  if (!packed) return [decodeValue(items, field, depth)];
  return readPackedVarints(bytesOf(field)).map((value) =>
    decodeValue(items, { number: field.number, wireType: 0, value }, depth),
  );
}

function addEntry(map: Fields, values: SchemaNode, { field, depth }: Value): void {
  let key = "";
  let value: unknown;
  for (const part of readFields(bytesOf(field))) {
    if (part.number === 1) key = bytesOf(part).toString("utf8");
    else if (part.number === 2) value = decodeValue(values, part, depth);
  }
  Object.defineProperty(map, key, {
    value: value ?? zeroOf(resolve(values)),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function decodeValue(child: SchemaNode, field: WireField, depth: number): unknown {
  const special = specialReader(child);
  if (special !== undefined) return special(bytesOf(field), (schema) => decodeSchema(schema, depth));
  const node = resolve(child);
  switch (node.type) {
    case "string":
      return node.format === "byte" ? bytesOf(field).toString("base64") : bytesOf(field).toString("utf8");
    case "integer":
      return signed(field);
    case "boolean":
      return signed(field) !== 0;
    case "number":
      return bytesOf(field).readDoubleLE(0);
    case "array":
      // A list in a map is a message with the items as its first field.
      return [...readFields(bytesOf(field))].map((item) => decodeValue(node.items ?? {}, item, depth));
    default:
      return decodeFields(bytesOf(field), { name: child.$ref ?? "", properties: node.properties ?? {} }, depth);
  }
}

function decodeSchema(message: Buffer, depth: number): unknown {
  const node = definition(jsonSchemaProps);
  return decodeFields(message, { name: jsonSchemaProps, properties: node?.properties ?? {} }, depth);
}

function zeroOf(node: SchemaNode): unknown {
  switch (node.type) {
    case "string":
      return "";
    case "integer":
    case "number":
      return 0;
    case "boolean":
      return false;
    case "array":
      return [];
    default:
      return {};
  }
}
