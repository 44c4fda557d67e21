import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { ListMemo, type Stored } from "../../src/index.js";

const item = (name: string, namespace = "default"): Stored => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace, uid: `uid of ${name}`, resourceVersion: "1" },
});

describe("ListMemo", () => {
  it("derives only from items that the previous list did not contain", () => {
    const memo = new ListMemo<Stored, string>();
    const [a, b, c] = [item("a"), item("b"), item("c")];
    const seen: Stored[] = [];
    const derive = (each: Stored) => {
      seen.push(each);
      return each.metadata.name.toUpperCase();
    };
    expect(memo.derive([a, b, c], derive)).toEqual(["A", "B", "C"]);
    seen.length = 0;
    const newB = item("b");
    const added = item("bb");
    expect(memo.derive([newB, added, c], derive)).toEqual(["B", "BB", "C"]);
    expect(seen).toEqual([newB, added]);
  });

  it("distinguishes objects of the same name in different namespaces", () => {
    const memo = new ListMemo<Stored, string>();
    const [inA, inB] = [item("x", "a"), item("x", "b")];
    const derive = ({ metadata }: Stored) => metadata.namespace ?? "";
    memo.derive([inA, inB], derive);
    expect(memo.derive([inB], derive)).toEqual(["b"]);
    expect(memo.derive([inA, inB], derive)).toEqual(["a", "b"]);
  });

  const names = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 12 });
  const lists = fc.array(fc.tuple(names, names), { maxLength: 8 });

  test.prop([lists])("gives the same result as without a cache, for any sequence of lists", (steps) => {
    const memo = new ListMemo<Stored, Stored>();
    const current = new Map<number, Stored>();
    for (const [toggled, changed] of steps) {
      for (const name of toggled) {
        if (!current.delete(name)) current.set(name, item(`n${String(name).padStart(2, "0")}`));
      }
      for (const name of changed) {
        if (current.has(name)) current.set(name, item(`n${String(name).padStart(2, "0")}`));
      }
      const list = [...current].sort(([left], [right]) => left - right).map(([, each]) => each);
      const derived = memo.derive(list, (each) => each);
      expect(derived).toHaveLength(list.length);
      for (const [index, each] of derived.entries()) expect(each).toBe(list[index]);
    }
  });
});
