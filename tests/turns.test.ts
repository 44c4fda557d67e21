import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GrowthRequest, type MeasuredServer, startMeasuredServer } from "./growth/measured-server.js";
import {
  apply,
  crd,
  crds,
  create,
  map,
  maps,
  patch,
  pod,
  pods,
  post,
  record,
  thing,
  things,
  times,
} from "./growth/requests.js";
import { parsingMs, TurnMeter } from "./growth/turn-meter.js";

/** The longest turn that a request may take, as a multiple of {@link parsingMs}: 50 ms on a quiet machine. */
const mostOfParsing = 2;
/** The shortest of this many runs counts: garbage collection, compilation or other programs may disturb some of them. */
const mostRuns = 8;

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
      free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
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
const fields = (count: number) => record(count, () => "v");
const containersWith = (variables: number) => ({
  containers: [{ name: "c", image: "i", env: times(variables, (index) => ({ name: `e${index}`, value: "v" })) }],
});
const inYaml = (count: number) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${times(count, (index) => `  k${index}: v\n`).join("")}`;
/** An expression of almost 100,000 characters, the most that is allowed. */
const longExpression = (list: string) =>
  times(95_000 / (list.length + 16), (index) => `${list}.all(x,x!=${index})`).join("&&");
const shortList = { type: "array", maxItems: 10, items: { type: "integer" } };
const admission = "/apis/admissionregistration.k8s.io/v1";
const matchRules = [{ apiGroups: ["apps"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["deployments"] }];
const policy = (validations: readonly object[]) => ({
  metadata: { name: "p" },
  spec: { failurePolicy: "Fail", matchConstraints: { resourceRules: matchRules }, validations },
});
const hooks = times(160, (hook) => ({
  name: `h${hook}.example.com`,
  clientConfig: { url: "https://127.0.0.1:1" },
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
  matchConditions: times(64, (index) => ({
    name: `c${index}`,
    expression: `object.metadata.name != 'h${hook}-${index}'`,
  })),
}));
/** A read in this format. */
const answered = (path: string, accept: string): GrowthRequest => ({ method: "GET", path, headers: { accept } });
const keyed = times(10_000, (index) => ({ a: `k${index}` }));

describe("H6: other requests are answered while a long one is processed", () => {
  let server: MeasuredServer;
  beforeAll(async () => {
    server = await startMeasuredServer();
    expect((await server.send(definition)).code).toBe(201);
    const large = { data: fields(90_000) };
    for (const [name, content] of [
      ["small", {}],
      ["large", large],
    ] as const) {
      expect((await server.send(create(maps, map(1, content, { name })))).code).toBe(201);
    }
  });
  afterAll(() => server.close());

  it.each<[string, GrowthRequest, number]>([
    [
      "validation rules that exhaust their cost limit",
      post(things, thing(1, { rules: { l: times(300, (index) => index) } })),
      422,
    ],
    ["a string whose pattern would take minutes", post(things, thing(1, { pattern: "ab".repeat(500_000) })), 422],
    ["an apply of a list map with 10,000 items", apply(`${things}/t1`, thing(1, { map: keyed })), 201],
    ["a creation of 90,000 fields", post(maps, map(1, { data: fields(90_000) })), 201],
    ["a custom object of 90,000 fields", post(things, thing(1, { free: fields(90_000) })), 201],
    ["a Pod with 30,000 environment variables", post(pods, pod(1, containersWith(30_000))), 201],
    ["45,000 fields in YAML", post(maps, inYaml(45_000), "application/yaml"), 201],
    ["a merge patch of 45,000 fields", patch("merge-patch+json", `${maps}/small`, { data: fields(45_000) }), 200],
    ["a merge patch of one of 90,000 fields", patch("merge-patch+json", `${maps}/large`, { data: { k0: "w" } }), 200],
    [
      "a strategic merge patch of 45,000 fields",
      patch("strategic-merge-patch+json", `${maps}/small`, { data: fields(45_000) }),
      200,
    ],
    [
      "a strategic merge patch of one of 90,000 fields",
      patch("strategic-merge-patch+json", `${maps}/large`, { data: { k0: "w" } }),
      200,
    ],
    [
      "a JSON patch of 45,000 fields",
      patch("json-patch+json", `${maps}/small`, [{ op: "add", path: "/data", value: fields(45_000) }]),
      200,
    ],
    [
      "a JSON patch of one of 90,000 fields",
      patch("json-patch+json", `${maps}/large`, [{ op: "replace", path: "/data/k0", value: "w" }]),
      200,
    ],
    ["45,000 fields, applied", apply(`${maps}/applied`, map(1, { data: fields(45_000) }, { name: "applied" })), 201],
    ["an object of 90,000 fields in YAML", answered(`${maps}/large`, "application/yaml"), 200],
    ["a list with it in YAML", answered(maps, "application/yaml"), 200],
    ["a list with it in protobuf", answered(maps, "application/vnd.kubernetes.protobuf"), 200],
    [
      "a definition with a rule of 95 kB",
      post(crds, crd({ l: { ...shortList, "x-kubernetes-validations": [{ rule: longExpression("self") }] } })),
      201,
    ],
    [
      "a policy with 15,000 expressions",
      post(
        `${admission}/validatingadmissionpolicies`,
        policy(times(15_000, (index) => ({ expression: `object.spec.replicas != ${index}` }))),
      ),
      201,
    ],
    [
      "a policy with an expression of 95 kB",
      post(`${admission}/validatingadmissionpolicies`, policy([{ expression: longExpression("object") }])),
      201,
    ],
    [
      "webhooks with 10,000 match conditions",
      post(`${admission}/validatingwebhookconfigurations`, { metadata: { name: "w" }, webhooks: hooks }),
      201,
    ],
    ["a body of three megabytes of numbers", post(maps, `[${"1,".repeat(1_500_000)}1]`), 413],
  ])("%s", async (_, request, code) => {
    const meter = new TurnMeter();
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < mostRuns && least > mostOfParsing; run++) {
      const unit = parsingMs();
      meter.start();
      const answer = await server.send(request);
      least = Math.min(least, meter.stop() / unit);
      expect(answer.code, answer.text.slice(0, 300)).toBe(code);
    }
    expect(least).toBeLessThanOrEqual(mostOfParsing);
  });
});
