import { isStoreError } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { applySmallPatch } from "../../src/patch/index.js";
import { names, patched, refusal, schema } from "./toy-kind.js";

describe("a strategic merge patch", () => {
  it.each<[string, before: object, patch: object, after: object]>([
    ["sets a field", { name: "a" }, { value: "v" }, { name: "a", value: "v" }],
    ["removes a field by null", { name: "a", value: "v" }, { value: null }, { name: "a" }],
    [
      "drops a null that has nothing to remove, at any level",
      {},
      { value: null, union: { value: null, name: "u" } },
      { union: { name: "u" } },
    ],
    ["merges maps", { map: { a: "1", b: "2" } }, { map: { b: null, c: "3" } }, { map: { a: "1", c: "3" } }],
    ["$patch delete empties a map", { map: { a: "1" } }, { map: { $patch: "delete" } }, { map: {} }],
    [
      "$patch replace replaces a map",
      { union: { name: "a", value: "v" } },
      { union: { $patch: "replace", other: "o" } },
      { union: { other: "o" } },
    ],
    ["$patch replace at the root", { name: "a", value: "v" }, { $patch: "replace", other: "o" }, { other: "o" }],
    ["$patch delete of an absent map adds nothing", {}, { map: { $patch: "delete" } }, {}],
    [
      "a map with the strategy replace is replaced",
      { sealed: { a: "1" } },
      { sealed: { b: "2" } },
      { sealed: { b: "2" } },
    ],
    ["a value of another type is replaced", { map: { a: "1" } }, { map: ["x"] }, { map: ["x"] }],
    ["an atomic list is replaced", { row: ["a", "b"] }, { row: ["c"] }, { row: ["c"] }],
    ["an atomic list of objects is replaced", { atoms: names("a", "b") }, { atoms: names("c") }, { atoms: names("c") }],
    ["a set becomes the union", { set: ["a", "b"] }, { set: ["b", "c"] }, { set: ["a", "b", "c"] }],
    ["a set takes the patch's order", { set: ["a", "b", "c"] }, { set: ["c", "a"] }, { set: ["b", "c", "a"] }],
    ["a set loses its duplicates", { set: ["a", "a", "b"] }, { set: ["b"] }, { set: ["a", "b"] }],
    [
      "items are deleted from a set",
      { set: ["a", "b", "c"] },
      { "$deleteFromPrimitiveList/set": ["b", "x"] },
      { set: ["a", "c"] },
    ],
    [
      "items are deleted from an atomic list of scalars too",
      { row: ["a", "b"] },
      { "$deleteFromPrimitiveList/row": ["a"] },
      { row: ["b"] },
    ],
    ["items are deleted from a missing set", {}, { "$deleteFromPrimitiveList/set": ["b"] }, {}],
    [
      "items are deleted and added at once",
      { set: ["a", "b"] },
      { "$deleteFromPrimitiveList/set": ["a"], set: ["c"] },
      { set: ["c", "b"] },
    ],
    [
      "list items are merged by key",
      { parts: [{ name: "a", value: "1" }, { name: "b" }] },
      { parts: [{ name: "a", other: "o" }] },
      { parts: [{ name: "a", value: "1", other: "o" }, { name: "b" }] },
    ],
    [
      "new list items come before the live ones",
      { parts: names("a") },
      { parts: names("b") },
      { parts: names("b", "a") },
    ],
    [
      "a list item is deleted, with all items of the same name",
      { parts: names("a", "b", "a") },
      { parts: [{ name: "a", $patch: "delete" }] },
      { parts: names("b") },
    ],
    ["$patch replace empties a list", { parts: names("a", "b") }, { parts: [{ $patch: "replace" }] }, { parts: [] }],
    [
      "$patch replace gives a list other items",
      { parts: names("a", "b") },
      { parts: [{ name: "c" }, { $patch: "replace" }] },
      { parts: names("c") },
    ],
    [
      "$patch delete in a list that is not there leaves no trace",
      {},
      { parts: [{ name: "a", $patch: "delete" }, { name: "b" }] },
      { parts: names("b") },
    ],
    [
      "lists within list items are merged",
      { parts: [{ name: "a", set: ["x"], parts: names("k") }] },
      { parts: [{ name: "a", set: ["y"], parts: [{ name: "k", value: "v" }] }] },
      { parts: [{ name: "a", set: ["y", "x"], parts: [{ name: "k", value: "v" }] }] },
    ],
    ["an empty list stays empty", { parts: [] }, { parts: [] }, { parts: [] }],
  ])("%s", (_, before, patch, after) => {
    const untouched = JSON.stringify([before, patch]);
    expect(patched(before, patch)).toEqual(after);
    expect(JSON.stringify([before, patch])).toBe(untouched);
  });
});

