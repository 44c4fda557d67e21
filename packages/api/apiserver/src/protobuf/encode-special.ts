import { type MessageType, messageType, type SpecialType } from "./message-type.js";
import type { MessageWriter } from "./message-writer.js";
import { wireTypes } from "./reader.js";

/** The value to write, and a function that writes fields. */
interface SpecialValue {
  /** Undefined is the zero value. */
  readonly value: unknown;
  readonly writeFields: (writer: MessageWriter, type: MessageType, object: Readonly<Record<string, unknown>>) => void;
}

/** Writes the content of a message with a JSON representation of its own. */
export function encodeSpecial(writer: MessageWriter, type: SpecialType, { value, writeFields }: SpecialValue): void {
  switch (type) {
    case "meta.v1.Time":
      writeTime(writer, value, false);
      return;
    case "meta.v1.MicroTime":
      writeTime(writer, value, true);
      return;
    case "meta.v1.FieldsV1":
    case "apiextensions.v1.JSON":
    case "runtime.RawExtension":
      if (value !== undefined && value !== null) writeText(writer, 1, JSON.stringify(value));
      return;
    case "resource.Quantity":
      writeText(writer, 1, value === undefined ? "0" : String(value));
      return;
    case "intstr.IntOrString":
      writeIntOrString(writer, value);
      return;
    case "apiextensions.v1.JSONSchemaPropsOrArray":
      if (Array.isArray(value)) writeSchemas(writer, 2, { items: value, writeFields });
      else writeSchema(writer, 1, { value, writeFields });
      return;
    case "apiextensions.v1.JSONSchemaPropsOrBool":
      writeSchema(writer, 2, { value, writeFields });
      writer.varint(isObject(value) || value === true ? 1 : 0);
      writer.tag(1, wireTypes.varint);
      return;
    case "apiextensions.v1.JSONSchemaPropsOrStringArray":
      if (!Array.isArray(value)) writeSchema(writer, 1, { value, writeFields });
      else for (let index = value.length - 1; index >= 0; index--) writeText(writer, 2, String(value[index]));
  }
}

function writeText(writer: MessageWriter, number: number, text: string): void {
  const end = writer.length;
  writer.text(text);
  writer.delimit(number, end);
}

function writeIntOrString(writer: MessageWriter, value: unknown): void {
  const isText = typeof value === "string";
  writeText(writer, 3, isText ? value : "");
  writer.varint(typeof value === "number" ? value : 0);
  writer.tag(2, wireTypes.varint);
  writer.varint(isText ? 1 : 0);
  writer.tag(1, wireTypes.varint);
}

/** Go's zero time, which it encodes as an empty message. */
const zeroSeconds = Date.parse("0001-01-01T00:00:00Z") / 1000;

function writeTime(writer: MessageWriter, value: unknown, micro: boolean): void {
  if (typeof value !== "string") return;
  const seconds = Math.floor(Date.parse(value) / 1000);
  const nanos = micro ? nanosOf(value) : 0;
  if (Number.isNaN(seconds) || (seconds === zeroSeconds && nanos === 0)) return;
  writer.varint(nanos);
  writer.tag(2, wireTypes.varint);
  writer.varint(seconds);
  writer.tag(1, wireTypes.varint);
}

function nanosOf(time: string): number {
  const fraction = /\.(\d{1,6})/.exec(time)?.[1] ?? "";
  return Number(fraction.padEnd(6, "0")) * 1000;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function writeSchema(writer: MessageWriter, number: number, { value, writeFields }: SpecialValue): void {
  if (!isObject(value)) return;
  const end = writer.length;
  writeFields(writer, messageType("apiextensions.v1.JSONSchemaProps") as MessageType, value);
  writer.delimit(number, end);
}

function writeSchemas(
  writer: MessageWriter,
  number: number,
  { items, writeFields }: Pick<SpecialValue, "writeFields"> & { readonly items: readonly unknown[] },
): void {
  for (let index = items.length - 1; index >= 0; index--) {
    writeSchema(writer, number, { value: items[index] ?? {}, writeFields });
  }
}
