import { silentLogger, systemClock } from "@engenho/core";
import { RecordingLogger } from "@engenho/core/testing";
import { describe as published } from "@engenho/kinds/descriptions";
import { standardKinds } from "@engenho/standard-registry";
import { describe, expect, it } from "vitest";
import { CurrentKinds } from "../../src/catalogue/kind-table.js";
import { inflated } from "../../src/encoding/deflated-part.js";
import { Documents, type OpenApiDocument } from "../../src/open-api/documents.js";
import { RemoteMerge } from "../../src/open-api/remote/merge.js";
import { customKind } from "../support/custom-kind.js";

const group = "wardle.example.com";
const root = `/apis/${group}/v1`;
const ref = (name: string) => ({ $ref: `#/definitions/${name}` });
const gvk = (kind: string, version = "v1") => ({ group, version, kind });
const path = (definition: string) => ({ get: { responses: { 200: { description: "OK", schema: ref(definition) } } } });

/** A document with paths of two group versions. */
const swagger = {
  swagger: "2.0",
  paths: {
    [`${root}/flunders`]: { ...path("Flunder"), parameters: [{ $ref: "#/parameters/p" }] },
    "/apis/wardle.example.com/v2/flunders": path("OtherFlunder"),
    "/version/": path("Version"),
  },
  definitions: {
    Flunder: { type: "object", properties: { spec: ref("Spec") } },
    Spec: { type: "string" },
    OtherFlunder: { properties: { spec: ref("OtherSpec") } },
    OtherSpec: {},
    Version: {},
    Unused: { type: "integer" },
  },
  parameters: { p: { in: "query", name: "p", schema: ref("FromParameter") } },
};

const bytes = (document: unknown) => Buffer.from(JSON.stringify(document));
const add = (merge: RemoteMerge, document: unknown, version = "v1") =>
  merge.add({ group, version, v2: bytes(document) });
const nothing = { hasPath: () => false, definition: () => undefined, parameter: () => undefined };

