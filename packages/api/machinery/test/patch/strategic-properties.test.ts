import { isStoreError } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patched } from "./toy-kind.js";

/** More runs than other properties, because they are cheap. */
const runs = fc.readConfigureGlobal().numRuns ?? 200;

describe("for any patch", () => {
  const key = fc.constantFrom(
    "name",
    "map",
    "parts",
    "set",
    "union",
    "volumes",
    "$patch",
    "$retainKeys",
    "$setElementOrder/parts",
    "$deleteFromPrimitiveList/set",
    "__proto__",
    "constructor",
  );
  const { object } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(null, "a", "b", 1, "delete", "replace"),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("object"),
    ),
    object: fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map((entries) => {
      const made = {};
      for (const [name, value] of entries)
        Object.defineProperty(made, name, { value, writable: true, enumerable: true, configurable: true });
      return made;
    }),
  }));

  it("applying it throws only StoreErrors, modifies no input and pollutes nothing", () => {
    fc.assert(
      fc.property(object, object, (before, patch) => {
        const untouched = JSON.stringify([before, patch]);
        try {
          patched(before, patch);
        } catch (error) {
          expect(isStoreError(error), String(error)).toBe(true);
        }
        expect(JSON.stringify([before, patch])).toBe(untouched);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 5 * runs },
    );
  });

  const plainItem = fc.record({
    name: fc.constantFrom("a", "b", "c"),
    value: fc.string(),
    set: fc.uniqueArray(fc.constantFrom("x", "y", "z")),
  });
  const plain = fc.record({
    map: fc.dictionary(fc.constantFrom("k", "l"), fc.string()),
    set: fc.uniqueArray(fc.string()),
    parts: fc.uniqueArray(plainItem, { selector: ({ name }) => name }),
  });

  it("a document as a patch is idempotent, and all its values are set", () => {
    fc.assert(
      fc.property(plain, plain, (before, patch) => {
        const once = patched(before, patch) as typeof before;
        expect(patched(once, patch)).toEqual(once);
        expect(once.map).toMatchObject(patch.map);
        expect(once.set).toEqual(expect.arrayContaining(patch.set));
        for (const part of patch.parts)
          expect(once.parts.find(({ name }) => name === part.name)?.value).toBe(part.value);
        for (const part of before.parts) expect(once.parts.some(({ name }) => name === part.name)).toBe(true);
      }),
    );
  });
});
