import type { SchemaNode } from "@engenho/kinds";
import { ProtobufError, readFields, type WireField } from "./reader.js";

/** Reads a message that has its own form in JSON. `schema` reads a JSONSchemaProps. */
export type SpecialReader = (message: Buffer, schema: (message: Buffer) => unknown) => unknown;

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
const custom = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

/** The definition of the schemas of custom kinds, which refers to itself through messages without a schema. */
export const jsonSchemaProps = `${custom}JSONSchemaProps`;

const readers: Readonly<Record<string, SpecialReader>> = {
  [`${meta}Time`]: (message) => timeText(message, 0),
  [`${meta}MicroTime`]: (message) => timeText(message, 6),
  [`${meta}FieldsV1`]: embeddedJson,
  [`${custom}JSON`]: embeddedJson,
  [`${custom}JSONSchemaPropsOrArray`]: (message, schema) => {
    const fields = [...readFields(message)];
    const one = fields.find(({ number }) => number === 1);
    return one === undefined ? fields.map((field) => schema(bytesOf(field))) : schema(bytesOf(one));
  },
  [`${custom}JSONSchemaPropsOrBool`]: (message, schema) => {
    const fields = [...readFields(message)];
    const one = fields.find(({ number }) => number === 2);
    return one === undefined ? fields.some(({ value }) => value === 1n) : schema(bytesOf(one));
  },
  [`${custom}JSONSchemaPropsOrStringArray`]: (message, schema) => {
    const fields = [...readFields(message)];
    const one = fields.find(({ number }) => number === 1);
    return one === undefined ? fields.map((field) => bytesOf(field).toString("utf8")) : schema(bytesOf(one));
  },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": (message) => textAt(message, 1),
  "io.k8s.apimachinery.pkg.runtime.RawExtension": embeddedJson,
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": intOrString,
};

/** The reader of what a node refers to, when that is not read field by field. */
export function specialReader(node: SchemaNode): SpecialReader | undefined {
  const name = node.$ref;
  return name !== undefined && Object.hasOwn(readers, name) ? readers[name] : undefined;
}

/** The bytes of a field. Throws {@link ProtobufError} for one that has none. */
export function bytesOf({ value }: WireField): Buffer {
  if (typeof value === "bigint") throw new ProtobufError("proto: wrong wireType = 0");
  return value;
}

/** A varint as the signed 64-bit integer that it means. */
export function signed({ value }: Pick<WireField, "value">): number {
  if (typeof value !== "bigint") throw new ProtobufError("proto: wrong wireType = 2");
  return Number(BigInt.asIntN(64, value));
}

/** Go writes its zero time as an empty message, which is null in JSON. */
function timeText(message: Buffer, decimals: number): string | null {
  if (message.length === 0) return null;
  let seconds = 0;
  let nanos = 0;
  for (const field of readFields(message)) {
    if (field.number === 1) seconds = signed(field);
    else if (field.number === 2) nanos = signed(field);
  }
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) throw new ProtobufError("proto: a time is out of range");
  const text = date.toISOString().slice(0, 19);
  const fraction = decimals === 0 ? "" : `.${String(Math.floor(nanos / 1000)).padStart(6, "0")}`;
  return `${text}${fraction}Z`;
}

function embeddedJson(message: Buffer): unknown {
  for (const field of readFields(message)) {
    if (field.number !== 1) continue;
    const text = bytesOf(field).toString("utf8");
    if (text === "") return null;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new ProtobufError("proto: embedded JSON cannot be parsed");
    }
  }
  return null;
}

function intOrString(message: Buffer): number | string {
  let isText = false;
  let integer = 0;
  let text = "";
  for (const field of readFields(message)) {
    if (field.number === 1) isText = signed(field) === 1;
    else if (field.number === 2) integer = signed(field);
    else if (field.number === 3) text = bytesOf(field).toString("utf8");
  }
  return isText ? text : integer;
}

function textAt(message: Buffer, number: number): string {
  let text = "";
  for (const field of readFields(message)) if (field.number === number) text = bytesOf(field).toString("utf8");
  return text;
}
