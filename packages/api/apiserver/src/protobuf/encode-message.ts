import { encodeSpecial } from "./encode-special.js";
import type { MessageField, MessageType, ValueType } from "./message-type.js";
import type { MessageWriter } from "./message-writer.js";
import { wireTypes } from "./reader.js";

type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = Object.freeze({});

/**
 * Encodes an object, as the Store has it, to the bytes that Go writes for it: fields by number, map keys sorted, and every
 * field that is not a pointer, absent or not. `writer` is used for one message at a time.
 */
export function encodeMessage(object: object, type: MessageType, writer: MessageWriter): Buffer {
  writer.clear();
  writeFields(writer, type, object as Fields);
  return writer.finish();
}

function writeFields(writer: MessageWriter, type: MessageType, object: Fields): void {
  const { fields } = type;
  for (let index = fields.length - 1; index >= 0; index--) writeField(writer, fields[index] as MessageField, object);
}

function writeField(writer: MessageWriter, field: MessageField, object: Fields): void {
  if (field.inline) {
    writeValue(writer, field, object);
    return;
  }
  const value = object[field.name] ?? undefined;
  if (value === undefined) {
    if (!field.pointer && field.shape === "one") writeZero(writer, field);
    return;
  }
  switch (field.shape) {
    case "one":
      writeValue(writer, field, value);
      return;
    case "list": {
      const items = value as readonly unknown[];
      for (let index = items.length - 1; index >= 0; index--) writeItem(writer, field, items[index]);
      return;
    }
    case "map":
      writeMap(writer, field, value as Fields);
  }
}

/** Absent fields have their zero value. Bytes and lists that are messages have a zero value that is not written. */
function writeZero(writer: MessageWriter, field: MessageField): void {
  switch (field.value) {
    case "string":
      writer.varint(0);
      writer.tag(field.number, wireTypes.bytes);
      return;
    case "bool":
    case "int32":
    case "int64":
    case "uint32":
      writer.varint(0);
      writer.tag(field.number, wireTypes.varint);
      return;
    case "double":
      writer.double(0);
      writer.tag(field.number, wireTypes.fixed64);
      return;
    case "bytes":
      return;
    default:
      if (typeof field.value === "string") writeValue(writer, field, undefined);
      else if (!field.value.message.isList) writeValue(writer, field, nothing);
  }
}

/** Null in a list is the zero value of its items. */
function writeItem(writer: MessageWriter, field: MessageField, item: unknown): void {
  if (item === null || item === undefined) writeZero(writer, field);
  else writeValue(writer, field, item);
}

function writeMap(writer: MessageWriter, field: MessageField, map: Fields): void {
  const keys = sortedKeys(map);
  for (let index = keys.length - 1; index >= 0; index--) {
    const key = keys[index] as string;
    const end = writer.length;
    const value = map[key] ?? undefined;
    if (value === undefined) writeZero(writer, entryOf(field));
    else writeValue(writer, entryOf(field), value);
    const keyEnd = writer.length;
    writer.text(key);
    writer.delimit(1, keyEnd);
    writer.delimit(field.number, end);
  }
}

const entries = new WeakMap<MessageField, MessageField>();

/** The value of a map entry as a field of the entry's message. */
function entryOf(field: MessageField): MessageField {
  let entry = entries.get(field);
  if (entry === undefined) {
    entry = { ...field, number: 2, shape: "one", pointer: false };
    entries.set(field, entry);
  }
  return entry;
}

/** Sorted by bytes, as Go compares strings. */
function sortedKeys(map: Fields): readonly string[] {
  const keys = Object.keys(map);
  if (keys.length < 2) return keys;
  if (keys.some((key) => beyondSurrogates.test(key))) {
    return keys.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  }
  return keys.sort();
}

/** From here on the order of UTF-16 differs from that of UTF-8. */
const beyondSurrogates = /[\ud800-\uffff]/;

function writeValue(writer: MessageWriter, field: MessageField, value: unknown): void {
  const type: ValueType = field.value;
  const end = writer.length;
  switch (type) {
    case "string":
      writer.text(value as string);
      break;
    case "bytes":
      writer.base64(value as string);
      break;
    case "bool":
      writer.varint(value === true ? 1 : 0);
      writer.tag(field.number, wireTypes.varint);
      return;
    case "int32":
    case "int64":
    case "uint32":
      writer.varint(value as number);
      writer.tag(field.number, wireTypes.varint);
      return;
    case "double":
      writer.double(value as number);
      writer.tag(field.number, wireTypes.fixed64);
      return;
    default:
      if (typeof type === "string") encodeSpecial(writer, type, { value, writeFields });
      else if (type.message.isList) writeField(writer, type.message.fields[0] as MessageField, { "@": value });
      else writeFields(writer, type.message, value as Fields);
  }
  writer.delimit(field.number, end);
}