describe("$retainKeys", () => {
  it.each<[string, before: object, patch: object, after: object]>([
    [
      "clears what it does not keep",
      { union: { name: "a", value: "v" } },
      { union: { $retainKeys: ["name", "other"], other: "o" } },
      { union: { name: "a", other: "o" } },
    ],
    ["may clear all", { union: { name: "a" } }, { union: { $retainKeys: [] } }, { union: {} }],
    [
      "works in list items",
      { volumes: [{ name: "v", value: "old" }] },
      { volumes: [{ name: "v", other: "new", $retainKeys: ["name", "other"] }] },
      { volumes: [{ name: "v", other: "new" }] },
    ],
    [
      "allows null",
      { union: { name: "a", value: "v" } },
      { union: { $retainKeys: ["name"], value: null } },
      { union: { name: "a" } },
    ],
  ])("%s", (_, before, patch, after) => {
    expect(patched(before, patch)).toEqual(after);
  });

  it("must keep what the patch sets", () => {
    expect(refusal({ union: { name: "a" } }, { union: { $retainKeys: ["name"], value: "v" } })).toEqual([
      "BadRequest",
      "invalid patch format of retainKeys",
    ]);
    expect(refusal({ union: {} }, { union: { $retainKeys: "name" } })).toEqual([
      "BadRequest",
      "invalid patch format of retainKeys",
    ]);
  });
});

describe("$setElementOrder", () => {
  it.each<[string, live: string[], order: string[], patch: object[] | undefined, after: string[]]>([
    ["reorders", ["a", "b", "c"], ["c", "a", "b"], undefined, ["c", "a", "b"]],
    [
      "keeps the positions of other items as far as possible",
      ["a", "x", "b", "y"],
      ["b", "a"],
      undefined,
      ["x", "b", "a", "y"],
    ],
    ["may name missing items", ["a", "c"], ["c", "b", "a"], undefined, ["c", "a"]],
    ["places a new item", ["a", "b"], ["a", "n", "b"], names("n"), ["a", "n", "b"]],
    ["places a new item before other managers'", ["a", "x"], ["a", "n"], names("n"), ["a", "n", "x"]],
    [
      "places a new item after other managers' when another item is deleted",
      ["a", "b", "x"],
      ["b", "n"],
      [{ name: "n" }, { name: "a", $patch: "delete" }],
      ["b", "x", "n"],
    ],
    ["orders a new list", [], ["b", "a"], names("b", "a"), ["b", "a"]],
  ])("%s", (_, live, order, patch, after) => {
    const before = live.length === 0 ? {} : { parts: names(...live) };
    const value = { "$setElementOrder/parts": names(...order), ...(patch === undefined ? {} : { parts: patch }) };
    expect(patched(before, value)).toEqual({ parts: names(...after) });
  });

  it("orders a set, with deleted items", () => {
    const patch = { "$setElementOrder/set": ["c", "n", "a"], "$deleteFromPrimitiveList/set": ["b"], set: ["n"] };
    expect(patched({ set: ["a", "b", "c"] }, patch)).toEqual({ set: ["c", "n", "a"] });
  });

  it("on its own, for a missing list, has no effect", () => {
    expect(patched({ name: "a" }, { "$setElementOrder/parts": names("x") })).toEqual({ name: "a" });
  });

  it("must name the patch's items in their order", () => {
    const patch = { "$setElementOrder/parts": names("a", "b"), parts: names("b", "a") };
    const [code, message] = refusal({ parts: names("a") }, patch);
    expect(code).toBe("InternalError");
    expect(message).toBe(
      "The order in patch list:\n[map[name:b] map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:a] map[name:b]]\n",
    );
  });

  it("may be followed by no directive except deletions", () => {
    const patch = { "$setElementOrder/parts": names("a"), parts: [{ name: "a" }, { $patch: "replace" }] };
    expect(refusal({ parts: names("b") }, patch)[0]).toBe("InternalError");
  });

  it("without a field, or not a list, is a BadRequest", () => {
    const message = "invalid patch format of setElementOrder list";
    expect(refusal({ parts: names("a") }, { $setElementOrder: [] })).toEqual(["BadRequest", message]);
    expect(refusal({ parts: names("a") }, { "$setElementOrder/parts": "a" })).toEqual(["BadRequest", message]);
  });
});

