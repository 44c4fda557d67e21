import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WorkQueue } from "../../src/engine/work-queue.js";

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("add" as const), key: fc.constantFrom("a", "b", "c", "d") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("take" as const), key: fc.constant("") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("done" as const), key: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("forget" as const), key: fc.nat(3) }) },
);

describe("WorkQueue", () => {
  it("CM-2: each key is queued once, in order of arrival, and never taken while it is processed", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new WorkQueue();
        const waiting: string[] = [];
        const processing: string[] = [];
        const again = new Set<string>();
        for (const { do: verb, key } of steps) {
          if (verb === "add") {
            queue.add(key);
            if (processing.includes(key)) again.add(key);
            else if (!waiting.includes(key)) waiting.push(key);
          } else if (verb === "take") {
            const taken = waiting.shift();
            expect(queue.take()).toBe(taken);
            if (taken !== undefined) processing.push(taken);
          } else {
            const [ended] = processing.splice(key % Math.max(processing.length, 1), 1);
            if (ended === undefined) continue;
            const wanted = again.delete(ended);
            if (verb === "forget") expect(queue.forget(ended)).toBe(wanted);
            else {
              queue.done(ended);
              if (wanted) waiting.push(ended);
            }
          }
          expect([queue.ready, queue.depth]).toEqual([waiting.length, waiting.length + again.size]);
        }
      }),
    );
  });
});
