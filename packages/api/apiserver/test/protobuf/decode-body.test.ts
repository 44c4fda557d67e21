import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { decodeProtobufBody } from "../../src/protobuf/decode-body.js";
import { ProtobufError } from "../../src/protobuf/reader.js";
import { ProtoMessage } from "../support/proto-message.js";
import { protobufBody } from "../support/protobuf.js";

const core = ({ kind }: { kind: string }) => `io.k8s.api.core.v1.${kind}`;
const message = () => new ProtoMessage();

describe("decodeProtobufBody", () => {
  it("decodes fields, embedded messages, lists, IntOrStrings, and quantities", () => {
    const port = message().text(1, "http").integer(3, 8080);
    const httpGet = message().text(1, "/ready").message(2, message().integer(1, 1).text(3, "http"));
    const probe = message().message(1, message().message(2, httpGet)).integer(3, 5);
    const limit = message().text(1, "cpu").message(2, message().text(1, "100m"));
    const container = message()
      .text(1, "web")
      .text(2, "nginx")
      .message(6, port)
      .message(8, message().message(1, limit))
      .message(10, probe);
    const volume = message()
      .text(1, "v")
      .message(2, message().message(19, message().message(1, message().text(1, "conf"))));
    const spec = message().message(1, volume).message(2, container).integer(4, 30);
    const pod = message()
      .message(
        1,
        message()
          .text(1, "p")
          .message(8, message().integer(1, 1700000000))
          .message(11, message().text(1, "app").text(2, "web")),
      )
      .message(2, spec);
    expect(decodeProtobufBody(protobufBody("v1", "Pod", pod), core)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p", creationTimestamp: "2023-11-14T22:13:20Z", labels: { app: "web" } },
      spec: {
        volumes: [{ name: "v", configMap: { name: "conf" } }],
        containers: [
          {
            name: "web",
            image: "nginx",
            ports: [{ name: "http", containerPort: 8080 }],
            resources: { limits: { cpu: "100m" } },
            livenessProbe: { httpGet: { path: "/ready", port: "http" }, timeoutSeconds: 5 },
          },
        ],
        terminationGracePeriodSeconds: 30,
      },
    });
  });

  it("decodes bytes as base64, an empty time as absent, and maps with empty values", () => {
    const secret = message()
      .message(1, message().text(1, "s").message(8, message()))
      .message(2, message().text(1, "k").text(2, "v"))
      .message(2, message().text(1, "__proto__"))
      .text(3, "Opaque");
    const decoded = decodeProtobufBody(protobufBody("v1", "Secret", secret), core);
    expect(decoded).toMatchObject({ metadata: { name: "s" }, type: "Opaque" });
    expect(decoded.metadata).not.toHaveProperty("creationTimestamp");
    expect(Object.entries(decoded.data as object)).toEqual([
      ["k", "dg=="],
      ["__proto__", ""],
    ]);
  });

  const decodeSpec = (spec: ProtoMessage) =>
    decodeProtobufBody(protobufBody("v1", "Pod", message().message(2, spec)), core);

  it("cases API 2: a zero value means absence in a field that is not a pointer, and zero in a pointer", () => {
    const container = message().text(1, "").text(2, "").integer(16, 0).message(8, message());
    const spec = message()
      .message(2, container)
      .text(3, "")
      .integer(4, 0)
      .integer(11, 0)
      .integer(21, 0)
      .text(29, "")
      .message(14, message().message(1, message()));
    expect(decodeSpec(spec)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      spec: {
        // The name has no omitempty, so Go's JSON always contains it. An empty struct is written as {}.
        containers: [{ name: "", resources: {} }],
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        runtimeClassName: "",
        securityContext: { seLinuxOptions: {} },
      },
    });
  });

  it("a later zero overrides an earlier value of the same field", () => {
    expect(decodeSpec(message().text(10, "node").text(10, ""))).toMatchObject({ spec: {} });
  });

  it("merges messages that are split over several fields, and decodes packed numbers", () => {
    const part = (index: number, value: number) => message().message(14, message().integer(index, value));
    const groups = message().bytes(4, Buffer.from([1, 0x80, 1, 2]));
    const spec = Buffer.concat([part(2, 7).finish(), part(6, 9).finish(), message().message(14, groups).finish()]);
    const body = protobufBody("v1", "Pod", message().bytes(2, spec));
    expect(decodeProtobufBody(body, core).spec).toEqual({
      securityContext: { runAsUser: 7, runAsGroup: 9, supplementalGroups: [1, 128, 2] },
    });
  });

  it.each([
    [Buffer.from([0x23, 0x0a, 0x01, 0x61, 0x1b, 0x1c, 0x24]), "a group within a group"],
    [Buffer.from([0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x25, 1, 2, 3, 4]), "fixed widths"],
  ])("skips unknown fields of every kind (%#: %s)", (unknown) => {
    // Number 4 of a Pod is unused.
    const pod = Buffer.concat([unknown, message().message(1, message().text(1, "p")).finish()]);
    const envelope = message().message(1, message().text(1, "v1").text(2, "Pod")).bytes(2, pod).finish();
    expect(decodeProtobufBody(Buffer.concat([Buffer.from("k8s\0"), envelope]), core)).toMatchObject({
      metadata: { name: "p" },
    });
  });

  it.each([
    ["an end of a group that never started", [0x24], /end group/],
    ["a group that never ends", Array<number>(5000).fill(0x23), /unexpected EOF/],
    ["a varint of eleven bytes", [0x20, ...Array<number>(11).fill(0xff)], /integer overflow/],
    ["a length beyond the end", [0x22, 0xff, 0xff, 0xff, 0xff, 0x07], /unexpected EOF/],
    ["a negative length", [0x22, ...Array<number>(9).fill(0xff), 0x01], /negative length/],
    ["number 0", [0x02, 0x00], /illegal tag 0/],
    ["an invalid wire type", [0x27], /illegal wireType 7/],
    ["a number where a message is expected", [0x08, 0x01], /wrong wireType = 0/],
  ])("refuses %s", (_, bytes, expected) => {
    const envelope = message().message(1, message().text(1, "v1").text(2, "Pod")).bytes(2, Buffer.from(bytes)).finish();
    const body = Buffer.concat([Buffer.from("k8s\0"), envelope]);
    expect(() => decodeProtobufBody(body, core)).toThrow(expected);
    expect(() => decodeProtobufBody(body, core)).toThrow(ProtobufError);
  });

  it("an envelope without a kind has the expected one; a body without either is refused", () => {
    const body = protobufBody("", "", message().message(1, message().text(1, "p")));
    expect(decodeProtobufBody(body, () => "io.k8s.api.core.v1.Pod")).toEqual({ metadata: { name: "p" } });
    expect(() => decodeProtobufBody(Buffer.alloc(0), core)).toThrow("empty data");
    expect(() => decodeProtobufBody(Buffer.from("k8s\0"), core)).toThrow("empty body");
  });

  it("drops fields that the schemas do not have", () => {
    const pod = message().message(1, message().text(1, "p").text(99, "new")).text(77, "newer");
    expect(decodeProtobufBody(protobufBody("v1", "Pod", pod), core)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p" },
    });
  });

  it("only returns the type of a body whose kind is not expected", () => {
    expect(decodeProtobufBody(protobufBody("v1", "Pod", message()), () => undefined)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
    });
  });

  it("refuses what does not begin like a protobuf body", () => {
    expect(() => decodeProtobufBody(Buffer.from("{}"), core)).toThrow(/does not appear to be a protobuf message/);
  });

  const whole = protobufBody(
    "v1",
    "Pod",
    message().message(1, message().text(1, "p")).message(2, message().integer(4, 30)),
  );

  describe("schemas of custom resources", () => {
    const schemas = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
    const decodeSchema = (schema: ProtoMessage) => decodeProtobufBody(protobufBody("", "", schema), () => schemas);
    /** A schema without a type as Go writes it: every field that is not a pointer. */
    const zero = (type: string) =>
      message().text(1, "").text(2, "").text(4, "").text(5, type).text(6, "").text(7, "").integer(10, 0).integer(12, 0);

    it("cases API 2: zero values mean absence in schemas, lists of schemas, schemas or booleans, and schemas or strings", () => {
      const schema = zero("object")
        .message(24, message().message(1, zero("string")))
        .message(29, message().text(1, "one").message(2, zero("string")))
        .message(30, message().integer(1, 1).message(2, zero("integer")))
        .message(
          32,
          message()
            .text(1, "a")
            .message(2, message().message(1, zero(""))),
        )
        .message(32, message().text(1, "b").message(2, message().text(2, "c")))
        .message(33, message().integer(1, 0))
        .message(8, message().bytes(1, Buffer.from('{"id":"","zero":0,"none":null}')))
        .message(20, message().bytes(1, Buffer.from("null")));
      expect(decodeSchema(schema)).toEqual({
        type: "object",
        items: { type: "string" },
        properties: { one: { type: "string" } },
        additionalProperties: { type: "integer" },
        dependencies: { a: {}, b: ["c"] },
        additionalItems: false,
        default: { id: "", zero: 0, none: null },
        enum: [null],
      });
      const several = message().message(24, message().message(2, zero("string")).message(2, zero("integer")));
      expect(decodeSchema(several)).toEqual({ items: [{ type: "string" }, { type: "integer" }] });
    });

    it("refuses unlimited nesting of schemas", () => {
      let schema = message().text(5, "array");
      for (let level = 0; level < 300; level++) schema = message().message(24, message().message(1, schema));
      expect(() => decodeSchema(schema)).toThrow("nested too deeply");
    });
  });

  test.prop([fc.uint8Array({ maxLength: 80 }), fc.nat({ max: whole.length })])(
    "refuses every malformed message with a ProtobufError, and never another error",
    (noise, cut) => {
      for (const body of [
        Buffer.concat([whole.subarray(0, cut), noise]),
        Buffer.concat([Buffer.from("k8s\0"), noise]),
      ]) {
        try {
          decodeProtobufBody(body, core);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }
    },
  );
});
