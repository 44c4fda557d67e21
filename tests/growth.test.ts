import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodyCases } from "./growth/body-cases.js";
import { customCases } from "./growth/custom-cases.js";
import { kindCases } from "./growth/kind-cases.js";
import { type MeasuredServer, startMeasuredServer } from "./growth/measured-server.js";
import { metadataCases } from "./growth/metadata-cases.js";
import { patchCases } from "./growth/patch-cases.js";
import { podCases } from "./growth/pod-cases.js";
import { queryCases } from "./growth/query-cases.js";
import { thingDefinition } from "./growth/requests.js";

/** A request that is ten times as large may cost fifteen times as much. */
const mostGrowth = 15;
/** The minimum cost of a small request: below it the processor time is too inaccurate. */
const floorMs = 5;
/**
 * The minimum of this many runs counts: garbage collection, compilation or other programs may disturb some of them, but hardly
 * all.
 */
const mostRuns = 6;

describe("H6 to H9: the work of a request is linear in its length", () => {
  let server: MeasuredServer;
  beforeAll(async () => {
    server = await startMeasuredServer();
    expect((await server.send(thingDefinition)).code).toBe(201);
  });
  afterAll(() => server.close());

  it.each([...bodyCases, ...metadataCases, ...podCases, ...kindCases, ...customCases, ...queryCases, ...patchCases])(
    "$title",
    async (growthCase) => {
      const sizes = [growthCase.size, growthCase.size * 10] as const;
      for (const size of sizes) {
        for (const request of growthCase.before?.(size) ?? []) expect((await server.send(request)).code).toBe(201);
      }
      const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as [number, number];
      for (let run = 0; run < mostRuns && (run < 1 || growthOf(least) > mostGrowth); run++) {
        for (const at of [0, 1] as const) {
          const answer = await server.send(growthCase.request(sizes[at]));
          expect(answer.code, answer.text.slice(0, 300)).not.toBe(500);
          least[at] = Math.min(least[at], answer.cpuMs);
        }
      }
      expect(growthOf(least), `${least.map((cpuMs) => `${cpuMs.toFixed(1)} ms`).join(", then ")}`).toBeLessThan(
        mostGrowth,
      );
    },
  );
});

function growthOf([small, large]: readonly [number, number]): number {
  return large / Math.max(small, floorMs);
}
