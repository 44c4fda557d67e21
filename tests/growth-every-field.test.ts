import { isStored, type KindDefinition } from "@engenho/registry";
import { standardKinds } from "@engenho/standard-registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledObject } from "../packages/api/apiserver/test/sweep/filled-object.js";
import { collectionsOf, grown } from "./growth/every-collection.js";
import { type MeasuredServer, startMeasuredServer } from "./growth/measured-server.js";
import { post } from "./growth/requests.js";

/** How many of the lists and maps are grown: some in `npm test`, all with `ENGENHO_GROWTH=all`. */
const share = process.env.ENGENHO_GROWTH === "all" ? 1 : 16;
const start = Number(process.env.ENGENHO_PROPERTY_SEED ?? Math.floor(Math.random() * share)) % share;
/** As in growth.test.ts. */
const mostGrowth = 15;
const floorMs = 5;
const mostRuns = 6;

const found = standardKinds()
  .filter(isStored)
  .flatMap((definition) => {
    const { status: _, ...object } = filledObject(definition, 0);
    return collectionsOf(definition.schemaName ?? "", object).map((path) => ({ definition, object, path }));
  });
/** Each list and map of each definition once, in the first object that has it. */
const unique = [...new Map(found.map((each) => [each.path.name, each] as const).reverse()).values()].reverse();
const cases = unique
  .filter((_, index) => index % share === start)
  .flatMap((each) => [true, false].map((distinct) => ({ ...each, distinct, title: titleOf(each, distinct) })));

function titleOf({ definition, path }: (typeof unique)[number], distinct: boolean): string {
  return `${definition.kind}: ${path.name}, ${distinct ? "all different" : "all the same"}`;
}

describe("H9: the work of a request is linear in the length of every list and map of every kind", () => {
  let server: MeasuredServer;
  beforeAll(async () => {
    server = await startMeasuredServer();
  });
  afterAll(() => server.close());

  it.each(cases)("$title", async ({ definition, object, path, distinct }) => {
    const requests = [0.1, 1].map((part) => post(pathOf(definition), grown(object, path.steps, { part, distinct })));
    const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as [number, number];
    const growth = () => least[1] / Math.max(least[0], floorMs);
    for (let run = 0; run < mostRuns && (run < 1 || growth() > mostGrowth); run++) {
      for (const at of [0, 1] as const) {
        const answer = await server.send(requests[at] as (typeof requests)[number]);
        // There are fewer node ports than a Service may have ports.
        if (!answer.text.includes("range is full")) expect(answer.code, answer.text.slice(0, 300)).not.toBe(500);
        least[at] = Math.min(least[at], answer.cpuMs);
      }
    }
    expect(growth(), least.map((cpuMs) => `${cpuMs.toFixed(1)} ms`).join(", then ")).toBeLessThan(mostGrowth);
  });
});

function pathOf({ group, version, plural, namespaced }: KindDefinition): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespaced ? "/namespaces/default" : ""}/${plural}`;
}
