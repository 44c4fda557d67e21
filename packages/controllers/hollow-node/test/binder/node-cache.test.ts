import type { Node, ObjectMeta, Pod, Stored } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NodeCache } from "../../src/binder/node-cache.js";

describe("the node cache", () => {
  const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } }) as Stored<Node>;
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" } } as Pod;

  it("finds the node of an event without looking at the others", () => {
    let reads = 0;
    const counted = (name: string) =>
      ({
        apiVersion: "v1",
        kind: "Node",
        get metadata() {
          reads++;
          return { name } as ObjectMeta;
        },
      }) as Stored<Node>;
    const known = Array.from({ length: 1_000 }, (_, index) => counted(`n${index}`));
    const cache = new NodeCache();
    cache.replaceNodes(known);
    reads = 0;
    for (const previous of known) cache.observe({ type: "MODIFIED", object: previous, previous });
    for (const previous of known) cache.observe({ type: "DELETED", object: previous, previous });
    expect(reads).toBeLessThan(10_000);
    expect(cache.place(pod)).toEqual({ type: "none", message: "no nodes available to schedule pods" });
  });

  it("places pods on each known node and on no other, whatever the events were", () => {
    const step = fc.record({ type: fc.constantFrom("ADDED", "MODIFIED", "DELETED"), number: fc.nat(5) });
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(5)), fc.array(step), (first, steps) => {
        const cache = new NodeCache();
        cache.replaceNodes(first.map((number) => node(`n${number}`)));
        const known = new Set(first.map((number) => `n${number}`));
        for (const { type, number } of steps) {
          const object = node(`n${number}`);
          if (type === "ADDED") cache.observe({ type, object });
          else cache.observe({ type: type as "MODIFIED" | "DELETED", object, previous: object });
          if (type === "DELETED") known.delete(`n${number}`);
          else known.add(`n${number}`);
        }
        const used = new Set<string>();
        for (let index = 0; index < known.size; index++) {
          const placement = cache.place(pod);
          if (placement.type === "none") throw new Error(placement.message);
          used.add(placement.name);
          cache.addPod({
            ...pod,
            metadata: { name: "p", uid: `u${index}` },
            spec: { nodeName: placement.name },
          } as never);
        }
        expect(used).toEqual(known);
        if (known.size === 0) expect(cache.place(pod).type).toBe("none");
      }),
    );
  });
});
