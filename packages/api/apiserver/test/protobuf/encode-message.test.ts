import { schemas } from "@engenho/kinds";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { decodeMessage } from "../../src/protobuf/decode-message.js";
import { encodeMessage } from "../../src/protobuf/encode-message.js";
import {
  type MessageField,
  type MessageType,
  messageOfDefinition,
  type ValueType,
} from "../../src/protobuf/message-type.js";
import { MessageWriter } from "../../src/protobuf/message-writer.js";
import { ProtoMessage } from "../support/proto-message.js";
import { knownMessage } from "../support/protobuf-client.js";

const writer = new MessageWriter();
const encode = (value: object, name: string) => encodeMessage(value, knownMessage(name), writer);
const m = () => new ProtoMessage();
const emptyMeta = () =>
  m().text(1, "").text(2, "").text(3, "").text(4, "").text(5, "").text(6, "").integer(7, 0).message(8, m());

describe("encodeMessage", () => {
  it("writes every field that is not a pointer, in the order of the numbers, and no absent pointer", () => {
    const expected = m()
      .message(1, emptyMeta())
      .message(3, m().text(1, "k").bytes(2, Buffer.from("v")));
    expect(encode({ binaryData: { k: "dg==" } }, "core.v1.ConfigMap")).toEqual(expected.finish());
    // An empty object is written all the same.
    expect(encode({}, "core.v1.ContainerPort")).toEqual(
      m().text(1, "").integer(2, 0).integer(3, 0).text(4, "").text(5, "").finish(),
    );
  });

  it("keeps the zero value of a pointer", () => {
    expect(encode({ replicas: 0, minReadySeconds: 0 }, "apps.v1.ReplicaSetSpec").subarray(0, 2)).toEqual(
      Buffer.from([8, 0]),
    );
    expect(encode({}, "apps.v1.ReplicaSetSpec")[0]).not.toBe(8);
  });

  it("writes empty bytes, but not absent ones, as Go distinguishes them", () => {
    const config = (value: object) => encode(value, "apiextensions.v1.WebhookClientConfig");
    expect(config({ caBundle: "" })).toEqual(m().bytes(2, Buffer.alloc(0)).finish());
    expect(config({})).toEqual(Buffer.alloc(0));
  });

  it("sorts the keys of maps by their bytes, and writes empty values", () => {
    const entry = (key: string, value: string) => m().text(1, key).text(2, value);
    const labels = { b: "", a: "x", "\u{10000}": "astral", "\uffff": "bmp", ü: "1", __proto: "p" };
    const sorted = ["__proto", "a", "b", "ü", "\uffff", "\u{10000}"] as const;
    const expected = sorted.reduce((message, key) => message.message(1, entry(key, labels[key])), m());
    expect(encode({ matchLabels: labels }, "meta.v1.LabelSelector")).toEqual(expected.finish());
  });

  it.each<readonly [string, unknown, ProtoMessage]>([
    ["a time in seconds", "2023-11-14T22:13:20Z", m().integer(1, 1_700_000_000).integer(2, 0)],
    ["the zero time", "0001-01-01T00:00:00Z", m()],
    ["no time", undefined, m()],
  ])("%s (Time)", (_, time, expected) => {
    const bytes = encode({ type: "t", lastTransitionTime: time }, "meta.v1.Condition");
    const whole = m().text(1, "t").text(2, "").integer(3, 0).message(4, expected).text(5, "").text(6, "");
    expect(bytes).toEqual(whole.finish());
  });

  it("a time in microseconds, before 1970 too", () => {
    const time = (text: string) => encode({ renewTime: text }, "coordination.v1.LeaseSpec");
    expect(time("2023-11-14T22:13:20.000120Z")).toEqual(
      m().message(4, m().integer(1, 1_700_000_000).integer(2, 120_000)).finish(),
    );
    const before = Buffer.concat([
      Buffer.from([0x08, ...Array<number>(9).fill(0xff), 0x01]),
      m().integer(2, 0).finish(),
    ]);
    expect(time("1969-12-31T23:59:59.000000Z")).toEqual(m().bytes(4, before).finish());
  });

  it("negative numbers take ten bytes, large ones as many as they need", () => {
    const value = (number: number) => encode({ value: number }, "scheduling.v1.PriorityClass").subarray(emptyPriority);
    const emptyPriority = m().message(1, emptyMeta()).finish().length + 1;
    expect(value(-2).subarray(0, 10)).toEqual(Buffer.from([0xfe, ...Array<number>(8).fill(0xff), 0x01]));
    expect(value(2_000_001_000).subarray(0, 5)).toEqual(Buffer.from([0xe8, 0xaf, 0xd6, 0xb9, 0x07]));
    const large = encode({ generation: Number.MAX_SAFE_INTEGER }, "meta.v1.ObjectMeta");
    expect(large.subarray(12, 21)).toEqual(Buffer.from([0x38, ...Array<number>(7).fill(0xff), 0x0f]));
  });

  it("IntOrStrings, quantities, and embedded JSON", () => {
    const port = (target: unknown) => encode({ targetPort: target }, "core.v1.ServicePort");
    const expected = (target: ProtoMessage) =>
      m().text(1, "").text(2, "").integer(3, 0).message(4, target).integer(5, 0).finish();
    expect(port("http")).toEqual(expected(m().integer(1, 1).integer(2, 0).text(3, "http")));
    expect(port(8080)).toEqual(expected(m().integer(1, 0).integer(2, 8080).text(3, "")));
    const hard = encode({ hard: { cpu: "100m" } }, "core.v1.ResourceQuotaSpec");
    expect(hard).toEqual(
      m()
        .message(1, m().text(1, "cpu").message(2, m().text(1, "100m")))
        .finish(),
    );
    const entry = encode({ manager: "x", fieldsV1: { "f:data": { ".": {} } } }, "meta.v1.ManagedFieldsEntry");
    const fields = m().text(1, '{"f:data":{".":{}}}');
    expect(entry).toEqual(m().text(1, "x").text(2, "").text(3, "").text(6, "").message(7, fields).text(8, "").finish());
  });

  it("long strings, and strings beyond ASCII", () => {
    for (const text of ["a".repeat(300), "é".repeat(300), "ü", "\u{1f600}", "\ud800", "x".repeat(200_000)]) {
      expect(encode({ matchLabels: { k: text } }, "meta.v1.LabelSelector")).toEqual(
        m().message(1, m().text(1, "k").text(2, text)).finish(),
      );
    }
  });
});