describe("what a remote service adds to /openapi/v2 (upstream: kube-openapi aggregator)", () => {
  it("are the paths of its group version, and the definitions that they use or that nothing uses", () => {
    const merge = new RemoteMerge(nothing);
    add(merge, swagger);
    expect([...merge.paths.keys()]).toEqual([`${root}/flunders`]);
    expect([...merge.definitions.keys()].sort()).toEqual(["Flunder", "Spec", "Unused"]);
    expect([...merge.parameters.keys()]).toEqual(["p"]);
  });

  it("are no paths that there are already, and none of the group version of another service", () => {
    const merge = new RemoteMerge({ ...nothing, hasPath: (each) => each === `${root}/flunders` });
    add(merge, swagger);
    expect(merge.paths.size).toBe(0);
    expect(merge.definitions.size).toBe(0);
    add(merge, swagger, "v3");
    expect(merge.paths.size).toBe(0);
  });

  it("have another name where theirs is that of something else, but not for other kinds alone", () => {
    const own: Record<string, object> = {
      Flunder: { type: "array" },
      Spec: { type: "string", "x-kubernetes-group-version-kind": [{ group: "", version: "v1", kind: "Spec" }] },
    };
    const merge = new RemoteMerge({
      ...nothing,
      definition: (name) => own[name] as never,
      parameter: (name) => (name === "p" ? { in: "path" } : undefined),
    });
    const spec = { type: "string", "x-kubernetes-group-version-kind": [gvk("Spec")] };
    add(merge, { ...swagger, definitions: { ...swagger.definitions, Spec: spec, Flunder_v2: { type: "null" } } });
    expect(merge.paths.get(`${root}/flunders`)).toEqual({
      ...path("Flunder_v3"),
      parameters: [{ $ref: "#/parameters/p_v2" }],
    });
    expect(merge.definitions.get("Flunder_v3")).toEqual(swagger.definitions.Flunder);
    expect(merge.definitions.get("Flunder_v2")).toEqual({ type: "null" });
    expect(merge.definitions.has("Spec")).toBe(false);
    expect(merge.kinds.get("Spec")).toEqual([{ group: "", version: "v1", kind: "Spec" }, gvk("Spec")]);
    expect([...merge.parameters.keys()]).toEqual(["p_v2"]);
  });

  it("are used again where another service has the same, as it has written them", () => {
    const own = { Spec: { type: "number" } } as const;
    const merge = new RemoteMerge({ ...nothing, definition: (name) => (name === "Spec" ? own.Spec : undefined) });
    const second = { ...swagger, paths: { "/apis/wardle.example.com/v2/flunders": path("Flunder") } };
    add(merge, swagger);
    add(merge, second, "v2");
    expect(merge.definitions.get("Spec_v2")).toEqual({ type: "string" });
    expect(merge.definitions.has("Spec_v3")).toBe(false);
    // The first one refers to Spec_v2 by now.
    expect(merge.paths.get("/apis/wardle.example.com/v2/flunders")).toEqual(path("Flunder_v2"));
    expect(merge.definitions.get("Flunder_v2")).toEqual({ type: "object", properties: { spec: ref("Spec_v2") } });
  });

  it.each([
    ["no JSON", ""],
    ["no object", "null"],
    ["no paths", '{"paths": 1}'],
    ["nonsense", `{"paths": {"${root}/x": 1, "${root}/y": {"get": []}}, "definitions": [1], "parameters": {"p": 1}}`],
    ["depths", `{"paths": {"${root}/x": {}}, "definitions": {"a": ${"[".repeat(50_000)}${"]".repeat(50_000)}}}`],
  ])("are nothing that breaks anything: $0", (_what, text) => {
    const merge = new RemoteMerge(nothing);
    try {
      merge.add({ group, version: "v1", v2: Buffer.from(text) });
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
    expect(() => JSON.stringify([...merge.paths])).not.toThrow();
  });
});

describe("/openapi/v2 with remote services", () => {
  const all = [...standardKinds(), customKind()];
  const kinds = new CurrentKinds({ definitions: () => all });
  const text = ({ parts }: OpenApiDocument) => Buffer.concat([...inflated(parts)]);
  const open = (logger = silentLogger) => new Documents({ clock: systemClock, version: "v1.34.0", logger }, published);
  const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";

  it("has all of both, in JSON and in protobuf, and is itself again without them", async () => {
    const documents = open();
    const before = await documents.version2(kinds.table, "json");
    const own = JSON.parse(text(before).toString());
    const definitions = {
      [`${group}.Flunder`]: {
        type: "object",
        required: ["spec", 1],
        maxProperties: -1,
        properties: { metadata: ref(`${meta}.ObjectMeta`), status: ref(`${meta}.Status`) },
        "x-kubernetes-group-version-kind": [gvk("Flunder")],
      },
      [`${meta}.ObjectMeta`]: { type: "object", description: "of another time" },
      [`${meta}.Status`]: { ...own.definitions[`${meta}.Status`], "x-kubernetes-group-version-kind": [gvk("Status")] },
    };
    const paths = { [`${root}/flunders`]: path(`${group}.Flunder`) };
    const remote = [{ name: "v1", group, version: "v1", v2: bytes({ swagger: "2.0", paths, definitions }) }];
    const merged = JSON.parse(text(await documents.version2(kinds.table, "json", remote)).toString());
    expect(Object.keys(merged.paths)).toEqual([...Object.keys(own.paths), `${root}/flunders`]);
    expect(Object.keys(merged.definitions)).toEqual([
      ...Object.keys(own.definitions),
      `${group}.Flunder`,
      `${meta}.ObjectMeta_v2`,
    ]);
    expect(merged.definitions[`${group}.Flunder`].properties.metadata).toEqual(ref(`${meta}.ObjectMeta_v2`));
    const { "x-kubernetes-group-version-kind": statusKinds, ...status } = merged.definitions[`${meta}.Status`];
    expect(statusKinds).toContainEqual(gvk("Status"));
    expect(own.definitions[`${meta}.Status`]).toMatchObject(status);

    const protobuf = text(await documents.version2(kinds.table, "protobuf", remote)).toString("latin1");
    expect(protobuf).toContain(`${root}/flunders`);
    expect(protobuf).toContain(`#/definitions/${meta}.ObjectMeta_v2`);
    expect((await documents.version2(kinds.table, "json")).etag).toBe(before.etag);
  });

  it("is the same document for the same services, and made anew for others", async () => {
    const documents = open();
    const one = [{ name: "v1", group, version: "v1", v2: bytes(swagger) }];
    const first = await documents.version2(kinds.table, "json", one);
    expect(await documents.version2(kinds.table, "json", one)).toBe(first);
    const other = await documents.version2(kinds.table, "json", [{ ...one[0], v2: bytes({ paths: {} }) } as never]);
    expect(other.etag).not.toBe(first.etag);
  });

  it("is complete when a service has published nonsense, which is logged", async () => {
    const logger = new RecordingLogger();
    const documents = open(logger as never);
    const wrong = { name: "v2.wrong", group, version: "v2", v2: Buffer.from("no") };
    const right = { name: "v1.right", group, version: "v1", v2: bytes(swagger) };
    const merged = JSON.parse(text(await documents.version2(kinds.table, "json", [wrong, right])).toString());
    expect(merged.paths).toHaveProperty([`${root}/flunders`]);
    expect(logger.lines).toMatchObject([{ level: "warn", fields: { name: "v2.wrong" } }]);
  });
});
