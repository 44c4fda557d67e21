import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GrowthRequest, type MeasuredServer, startMeasuredServer } from "./growth/measured-server.js";
import { apply, crd, crds, create, map, maps, patch, post, record, thing, things, times } from "./growth/requests.js";

/**
 * Processor time of this process, clients included, between two responses to another client, as a multiple of what the parser of
 * JSON takes for 90,000 fields, which is the longest step that cannot be divided (decision 034): several times the length of a
 * turn, and a fraction of what each of these requests took in one turn. The pieces themselves are counted where they are made.
 */
const mostBetween = 20;

/** Processor time of parsing 90,000 fields, in ms: the shortest of three. */
function parsingMs(): number {
  const text = JSON.stringify(record(90_000, () => "v"));
  return Math.min(
    ...times(3, () => {
      const before = process.cpuUsage();
      JSON.parse(text);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    }),
  );
}

const allPairs = "self.l.all(x, self.l.all(y, x + y >= 0))";
const definition = create(
  crds,
  crd(
    {
      rules: {
        type: "object",
        properties: { l: { type: "array", maxItems: 300, items: { type: "integer" } } },
        "x-kubernetes-validations": times(20, (index) => ({ rule: allPairs, message: `rule ${index}` })),
      },
      pattern: { type: "string", pattern: "((a?){50}b?){15}[0-9]" },
      map: {
        type: "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["a"],
        items: { type: "object", required: ["a"], properties: { a: { type: "string" } } },
      },
    },
    "things",
  ),
);
const keyed = times(10_000, (index) => ({ a: `k${index}` }));

describe("H6: other requests are answered while a long one is processed", () => {
  let server: MeasuredServer;
  beforeAll(async () => {
    server = await startMeasuredServer();
    expect((await server.send(definition)).code).toBe(201);
  });
  afterAll(() => server.close());

  it.each<[string, GrowthRequest, number]>([
    [
      "validation rules that exhaust their cost limit",
      post(things, thing(1, { rules: { l: times(300, (index) => index) } })),
      422,
    ],
    ["a string whose pattern would take minutes", post(things, thing(1, { pattern: "ab".repeat(500_000) })), 422],
    ["a body of 30,000 fields", post(maps, map(1, { data: record(30_000, () => "") })), 201],
    ["an apply of a list map with 10,000 items", apply(`${things}/t1`, thing(1, { map: keyed })), 201],
    [
      "a merge patch of 30,000 fields",
      patch("merge-patch+json", `${maps}/kept`, { data: record(30_000, () => "") }),
      200,
    ],
    ["a creation of 90,000 fields", post(maps, map(1, { data: record(90_000, () => "v") })), 201],
    [
      "a strategic merge patch of 45,000 fields",
      patch("strategic-merge-patch+json", `${maps}/kept`, { data: record(45_000, () => "") }),
      200,
    ],
    [
      "a JSON patch of 45,000 fields",
      patch("json-patch+json", `${maps}/kept`, [{ op: "add", path: "/data", value: record(45_000, () => "") }]),
      200,
    ],
    [
      "45,000 fields, applied",
      apply(`${maps}/applied`, map(1, { data: record(45_000, () => "") }, { name: "applied" })),
      201,
    ],
    ["a body of three megabytes of numbers", post(maps, `[${"1,".repeat(1_500_000)}1]`), 413],
  ])("%s", async (_, request, code) => {
    await server.send(create(maps, { ...map(1), metadata: { name: "kept" } }));
    let isServed = false;
    const serving = server.send(request).finally(() => {
      isServed = true;
    });
    let longest = 0;
    while (!isServed) {
      const watched = await server.send({ method: "GET", path: "/healthz" });
      expect(watched.code).toBe(200);
      longest = Math.max(longest, watched.cpuMs);
    }
    const answer = await serving;
    expect(answer.code, answer.text.slice(0, 300)).toBe(code);
    expect(longest / parsingMs()).toBeLessThan(mostBetween);
  });
});
