import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryOf } from "../benchmarks/src/cases/crds-memory.js";
import { definitions } from "../benchmarks/src/world/definitions.js";
import { type MeasuredServer, startMeasuredServer } from "./growth/measured-server.js";
import { crds } from "./growth/requests.js";
import { parsingMs, processorMs, TurnMeter } from "./growth/turn-meter.js";

const count = 194;
const bytesEach = 30_000;
/** In a cluster with many definitions, one more may cost this many times as much as in an empty one. */
const mostGrowth = 2.5;
/** The longest turn, as a multiple of {@link parsingMs}: 20 ms on a quiet machine. */
const mostOfParsing = 0.8;

/** What was measured of some requests in a row. */
interface Measured {
  /** Processor time of each. */
  readonly costs: readonly number[];
  /** The longest turn of the event loop during each and the following fetch of /openapi/v2. */
  readonly turns: readonly number[];
}

describe(`cases Cost: ${count} definitions come and go`, () => {
  let server: MeasuredServer;
  let created: Measured;
  let deleted: Measured;
  let unitMs: number;

  /** One request after the other; in between, the document that kubectl fetches before an apply. */
  async function measure(requests: readonly Parameters<MeasuredServer["send"]>[0][]): Promise<Measured> {
    const costs: number[] = [];
    const turns: number[] = [];
    const meter = new TurnMeter();
    for (const request of requests) {
      const before = processorMs();
      meter.start();
      const { code } = await server.send(request);
      expect(code).toBeLessThan(300);
      costs.push(processorMs() - before);
      await server.send({ method: "GET", path: "/openapi/v2", headers: { "accept-encoding": "gzip" } });
      turns.push(meter.stop());
    }
    return { costs, turns };
  }

  beforeAll(async () => {
    server = await startMeasuredServer();
    await server.send({ method: "GET", path: "/openapi/v2" });
    unitMs = parsingMs();
    const all = [...definitions(count, bytesEach)];
    created = await measure(all.map(({ text: body }) => ({ method: "POST", path: crds, body })));
    deleted = await measure(all.map(({ name }) => ({ method: "DELETE", path: `${crds}/${name}` })));
  });
  afterAll(() => server.close());

  it("creating the last costs as much as creating the first ones", () => {
    expect(middle(created.costs.slice(-40)) / middle(created.costs.slice(10, 50))).toBeLessThan(mostGrowth);
  });

  it(`deleting the first of ${count} costs as much as deleting the last ones`, () => {
    expect(middle(deleted.costs.slice(0, 40)) / middle(deleted.costs.slice(-40))).toBeLessThan(mostGrowth);
  });

  // A pause of the garbage collector or of the machine lengthens a few turns; what the server does lengthens all.
  it.each(["created", "deleted"] as const)("no other client waits while they are %s", (which) => {
    const { turns } = which === "created" ? created : deleted;
    expect(middle(turns) / unitMs).toBeLessThan(mostOfParsing);
  });
});

it(`cases Cost: ${count} definitions take less than 2.5 times the memory of their JSON, with all documents and deleted again`, async () => {
  const { gc } = globalThis;
  setFlagsFromString("--expose-gc");
  globalThis.gc = runInNewContext("gc") as NonNullable<typeof gc>;
  try {
    const { rows } = await memoryOf(definitions(count, bytesEach));
    for (const [title, , timesTheJson] of rows) expect(timesTheJson, String(title)).toBeLessThan(2.5);
    expect(rows).toHaveLength(3);
  } finally {
    globalThis.gc = gc;
  }
});

/** The median. */
function middle(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] as number;
}
