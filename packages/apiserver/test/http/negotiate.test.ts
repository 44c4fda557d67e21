import { describe, expect, it } from "vitest";
import { Negotiator, wantsPretty } from "../../src/http/negotiate.js";

const table = "application/json;as=Table;v=v1;g=meta.k8s.io";

describe("Negotiator", () => {
  const resources = new Negotiator("resources");
  const documents = new Negotiator("none");

  it.each([
    [undefined, { mediaType: "application/json" }],
    ["", { mediaType: "application/json" }],
    ["*/*", { mediaType: "application/json" }],
    ["application/yaml", { mediaType: "application/yaml" }],
    ["application/vnd.kubernetes.protobuf,application/json", { mediaType: "application/json" }],
    [`${table},application/json`, { mediaType: "application/json", transform: { kind: "Table", version: "v1" } }],
    [
      "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
      { transform: { kind: "PartialObjectMetadataList" } },
    ],
    [`application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,${table}`, { transform: { kind: "Table" } }],
    ["application/json;stream=watch", { mediaType: "application/json" }],
    ["application/json;as=Table;v=v9;g=meta.k8s.io,application/json", { mediaType: "application/json" }],
    ["application/json;pretty=1", { pretty: true }],
  ])("%s", (accept, expected) => {
    expect(resources.negotiate(accept)).toMatchObject(expected);
  });

  it("refuses with 406 when nothing that is asked for can be given", () => {
    const status: unknown = expect.objectContaining({ code: 406, reason: "NotAcceptable" });
    const refusal = { status };
    expect(() => resources.negotiate("application/vnd.kubernetes.protobuf")).toThrow(expect.objectContaining(refusal));
    expect(() => resources.negotiate("application/json;as=Thing;v=v1;g=meta.k8s.io")).toThrow(
      expect.objectContaining(refusal),
    );
    expect(() => documents.negotiate(table)).toThrow(expect.objectContaining(refusal));
  });

  it("answers a refusal in JSON whatever is asked for", () => {
    expect(documents.orJson("image/png")).toEqual({ mediaType: "application/json", pretty: false });
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
