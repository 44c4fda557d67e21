import type { Stored } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import type { RequestTurns } from "../../machinery/src/work/work-turns.js";
import type { Resource } from "../src/model/resource.js";
import { type DecodeWriteOptions, decodeAndDefault as decodeInTurns } from "../src/verbs/decode-and-default.js";

const schema: SchemaNode = {
  type: "object",
  properties: {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    spec: { type: "object", properties: { size: { type: "integer" } } },
    status: { type: "object", properties: { ready: { type: "boolean" } } },
  },
};
const spec = Object.freeze({ size: 1 });
const current: Stored & { readonly spec: object } = {
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name: "one", uid: "u-1", resourceVersion: "1" },
  spec,
};
const sent = (status: unknown) => ({ ...current, metadata: { name: "one" }, status });

/** Without yielding to other requests. */
function decodeAndDefault(resource: Resource, sent: unknown, options: DecodeWriteOptions): unknown {
  return decodeInTurns(resource, sent, options, {
    betweenPhases: () => undefined,
  } as Partial<RequestTurns> as RequestTurns);
}

/** A resource with this schema, which counts accesses to it. */
function resourceOf(readSchema: (reads: number) => SchemaNode): Resource {
  let reads = 0;
  const resource = {
    kind: "Thing",
    custom: false,
    strategy: {},
    defaultedFields: [],
    get schema() {
      return readSchema(++reads);
    },
  };
  return resource as Partial<Resource> as Resource;
}

describe("decoding of an update that shares parts with the stored object", () => {
  it("keeps the shared parts, by identity", () => {
    const taken = decodeAndDefault(
      resourceOf(() => schema),
      sent({ ready: true }),
      { write: {}, current },
    );
    expect(taken).toHaveProperty("spec", spec);
    expect((taken as { spec: unknown }).spec).toBe(spec);
    expect(taken).toHaveProperty("status", { ready: true });
  });

  it("refuses with the same message as for the whole object", () => {
    const resource = resourceOf(() => schema);
    const refusal = (options: object) => {
      try {
        decodeAndDefault(resource, sent({ ready: 7 }), { write: {}, ...options });
      } catch (error) {
        return error;
      }
    };
    expect(refusal({})).toMatchObject({ name: "StoreError", code: "BadRequest" });
    expect(refusal({ current })).toEqual(refusal({}));
  });

  it("rethrows other errors, instead of decoding the whole object", () => {
    const bug = new TypeError("a bug in decoding");
    const resource = resourceOf((reads) => {
      if (reads === 1) throw bug;
      return schema;
    });
    expect(() => decodeAndDefault(resource, sent({ ready: true }), { write: {}, current })).toThrow(bug);
  });
});
