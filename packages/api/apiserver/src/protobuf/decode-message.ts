import { setField } from "@engenho/core";
import { maximumValues } from "../limits/body-values.js";
import { decodeSpecial, zeroOfSpecial } from "./decode-special.js";
import type { MessageField, MessageType, ValueType } from "./message-type.js";
import { MessageReader, ProtobufError, wireTypes } from "./reader.js";

type Fields = Record<string, unknown>;

const maxNesting = 200;

/**
 * Decodes a message to the JSON that Go would write for it. Go encodes every field that is not a pointer, so a zero value means
 * the same as absence there and is omitted wherever Go's JSON omits it; in a pointer it is kept. What would be null in JSON is
 * omitted, and so are fields that the type does not have. Throws {@link ProtobufError}, and StoreError `RequestEntityTooLarge`
 * for more than {@link maximumValues} values.
 */
export function decodeMessage(message: Buffer, type: MessageType): Readonly<Record<string, unknown>> {
  return decodeFields(new MessageReader(message, 0, { values: { left: maximumValues } }), type, {
    target: {},
    depth: 0,
  });
}

interface Place {
  /** The message as decoded so far: a field may occur several times. */
  readonly target: Fields;
  readonly depth: number;
}

function decodeFields(reader: MessageReader, type: MessageType, { target, depth }: Place): Fields {
  if (depth > maxNesting) throw new ProtobufError("proto: the message is nested too deeply");
  while (reader.next()) {
    const field = type.byNumber[reader.number];
    if (field === undefined) reader.skip();
    else if (field.inline) decodeFields(reader.message(), messageOf(field.value), { target, depth: depth + 1 });
    else setValue(reader, field, { target, depth: depth + 1 });
  }
  return target;
}

function messageOf(value: ValueType): MessageType {
  if (typeof value !== "object") throw new Error("only messages are inline");
  return value.message;
}

/** Lists and maps are encoded one entry at a time. */
function setValue(reader: MessageReader, field: MessageField, { target, depth }: Place): void {
  const before = Object.hasOwn(target, field.name) ? target[field.name] : undefined;
  switch (field.shape) {
    case "list": {
      const items = (before as unknown[] | undefined) ?? [];
      addItems(reader, field.value, { items, depth });
      target[field.name] = items;
      return;
    }
    case "map": {
      const map = (before as Fields | undefined) ?? {};
      addEntry(reader.message(), field.value, { target: map, depth });
      target[field.name] = map;
      return;
    }
    case "one": {
      const value = decodeValue(reader, field.value, { before, depth });
      const absent = value === null || (!field.pointer && field.zeroIsAbsent && isZeroScalar(value));
      if (!absent) target[field.name] = value;
      else if (before !== undefined) delete target[field.name];
    }
  }
}

/** Includes lists that are messages (`Verbs`); an empty message is a struct in Go, which it writes as `{}`. */
function isZeroScalar(value: unknown): boolean {
  return value === "" || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
}

function addItems(
  reader: MessageReader,
  type: ValueType,
  { items, depth }: { readonly items: unknown[]; readonly depth: number },
): void {
  const packs = type === "int32" || type === "int64" || type === "uint32" || type === "bool";
  if (!packs || reader.wireType !== wireTypes.bytes) {
    items.push(decodeValue(reader, type, { before: undefined, depth }));
    return;
  }
  const packed = reader.message();
  while (!packed.atEnd) {
    packed.count();
    items.push(packed[type]());
  }
}

function addEntry(reader: MessageReader, type: ValueType, { target, depth }: Place): void {
  let key = "";
  let value: unknown;
  while (reader.next()) {
    if (reader.number === 1) {
      reader.expect(wireTypes.bytes);
      key = reader.text();
    } else if (reader.number === 2) value = decodeValue(reader, type, { before: value, depth });
    else reader.skip();
  }
  setField(target, key, value === undefined ? zeroOf(type) : value);
}

function decodeValue(
  reader: MessageReader,
  type: ValueType,
  { before, depth }: { readonly before: unknown; readonly depth: number },
): unknown {
  switch (type) {
    case "bool":
    case "int32":
    case "int64":
    case "uint32":
      reader.expect(wireTypes.varint);
      return reader[type]();
    case "double":
      reader.expect(wireTypes.fixed64);
      return reader.double();
    default:
      reader.expect(wireTypes.bytes);
  }
  if (type === "string") return reader.text();
  if (type === "bytes") return reader.bytes().toString("base64");
  if (typeof type === "string") {
    return decodeSpecial(reader.message(), type, (inner, message) =>
      decodeFields(inner, message, { target: {}, depth: depth + 1 }),
    );
  }
  const { message } = type;
  if (message.isList) return decodeList(reader.message(), message, depth);
  const target = (before as Fields | undefined) ?? {};
  return decodeFields(reader.message(), message, { target, depth });
}

function decodeList(reader: MessageReader, { fields }: MessageType, depth: number): readonly unknown[] {
  const items: unknown[] = [];
  const [field] = fields;
  while (reader.next()) {
    if (field !== undefined && reader.number === field.number) addItems(reader, field.value, { items, depth });
    else reader.skip();
  }
  return items;
}

/** The value of a map entry that has only a key. */
function zeroOf(type: ValueType): unknown {
  switch (type) {
    case "string":
    case "bytes":
      return "";
    case "bool":
      return false;
    case "int32":
    case "int64":
    case "uint32":
    case "double":
      return 0;
    default:
      if (typeof type === "string") return zeroOfSpecial(type);
      return type.message.isList ? [] : {};
  }
}