const messages = schemas.names().flatMap((name) => {
  const type = schemas.definition(name)?.properties === undefined ? undefined : messageOfDefinition(name);
  return type === undefined ? [] : [type];
});

describe("round trips", () => {
  test.prop([fc.constantFrom(...messages).chain((type) => fc.tuple(fc.constant(type), fields(type, 3)))])(
    "an encoded object is decoded, and encoded to the same bytes again",
    ([type, object]) => {
      const bytes = encodeMessage(object, type, writer);
      const decoded = decodeMessage(bytes, type);
      expect(decoded).toMatchObject(meaningful(type, object));
      expect(encodeMessage(decoded, type, writer).equals(bytes)).toBe(true);
    },
  );

  it("an IntOrString by value is decoded whatever it is: Go's omitempty omits no struct", () => {
    const spec = knownMessage("core.v1.ServiceSpec");
    const bytes = encodeMessage({ ports: [{ port: 0, targetPort: "" }, {}, { targetPort: "http" }] }, spec, writer);
    const decoded = decodeMessage(bytes, spec);
    expect(decoded.ports).toEqual([
      { port: 0, targetPort: "" },
      { port: 0, targetPort: 0 },
      { port: 0, targetPort: "http" },
    ]);
    expect(encodeMessage(decoded, spec, writer)).toEqual(bytes);
  });

  test.prop([fc.constantFrom(...messages), fc.uint8Array({ maxLength: 200 })])(
    "arbitrary bytes are refused as a message, or decoded to one that can be encoded",
    (type, bytes) => {
      let decoded: object;
      try {
        decoded = decodeMessage(Buffer.from(bytes), type);
      } catch (error) {
        expect((error as Error).constructor.name).toBe("ProtobufError");
        return;
      }
      encodeMessage(decoded, type, writer);
    },
  );
});

/** The fields of a message as JSON has them: with those of embedded structs, and of those that they embed. */
function fieldsInJson(type: MessageType): MessageField[] {
  return type.fields.flatMap((field) =>
    field.inline && typeof field.value === "object" ? fieldsInJson(field.value.message) : [field],
  );
}

