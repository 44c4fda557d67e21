import { isStoreError } from "@engenho/core";
import { schemas } from "@engenho/kinds";
import type { SchemaNode } from "@engenho/machinery";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../src/decode/decode.js";

const kinds: readonly [kind: string, schema: SchemaNode][] = [
  ["Deployment", schemas.definition("io.k8s.api.apps.v1.Deployment") as SchemaNode],
  ["Service", schemas.definition("io.k8s.api.core.v1.Service") as SchemaNode],
  ["Pod", schemas.definition("io.k8s.api.core.v1.Pod") as SchemaNode],
];

const fieldNames = [
  "apiVersion",
  "kind",
  "metadata",
  "spec",
  "status",
  "labels",
  "template",
  "containers",
  "ports",
  "name",
];
const key = fc.oneof(fc.constantFrom(...fieldNames, "__proto__", "constructor", "toString"), fc.string());
const { anyObject } = fc.letrec<{ anyValue: unknown; anyObject: object }>((tie) => ({
  anyValue: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, 0, 1.5, -1, 1e30, "", "1", "2024-01-01T00:00:00Z", Number.NaN, undefined),
    tie("anyObject"),
    fc.array(tie("anyValue"), { maxLength: 3 }),
  ),
  anyObject: fc.array(fc.tuple(key, tie("anyValue")), { maxLength: 6 }).map((entries) => ownFields(entries)),
}));

function ownFields(entries: readonly (readonly [string, unknown])[]): object {
  const object = {};
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return object;
}

describe("for any body", () => {
  it.each(kinds)("decoding a %s throws only StoreErrors, pollutes nothing and is stable", (kind, schema) => {
    const pristine = Object.getOwnPropertyNames(Object.prototype).join();
    fc.assert(
      fc.property(
        anyObject,
        fc.constantFrom("Ignore", "Warn", "Strict" as const),
        fc.boolean(),
        (body, mode, custom) => {
          const fieldValidation = mode as "Ignore" | "Warn" | "Strict";
          const options = { fieldValidation, onWarning: () => {}, kind, custom };
          try {
            const once = decode(body, schema, options);
            expect(decode(once, schema, { ...options, fieldValidation: "Strict" })).toBe(once);
            expect(Object.getPrototypeOf(once)).toBe(Object.prototype);
          } catch (error) {
            expect(isStoreError(error, "BadRequest"), String(error)).toBe(true);
          }
          expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(pristine);
        },
      ),
    );
  });
});
