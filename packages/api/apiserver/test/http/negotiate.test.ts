import { describe, expect, it } from "vitest";
import { Negotiator, wantsPretty } from "../../src/http/negotiate.js";

const protobuf = "application/vnd.kubernetes.protobuf";
const table = "application/json;as=Table;v=v1;g=meta.k8s.io";

describe("Negotiator", () => {
  it("caches few of the headers that clients send, and no long ones", () => {
    const negotiator = new Negotiator("documents");
    negotiator.negotiate(`application/json;q=0.${"1".repeat(600)}`);
    expect(negotiator.remembered).toBe(0);
    for (let index = 0; index < 1000; index++) negotiator.negotiate(`application/json, text/x-${index}`);
    expect(negotiator.remembered).toBe(256);
  });

  const resources = new Negotiator("built-in kinds");
  const customKinds = new Negotiator("custom kinds");
  const documents = new Negotiator("documents");

  it.each([
    [undefined, { mediaType: "application/json" }],
    ["", { mediaType: "application/json" }],
    ["*/*", { mediaType: "application/json" }],
    ["application/yaml", { mediaType: "application/yaml" }],
    ["application/vnd.kubernetes.protobuf,application/json", { mediaType: protobuf }],
    ["application/json,application/vnd.kubernetes.protobuf", { mediaType: "application/json" }],
    ["application/vnd.kubernetes.protobuf;q=0.5,application/json;q=0.4", { mediaType: protobuf }],
    ["application/vnd.kubernetes.protobuf;stream=watch", { mediaType: protobuf }],
    ["application/yaml;stream=watch,application/vnd.kubernetes.protobuf", { mediaType: protobuf }],
    ["application/*", { mediaType: "application/json" }],
    [
      `application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json`,
      { mediaType: protobuf, transform: { kind: "PartialObjectMetadata", version: "v1" } },
    ],
    [`${table},application/json`, { mediaType: "application/json", transform: { kind: "Table", version: "v1" } }],
    [
      "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
      { transform: { kind: "PartialObjectMetadataList" } },
    ],
    [
      `application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,${table}`,
      { mediaType: "application/json", transform: { kind: "Table" } },
    ],
    ["application/json;stream=watch", { mediaType: "application/json" }],
    ["application/json;as=Table;v=v9;g=meta.k8s.io,application/json", { mediaType: "application/json" }],
    ["application/json;pretty=1", { pretty: true }],
  ])("%s", (accept, expected) => {
    expect(resources.negotiate(accept)).toMatchObject(expected);
  });

  it("refuses with 406 when nothing acceptable can be produced", () => {
    const status: unknown = expect.objectContaining({ code: 406, reason: "NotAcceptable" });
    const refusal = { status };
    expect(() => customKinds.negotiate(protobuf)).toThrow(expect.objectContaining(refusal));
    expect(() => resources.negotiate(`${protobuf};as=Table;v=v1;g=meta.k8s.io`)).toThrow(
      expect.objectContaining(refusal),
    );
    expect(() => resources.negotiate("application/json;as=Thing;v=v1;g=meta.k8s.io")).toThrow(
      expect.objectContaining(refusal),
    );
    expect(() => documents.negotiate(table)).toThrow(expect.objectContaining(refusal));
  });

  it("represents custom resources in protobuf only by their metadata", () => {
    expect(customKinds.negotiate(`${protobuf},application/json`).mediaType).toBe("application/json");
    const metadata = customKinds.negotiate(`${protobuf};as=PartialObjectMetadataList;v=v1;g=meta.k8s.io`);
    expect(metadata).toMatchObject({ mediaType: protobuf, transform: { kind: "PartialObjectMetadataList" } });
  });

  it("returns errors in the requested media type, otherwise in indented JSON", () => {
    expect(documents.orJson("image/png")).toEqual({ mediaType: "application/json", pretty: true });
    expect(documents.orJson(protobuf)).toEqual({ mediaType: protobuf, pretty: false });
    expect(documents.orJson(undefined)).toEqual({ mediaType: "application/json", pretty: false });
  });
});

describe("wantsPretty", () => {
  it.each([
    ["true", undefined, true],
    ["1", undefined, true],
    ["false", "curl/8", false],
    [null, "curl/8", true],
    [null, "Mozilla/5.0 (X11)", true],
    [null, "kubectl/v1.32", false],
    [null, undefined, false],
  ])("pretty=%s from %s: %s", (pretty, userAgent, expected) => {
    expect(wantsPretty(pretty, userAgent)).toBe(expected);
  });
});