describe("errors as upstream", () => {
  it.each<[string, before: object, patch: unknown, code: string, message: string]>([
    [
      "an item without its merge key",
      { parts: names("a") },
      { parts: [{ value: "v", other: null }] },
      "InternalError",
      "map: map[other:<nil> value:v] does not contain declared merge key: name",
    ],
    [
      "a deletion without its merge key",
      { parts: names("a") },
      { parts: [{ $patch: "delete" }] },
      "InternalError",
      "map: map[$patch:delete] does not contain declared merge key: name",
    ],
    [
      "an unknown directive on a map",
      { map: { a: "1" } },
      { map: { $patch: "shuffle" } },
      "InternalError",
      "unknown patch type: shuffle in map: map[$patch:shuffle]",
    ],
    [
      "an unknown directive on an item",
      { parts: names("a") },
      { parts: [{ name: "a", $patch: "shuffle" }] },
      "InternalError",
      "unknown patch type: shuffle in map: map[$patch:shuffle name:a]",
    ],
    [
      "a merge directive on an item",
      { parts: names("a") },
      { parts: [{ name: "a", $patch: "merge" }] },
      "InternalError",
      "merging lists cannot yet be specified in the patch",
    ],
    [
      "items of two types",
      { parts: names("a") },
      { parts: ["a"] },
      "InternalError",
      "list element types are not identical: [[map[name:a]] [a]]",
    ],
    [
      "lists of lists",
      { parts: [["a"]] },
      { parts: [["b"]] },
      "Invalid",
      "the server rejected our request due to an error in our request",
    ],
    [
      "a deletion list without a field",
      {},
      { $deleteFromPrimitiveList: ["a"] },
      "BadRequest",
      "invalid patch format of primitive list",
    ],
    [
      "a patch that is a list",
      {},
      [],
      "BadRequest",
      "json: cannot unmarshal array into Go value of type map[string]interface {}",
    ],
    [
      "an object below a map's values",
      { map: { a: {} } },
      { map: { a: { b: 1 } } },
      "InternalError",
      "merging an object in json but data type is not struct, instead is: map",
    ],
  ])("%s", (_, before, patch, code, message) => {
    expect(refusal(before, patch)).toEqual([code, message]);
  });

  it("AP-21: a strategic merge patch of a custom resource is an UnsupportedMediaType", () => {
    let found: unknown;
    try {
      applySmallPatch({}, { type: "strategic", value: {} }, { schema, strategicAllowed: false });
    } catch (error) {
      found = error;
    }
    expect(isStoreError(found, "UnsupportedMediaType")).toBe(true);
    expect((found as Error).message).toBe(
      "the body of the request was in an unknown format - accepted media types include: " +
        "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
    );
  });
});
