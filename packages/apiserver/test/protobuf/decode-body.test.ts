import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { ProtobufWriter } from "../../src/open-api/protobuf-writer.js";
import { decodeProtobufBody } from "../../src/protobuf/decode-body.js";
import { ProtobufError } from "../../src/protobuf/reader.js";
import { protobufBody } from "../support/protobuf.js";

const core = ({ kind }: { kind: string }) => `io.k8s.api.core.v1.${kind}`;
const message = () => new ProtobufWriter();

describe("decodeProtobufBody", () => {
  it("reads fields, embedded messages, lists, numbers that are texts too, and quantities", () => {
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

  it("reads bytes as base64, an empty time as null, and maps with empty values", () => {
    const secret = message()
      .message(1, message().text(1, "s").message(8, message()))
      .message(2, message().text(1, "k").text(2, "v"))
      .message(2, message().text(1, "__proto__"))
      .text(3, "Opaque");
    const decoded = decodeProtobufBody(protobufBody("v1", "Secret", secret), core);
    expect(decoded).toMatchObject({ metadata: { name: "s", creationTimestamp: null }, type: "Opaque" });
    expect(Object.entries(decoded.data as object)).toEqual([
      ["k", "dg=="],
      ["__proto__", ""],
    ]);
  });

  it("leaves out fields that the schemas do not know", () => {
    const pod = message().message(1, message().text(1, "p").text(99, "new")).text(77, "newer");
    expect(decodeProtobufBody(protobufBody("v1", "Pod", pod), core)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p" },
    });
  });

  it("says only what it is of a body of a kind that is not wanted here", () => {
    expect(decodeProtobufBody(protobufBody("v1", "Pod", message()), () => undefined)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
    });
  });

  it("refuses what does not begin as a protobuf body", () => {
    expect(() => decodeProtobufBody(Buffer.from("{}"), core)).toThrow(/does not appear to be a protobuf message/);
  });

  const whole = protobufBody(
    "v1",
    "Pod",
    message().message(1, message().text(1, "p")).message(2, message().integer(4, 30)),
  );
  test.prop([fc.uint8Array({ maxLength: 80 }), fc.nat({ max: whole.length })])(
    "refuses any broken message as such, and never with another error",
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
