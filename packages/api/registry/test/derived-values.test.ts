import type { ObjectList, Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { DerivedValues } from "../src/admission/derived-values.js";

const kind = { group: "example.com", kind: "Gadget" };
const keyOf = (group: string, kind: string) => ({ group, kind, namespace: "", name: "x" });

/** A list of as many objects. */
const listOf = (count: number): ObjectList => ({
  items: Array.from({ length: count }, () => ({}) as Stored),
  resourceVersion: "1",
});

describe("a derived value", () => {
  it("is made at the first call, and again only after a write to an object of the kind", () => {
    let lists = 0;
    const values = new DerivedValues({ list: () => listOf(++lists) });
    const count = values.of(kind, (objects) => objects.length);
    expect(lists).toBe(0);
    expect([count(), count()]).toEqual([1, 1]);
    values.committed(keyOf("", "Gadget"));
    values.committed(keyOf("example.com", "Widget"));
    expect(count()).toBe(1);
    values.committed(keyOf("example.com", "Gadget"));
    expect([count(), count()]).toEqual([2, 2]);
  });

  it("of an asynchronous list that ends after a newer one does not replace the newer value", async () => {
    const pending: ((list: ObjectList) => void)[] = [];
    const values = new DerivedValues({ list: () => new Promise((resolve) => pending.push(resolve)) });
    const count = values.of(kind, (objects) => objects.length);
    const older = count();
    values.committed(keyOf("example.com", "Gadget"));
    const newer = count();
    pending[1]?.(listOf(2));
    expect(await newer).toBe(2);
    pending[0]?.(listOf(1));
    expect(await older).toBe(1);
    expect(count()).toBe(2);
  });

  it("whose list failed is made with the next call", async () => {
    let fails = true;
    const values = new DerivedValues({ list: async () => (fails ? Promise.reject(new Error("down")) : listOf(3)) });
    const count = values.of(kind, (objects) => objects.length);
    await expect(count()).rejects.toThrow("down");
    fails = false;
    expect(await count()).toBe(3);
  });
});
