import { describe, expect, it } from "vitest";
import type { FieldSet } from "../../src/apply/fields/field-set.js";
import { deducedAtom } from "../../src/apply/typed/atom.js";
import { compare } from "../../src/apply/typed/compare.js";
import { merge } from "../../src/apply/typed/merge.js";
import { removeItems } from "../../src/apply/typed/remove-items.js";
import { fieldSetOf } from "../../src/apply/typed/to-field-set.js";
import { applyPatch } from "../../src/patch/index.js";
import { finished, type LongWork } from "../../src/work/long-work.js";

/** How many fields of the input are read between two places where others may have their turn. */
const mostFieldsPerPiece = 3_000;

let reads = 0;

/** An object with these fields that counts what is read of it. */
function counted(fields: Record<string, unknown>): Record<string, unknown> {
  return new Proxy(fields, {
    get(target, key) {
      reads++;
      return Reflect.get(target, key);
    },
  });
}

function record(count: number, value: (index: number) => unknown, prefix = "k"): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, value(index)]));
}

const schema = {
  type: "object",
  properties: {
    data: { type: "object", additionalProperties: { type: "string" } },
    list: {
      type: "array",
      items: { type: "object", properties: { name: { type: "string" }, value: { type: "string" } } },
      "x-kubernetes-patch-merge-key": "name",
      "x-kubernetes-patch-strategy": "merge",
    },
  },
} as const;
const options = { schema, strategicAllowed: true };

const strings = (count: number, prefix?: string) => record(count, () => "v", prefix);
const items = (count: number, value: string) =>
  Array.from({ length: count }, (_, index) => ({ name: `n${index}`, value }));

function belowData(fields: Record<string, unknown>): FieldSet {
  return new Map([["f:data", { member: false, children: finished(fieldSetOf(deducedAtom, fields)) }]]);
}

const works: readonly [name: string, work: (count: number) => LongWork<unknown>][] = [
  [
    "a merge patch of new fields",
    (n) => applyPatch({ data: { a: "" } }, { type: "merge", value: { data: counted(strings(n)) } }, options),
  ],
  [
    "a merge patch of one of many fields",
    (n) => applyPatch({ data: counted(strings(n)) }, { type: "merge", value: { data: { k1: "w" } } }, options),
  ],
  [
    "a strategic merge patch of new fields",
    (n) => applyPatch({ data: { a: "" } }, { type: "strategic", value: { data: counted(strings(n)) } }, options),
  ],
  [
    "a strategic merge patch of list items",
    (n) => applyPatch({ list: items(n, "v") }, { type: "strategic", value: { list: items(n, "w") } }, options),
  ],
  [
    "a JSON patch of many operations",
    (n) =>
      applyPatch(
        { data: {} },
        {
          type: "json",
          value: Array.from({ length: n / 2 }, (_, index) => ({ op: "add", path: `/data/k${index}`, value: "v" })),
        },
        options,
      ),
  ],
  ["the fields of an apply", (n) => fieldSetOf(deducedAtom, { data: counted(strings(n)) })],
  [
    "the merge of an apply",
    (n) => merge(deducedAtom, { data: counted(strings(n)) }, { data: counted(strings(n, "o")) }),
  ],
  [
    "the comparison of two states",
    (n) => compare(deducedAtom, { data: counted(strings(n)) }, { data: counted(strings(n, "o")) }),
  ],
  [
    "the removal of fields that nobody owns any more",
    (n) => removeItems(deducedAtom, { data: counted(strings(n)) }, belowData(strings(n / 2))),
  ],
];

/** The steps of the work, and the most reads within one of them. The first step is one pass over the sent value. */
function walk(work: LongWork<unknown>): { readonly steps: number; readonly most: number } {
  let [steps, most] = [0, 0];
  for (let step = work.next(); step.done !== true; step = work.next()) {
    if (steps > 0) most = Math.max(most, reads);
    steps++;
    reads = 0;
  }
  return { steps, most: Math.max(most, reads) };
}

describe("H6: a large write is done in pieces, whatever its form", () => {
  it.each(works)("%s", (_, work) => {
    const [small, large] = [walk(work(4_000)), walk(work(16_000))];
    expect(small.most).toBeLessThan(mostFieldsPerPiece);
    expect(large.most).toBeLessThan(mostFieldsPerPiece);
    expect(large.steps / small.steps).toBeGreaterThan(2.5);
  });

  it("a small write pauses at most once", () => {
    const steps = works.map(([, work]) => walk(work(10)).steps);
    expect(Math.max(...steps)).toBeLessThanOrEqual(1);
  });
});
