import { isStoreError, type KubernetesObject, type Stored } from "@engenho/core";
import { schemas } from "@engenho/kinds";
import type { SchemaNode } from "@engenho/machinery";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { union } from "../../src/apply/fields/field-set.js";
import { rootAtomOf } from "../../src/apply/typed/atom.js";
import { compare } from "../../src/apply/typed/compare.js";
import { merge } from "../../src/apply/typed/merge.js";
import { removeItems } from "../../src/apply/typed/remove-items.js";
import { finished } from "../../src/work/long-work.js";
import { applyServerSide, recordUpdate } from "./apply-at-once.js";

const schema = schemas.definition("io.k8s.api.core.v1.Service") as SchemaNode;
const atom = rootAtomOf(schema);
const nowMs = Date.UTC(2024, 0, 1);

const port = fc.record(
  {
    port: fc.constantFrom(80, 81),
    protocol: fc.constantFrom("TCP", "UDP"),
    name: fc.constantFrom("a", "b"),
    nodePort: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ["port"] },
);
const ports = fc.uniqueArray(port, { selector: (one) => `${one.port} ${one.protocol ?? "TCP"}`, minLength: 1 });
const labels = fc.dictionary(fc.constantFrom("a", "b", "__proto__", "constructor"), fc.constantFrom("1", "2"), {
  minKeys: 1,
});
const spec = fc.record(
  {
    ports,
    selector: labels,
    type: fc.constantFrom("ClusterIP", "NodePort"),
    externalIPs: fc.array(fc.constantFrom("1", "2")),
  },
  { requiredKeys: [] },
);
const service = fc
  .record(
    {
      metadata: fc.record(
        { labels, finalizers: fc.uniqueArray(fc.constantFrom("x/a", "x/b"), { minLength: 1 }) },
        { requiredKeys: [] },
      ),
      spec,
    },
    { requiredKeys: ["metadata"] },
  )
  .map(
    (fields) =>
      ({
        apiVersion: "v1",
        kind: "Service",
        ...fields,
        metadata: { name: "s", ...fields.metadata },
      }) as KubernetesObject,
  );

const apply = (
  live: KubernetesObject | undefined,
  config: KubernetesObject,
  manager: string,
  force = true,
): KubernetesObject => applyServerSide({ live: live as Stored | undefined, config, manager, force, schema, nowMs });

const nothing = { apiVersion: "v1", kind: "Service", metadata: { name: "s" } } as KubernetesObject;
const plain = (object: KubernetesObject): unknown => {
  const { managedFields: _entries, ...metadata } = object.metadata;
  return sorted({ ...object, metadata });
};

/** Whether applying `own` takes fields over from others. */
function conflicts(before: KubernetesObject, own: KubernetesObject): boolean {
  try {
    apply(before, own, "a", false);
    return false;
  } catch (error) {
    if (isStoreError(error, "Conflict")) return true;
    throw error;
  }
}

/**
 * Ignores the order of list items and fields, and empty maps, because what becomes empty is removed although another manager
 * owns it that way.
 */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .filter(([, inner]) => JSON.stringify(inner) !== "{}")
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

describe("for any applied configurations", () => {
  it("applying again changes nothing", () => {
    fc.assert(
      fc.property(service, service, (first, second) => {
        const once = apply(apply(undefined, first, "a"), second, "b");
        expect(apply(once, second, "b", false)).toBe(once);
      }),
    );
  });

  it("applying nothing afterwards leaves no trace", () => {
    fc.assert(
      fc.property(service, service, (own, other) => {
        const before = apply(undefined, other, "b");
        const withOwn = apply(before, own, "a");
        const after = apply(withOwn, nothing, "a");
        expect(after.metadata.managedFields?.some(({ manager }) => manager === "a") ?? false).toBe(false);
        if (!conflicts(before, own)) expect(plain(after)).toEqual(plain(before));
      }),
    );
  });

  it("the first creator owns nothing after applying nothing", () => {
    fc.assert(
      fc.property(service, (config) => {
        expect(plain(apply(apply(undefined, config, "a"), nothing, "a"))).toEqual(plain(nothing));
      }),
    );
  });

  it("all values of the last applier are set, and inputs are unmodified", () => {
    fc.assert(
      fc.property(service, service, (first, second) => {
        const untouched = JSON.stringify([first, second]);
        const next = apply(apply(undefined, first, "a"), second, "b");
        expect(finished(merge(atom, next, second))).toBe(next);
        expect(JSON.stringify([first, second])).toBe(untouched);
      }),
    );
  });

  it("no missing field is owned", () => {
    fc.assert(
      fc.property(service, service, service, (first, second, third) => {
        const applied = apply(apply(undefined, first, "a"), second, "b");
        const after = { ...third, metadata: { ...applied.metadata, ...third.metadata } };
        const next = recordUpdate({ before: applied, after, manager: "u", schema, nowMs, apiVersion: "v1" });
        const again = apply(next, second, "b");
        for (const entry of again.metadata.managedFields ?? []) {
          const text = JSON.stringify(entry.fieldsV1);
          for (const [, name] of text.matchAll(/"f:(\w+)"/g)) expect(JSON.stringify(again)).toContain(`"${name}"`);
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });
});

describe("for any two objects", () => {
  it("the comparison is complete: removing what was removed and merging the other results in the other", () => {
    fc.assert(
      fc.property(service, service, (before, after) => {
        const { removed, added, modified } = finished(compare(atom, before, after));
        const kept = finished(removeItems(atom, before, removed));
        expect(sorted(finished(merge(atom, kept, after)))).toEqual(sorted(after));
        const reverse = finished(compare(atom, after, before));
        expect(reverse.removed).toEqual(added);
        expect(reverse.added).toEqual(removed);
        expect(reverse.modified).toEqual(modified);
        expect(union(union(removed, added), modified).size === 0).toBe(
          JSON.stringify(sorted(before)) === JSON.stringify(sorted(after)),
        );
      }),
    );
  });
});
