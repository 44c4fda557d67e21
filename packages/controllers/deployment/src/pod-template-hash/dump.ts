import type { PodTemplate } from "../pod-template.js";
import { dumpFields, dumpIntOrString, dumpQuantity, dumpTime } from "./dump-scalars.js";
import { type GoField, readGoFields } from "./go-field.js";
import { podTemplateTypes } from "./type-tree.js";

/** Receives text in pieces. */
export interface TextSink {
  write(text: string): void;
}

/** Writes a value of one Go type, without the type name. */
type Writer = (value: unknown, out: TextSink) => void;

/** How one field of a Go struct is written. */
interface Field {
  /** The part before the value: separator, field name and, in parentheses, its type. */
  readonly head: string;
  readonly property: GoField["property"];
  readonly write: Writer;
}

const special: ReadonlyMap<string, Writer> = new Map([
  ["v1.Time", textWriter(dumpTime)],
  ["v1.FieldsV1", textWriter(dumpFields)],
  ["intstr.IntOrString", textWriter(dumpIntOrString)],
  ["resource.Quantity", textWriter(dumpQuantity)],
]);
const numbers: ReadonlySet<string> = new Set(["int32", "int64"]);
const quantityMap = "v1.ResourceList";

/**
 * Writes the text that pod-template-hash is computed from: the output of Go's spew for a v1.PodTemplateSpec with sorted keys,
 * without methods and addresses, as in Kubernetes 1.34 (DEP-47, DEP-48). Fields unknown to 1.34 are omitted.
 */
export function dumpPodTemplate(template: PodTemplate, out: TextSink): void {
  out.write("(v1.PodTemplateSpec)");
  writerOf("v1.PodTemplateSpec")(template, out);
}

/** Writers are made once per type, when the first template that needs them is dumped. */
const writers = new Map<string, Writer>();

function writerOf(type: string): Writer {
  let writer = writers.get(type);
  if (writer === undefined) {
    writer = makeWriter(type);
    writers.set(type, writer);
  }
  return writer;
}

function makeWriter(type: string): Writer {
  if (type.startsWith("*")) return pointerWriter(type.slice(1));
  if (type.startsWith("[]")) return sliceWriter(type.slice(2));
  if (type === "map[string]string") return mapWriter("string");
  if (type === quantityMap) return mapWriter("resource.Quantity");
  const fields = podTemplateTypes.get(type);
  if (fields !== undefined) return structWriter(fields);
  const writer = special.get(type);
  if (writer !== undefined) return writer;
  const zero = numbers.has(type) ? "0" : type === "bool" ? "false" : "";
  return textWriter((value) => (value === undefined || value === null ? zero : String(value)));
}

function textWriter(textOf: (value: unknown) => string): Writer {
  return (value, out) => out.write(textOf(value));
}

function pointerWriter(target: string): Writer {
  const write = writerOf(target);
  return (value, out) => {
    if (value === undefined || value === null) out.write("<nil>");
    else write(value, out);
  };
}

/** An empty slice is dumped as nil: controllers decode objects from protobuf, which does not distinguish them. */
function sliceWriter(item: string): Writer {
  const write = writerOf(item);
  return (value, out) => {
    if (!Array.isArray(value) || value.length === 0) {
      out.write("<nil>");
      return;
    }
    let before = "[";
    for (const each of value) {
      out.write(before);
      write(each, out);
      before = " ";
    }
    out.write("]");
  };
}

function mapWriter(item: string): Writer {
  const write = writerOf(item);
  return (value, out) => {
    const entries = Object.entries((value ?? {}) as Record<string, unknown>).sort(byKey);
    if (entries.length === 0) {
      out.write("<nil>");
      return;
    }
    let before = "map[";
    for (const [key, entry] of entries) {
      out.write(`${before}${key}:`);
      write(entry, out);
      before = " ";
    }
    out.write("]");
  };
}

function structWriter(fieldTexts: string): Writer {
  let fields: readonly Field[] | undefined;
  let zeroText: string | undefined;
  const write = (record: Record<string, unknown>, out: TextSink) => {
    // Parsed on first use: the types are recursive.
    fields ??= readGoFields(fieldTexts).map(withWriter);
    for (const { head, property, write: writeField } of fields) {
      out.write(head);
      writeField(property === undefined ? record : ownValue(record, property), out);
    }
    out.write("}");
  };
  return (value, out) => {
    if (value !== undefined && value !== null) {
      write(value as Record<string, unknown>, out);
      return;
    }
    zeroText ??= textOf((text) => write({}, text));
    out.write(zeroText);
  };
}

/** Collects everything written to a sink into one string. */
export function textOf(write: (out: TextSink) => void): string {
  const pieces: string[] = [];
  write({ write: (piece) => pieces.push(piece) });
  return pieces.join("");
}

function withWriter({ name, type, property }: GoField, index: number): Field {
  return { head: `${index === 0 ? "{" : " "}${name}:(${type})`, property, write: writerOf(type) };
}

function ownValue(record: Record<string, unknown>, property: string): unknown {
  return Object.hasOwn(record, property) ? record[property] : undefined;
}

/** Go sorts strings by their UTF-8 bytes, which is code point order; JavaScript sorts by UTF-16 code units. */
function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  const a = [...left];
  const b = [...right];
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
