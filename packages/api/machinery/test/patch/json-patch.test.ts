import { isStoreError } from "@engenho/core";
import fc from "fast-check";
import jsonpatch from "fast-json-patch";
import { describe, expect, it } from "vitest";
import { applySmallPatch } from "../../src/patch/index.js";

const document = {
  metadata: { labels: { a: "1", "x/y": "2", "t~z": "3" } },
  spec: { list: [1, 2, 3], nested: { deep: { deeper: true } } },
};

function patched(operations: readonly unknown[], before: unknown = document): unknown {
  return applySmallPatch(before, { type: "json", value: operations }, { strategicAllowed: true });
}

function refusal(action: () => unknown): { code: string; message: string; reason: string | undefined } {
  try {
    action();
  } catch (error) {
    if (isStoreError(error))
      return { code: error.code, message: error.message, reason: (error.cause as Error | undefined)?.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a JSON Patch", () => {
  it.each<[string, unknown[], unknown]>([
    [
      "adds a field",
      [{ op: "add", path: "/metadata/labels/b", value: "2" }],
      { metadata: { labels: { a: "1", "x/y": "2", "t~z": "3", b: "2" } } },
    ],
    [
      "adds null without a value",
      [{ op: "add", path: "/metadata/x" }],
      { metadata: { labels: document.metadata.labels, x: null } },
    ],
    [
      "decodes ~1 and ~0",
      [
        { op: "remove", path: "/metadata/labels/x~1y" },
        { op: "remove", path: "/metadata/labels/t~0z" },
      ],
      { metadata: { labels: { a: "1" } } },
    ],
    [
      "inserts into a list",
      [{ op: "add", path: "/spec/list/1", value: 9 }],
      { spec: { ...document.spec, list: [1, 9, 2, 3] } },
    ],
    [
      "appends to a list",
      [{ op: "add", path: "/spec/list/-", value: 9 }],
      { spec: { ...document.spec, list: [1, 2, 3, 9] } },
    ],
    [
      "counts negative indexes from the end",
      [{ op: "replace", path: "/spec/list/-1", value: 9 }],
      { spec: { ...document.spec, list: [1, 2, 9] } },
    ],
    ["removes from a list", [{ op: "remove", path: "/spec/list/0" }], { spec: { ...document.spec, list: [2, 3] } }],
    [
      "replaces an absent field, as upstream's library does",
      [{ op: "replace", path: "/metadata/labels/new", value: "n" }],
      { metadata: { labels: { ...document.metadata.labels, new: "n" } } },
    ],
    [
      "moves",
      [{ op: "move", from: "/spec/list", path: "/metadata/list" }],
      { metadata: { labels: document.metadata.labels, list: [1, 2, 3] }, spec: { nested: document.spec.nested } },
    ],
    [
      "copies",
      [{ op: "copy", from: "/spec/nested/deep", path: "/spec/again" }],
      { spec: { ...document.spec, again: { deeper: true } } },
    ],
    [
      "continues after a test",
      [
        { op: "test", path: "/spec/list", value: [1, 2, 3] },
        { op: "remove", path: "/spec/list" },
      ],
      { spec: { nested: document.spec.nested } },
    ],
    ["an absent field equals null in a test", [{ op: "test", path: "/spec/none", value: null }], {}],
  ])("%s", (_, operations, expected) => {
    const before = JSON.stringify(document);
    expect(patched(operations)).toEqual({ ...document, ...(expected as object) });
    expect(JSON.stringify(document)).toBe(before);
  });

  it("replaces the whole document", () => {
    expect(patched([{ op: "replace", path: "", value: { a: 1 } }])).toEqual({ a: 1 });
  });

  it.each<[string, unknown]>([
    ["a failing test", { op: "test", path: "/spec/list", value: [1, 2] }],
    ["a test of an absent field", { op: "test", path: "/spec/none", value: 1 }],
    ["a missing parent", { op: "add", path: "/spec/none/x", value: 1 }],
    ["removal of an absent field", { op: "remove", path: "/spec/none" }],
    ["removal of the whole document", { op: "remove", path: "" }],
    ["an index past the end", { op: "add", path: "/spec/list/4", value: 1 }],
    ["replacement past the end", { op: "replace", path: "/spec/list/3", value: 1 }],
    ["an index before the start", { op: "remove", path: "/spec/list/-4" }],
    ["an index with a leading zero", { op: "replace", path: "/spec/list/01", value: 1 }],
    ["an index that is a word", { op: "add", path: "/spec/list/first", value: 1 }],
    ["removal of an inherited property", { op: "remove", path: "/toString" }],
    ["a path through the prototype", { op: "add", path: "/constructor/prototype/polluted", value: 1 }],
    ["a path through __proto__", { op: "add", path: "/__proto__/polluted", value: 1 }],
    ["a path without a slash", { op: "add", path: "spec", value: 1 }],
    ["a path through a string", { op: "add", path: "/metadata/labels/a/b", value: 1 }],
    ["a move from a missing path", { op: "move", from: "/spec/none", path: "/spec/x" }],
    ["a move into itself", { op: "move", from: "/spec/nested", path: "/spec/nested/deep/x" }],
    ["a copy from a missing path", { op: "copy", from: "/none/none", path: "/spec/x" }],
    ["an unknown operation", { op: "merge", path: "/spec" }],
    ["no operation", { path: "/spec" }],
    ["no path", { op: "remove" }],
    ["no from", { op: "copy", path: "/spec" }],
  ])("%s is Invalid, and the client does not get the reason", (_, operation) => {
    const { code, message, reason } = refusal(() => patched([operation]));
    expect(code).toBe("Invalid");
    expect(message).toBe("the server rejected our request due to an error in our request");
    expect(reason).not.toBe("");
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each<[unknown, string]>([
    [{ op: "add" }, "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"],
    ["text", "error decoding patch: json: cannot unmarshal string into Go value of type []handlers.jsonPatchOp"],
    [[1], "error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp"],
    [
      [{ op: 1 }],
      "error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string",
    ],
  ])("%j is a BadRequest", (value, message) => {
    expect(refusal(() => patched(value as unknown[]))).toMatchObject({ code: "BadRequest", message });
  });

  it("may have at most 10,000 operations", () => {
    const operations = Array.from({ length: 10_000 }, () => ({ op: "test", path: "/spec/list/0", value: 1 }));
    expect(patched(operations)).toBe(document);
    expect(refusal(() => patched([...operations, operations[0]]))).toMatchObject({
      code: "RequestEntityTooLarge",
      message: "The allowed maximum operations in a JSON patch is 10000, got 10001",
    });
  });

  it("must not copy itself to a huge size", () => {
    const operations = Array.from({ length: 60 }, (_, index) => ({ op: "copy", from: "/a", path: `/a/x${index}` }));
    expect(refusal(() => patched(operations, { a: {} }))).toMatchObject({
      code: "Invalid",
      reason: expect.stringContaining("exceeding the limit 3145728"),
    });
  });

  it("treats __proto__ as an ordinary field name", () => {
    const result = patched([{ op: "add", path: "/__proto__", value: { polluted: 1 } }], {}) as object;
    expect(Object.keys(result)).toEqual(["__proto__"]);
    expect((result as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("H9: ten thousand operations on a map take linear time, and keep the fields' order", () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `k${index}`);
    const before = { data: Object.fromEntries(keys.map((key) => [key, "v"])) };
    const removed = keys.filter((_, index) => index % 2 === 0);
    const result = patched(
      [
        ...removed.map((key) => ({ op: "remove", path: `/data/${key}` })),
        ...removed.map((key) => ({ op: "add", path: `/data/${key}`, value: "w" })),
      ],
      before,
    ) as typeof before;
    expect(Object.keys(result.data)).toEqual([...keys.filter((_, index) => index % 2 === 1), ...removed]);
    expect(Object.keys(before.data)).toHaveLength(5000);
  });

  it("H9: refuses operations that move too many items in total", () => {
    const before = { list: Array.from({ length: 100_000 }, (_, index) => index) };
    const operations = Array.from({ length: 4000 }, () => ({ op: "remove", path: "/list/0" }));
    expect(patched(operations.slice(0, 400), before)).toEqual({ list: before.list.slice(400) });
    expect(refusal(() => patched(operations, before))).toMatchObject({ code: "RequestEntityTooLarge" });
  });

  it("copies are independent: changing one does not change the other", () => {
    const result = patched([
      { op: "add", path: "/spec/list/-", value: 4 },
      { op: "copy", from: "/spec", path: "/other" },
      { op: "remove", path: "/other/list/0" },
      { op: "test", path: "/spec/list", value: [1, 2, 3, 4] },
      { op: "move", from: "/spec/list", path: "/list" },
    ]);
    expect(result).toMatchObject({ other: { list: [2, 3, 4] }, list: [1, 2, 3, 4], spec: { nested: {} } });
    expect(document.spec.list).toEqual([1, 2, 3]);
  });

  it("shares unchanged parts, and returns the document itself if nothing changes", () => {
    const result = patched([{ op: "replace", path: "/spec/list/0", value: 7 }]) as typeof document;
    expect(result.metadata).toBe(document.metadata);
    expect(result.spec.nested).toBe(document.spec.nested);
    expect(patched([{ op: "replace", path: "/metadata/labels/a", value: "1" }])).toBe(document);
  });

  it("computed by another library for any two documents transforms one into the other", () => {
    // Through JSON and back: the oracle does not distinguish -0 from 0, and computes no patch between them.
    const value = fc
      .jsonValue({ maxDepth: 4 })
      .map((candidate) => JSON.stringify(candidate))
      .filter((text) => !text.includes("__proto__"))
      .map((text): unknown => JSON.parse(text));
    const object = fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      value,
    );
    fc.assert(
      fc.property(object, object, (before, after) => {
        expect(patched(jsonpatch.compare(before, after), before)).toEqual(after);
      }),
    );
  });
});