/** An object with some of the fields of a message. */
function fields(type: MessageType, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const all = fieldsInJson(type);
  return fc
    .subarray(all, { maxLength: Math.min(all.length, 6) })
    .chain((some) => fc.record(Object.fromEntries(some.map((field) => [field.name, fieldValue(field, depth)]))));
}

function fieldValue({ shape, value }: MessageField, depth: number): fc.Arbitrary<unknown> {
  const inner = someValue(value, depth);
  if (shape === "list") return fc.array(inner, { minLength: 1, maxLength: 3 });
  if (shape === "map") return fc.dictionary(fc.string(), inner, { minKeys: 1, maxKeys: 3 });
  return inner;
}

function someValue(type: ValueType, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case "string":
      return fc.string({ unit: "grapheme" });
    case "bytes":
      // Go encodes empty bytes in protobuf and omits them in JSON: after decoding they are absent.
      return fc.uint8Array({ minLength: 1, maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString("base64"));
    case "bool":
      return fc.boolean();
    case "int32":
      return fc.integer();
    case "int64":
      return fc.maxSafeInteger();
    case "uint32":
      return fc.nat();
    case "double":
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
    case "meta.v1.Time":
      return fc
        .integer({ min: -2e9, max: 2e9 })
        .map((seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`);
    case "meta.v1.MicroTime":
      return fc
        .integer({ min: 0, max: 2e9 })
        .map((at) => `${new Date(at * 1000).toISOString().slice(0, 19)}.000${String(at % 1000).padStart(3, "0")}Z`);
    case "resource.Quantity":
      return fc.constantFrom("1", "100m", "1Gi");
    case "intstr.IntOrString":
      return fc.oneof(fc.integer(), fc.string());
    case "apiextensions.v1.JSON":
      return fc
        .jsonValue({ maxDepth: 2 })
        .filter((value) => value !== null)
        .map(withoutMinusZero);
    case "meta.v1.FieldsV1":
    case "runtime.RawExtension":
      return fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })).map(withoutMinusZero);
    case "apiextensions.v1.JSONSchemaPropsOrBool":
      return fc.oneof(fc.boolean(), schemaOf(depth));
    case "apiextensions.v1.JSONSchemaPropsOrArray":
      return fc.oneof(schemaOf(depth), fc.array(schemaOf(depth), { minLength: 1, maxLength: 2 }));
    case "apiextensions.v1.JSONSchemaPropsOrStringArray":
      return fc.oneof(schemaOf(depth), fc.array(fc.string(), { minLength: 1, maxLength: 2 }));
    default:
      if (type.message.isList) return fc.array(fc.string(), { minLength: 1, maxLength: 3 });
      return depth === 0 ? fc.constant({}) : fc.constant(type.message).chain((message) => fields(message, depth - 1));
  }
}

/** JSON has no negative zero. */
function withoutMinusZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function schemaOf(depth: number): fc.Arbitrary<unknown> {
  return depth === 0
    ? fc.constant({})
    : fc.constant("apiextensions.v1.JSONSchemaProps").chain((name) => fields(knownMessage(name), depth - 1));
}

/** What must remain of an object: everything but the zero values of fields that are not pointers. */
function meaningful(type: MessageType, object: Record<string, unknown>): Record<string, unknown> {
  const kept = fieldsInJson(type).flatMap((field) => {
    const value = object[field.name];
    const isZero = value === "" || value === 0 || value === false;
    if (value === undefined || (!field.pointer && field.zeroIsAbsent && isZero)) return [];
    const nested = typeof field.value === "object" && !field.value.message.isList ? field.value.message : undefined;
    if (nested === undefined)
      return typeof field.value === "string" && field.value.includes("JSONSchemaProps") ? [] : [[field.name, value]];
    const strip = (inner: unknown) => meaningful(nested, inner as Record<string, unknown>);
    if (field.shape === "list") return [[field.name, (value as unknown[]).map(strip)]];
    if (field.shape === "one") return [[field.name, strip(value)]];
    return [
      [field.name, Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, strip(inner)]))],
    ];
  });
  return Object.fromEntries(kept);
}
