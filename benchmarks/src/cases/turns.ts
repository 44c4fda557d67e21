import { ApiClient, type ApiRequest } from "../client/api-client.js";
import type { Benchmark, Cell } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { Program } from "../server/program.js";

/** How long single requests hold the thread that serves everybody. */
export const turns: Benchmark = {
  name: "turns",
  summary: "the longest turn of the event loop for each of the largest requests that are accepted",
  async run(context) {
    const fields = context.quick ? 900 : 90_000;
    const runs = context.quick ? 1 : context.runs;
    const program = await Program.start(["--nodes", "0"], { withTurns: true });
    const client = await ApiClient.connect(program.access);
    const rows: Cell[][] = [];
    try {
      for (const { path, body } of prepared(fields)) await client.accept({ method: "POST", path, body });
      for (const [title, request] of largest(fields)) {
        const longest: number[] = [];
        for (let run = 0; run < runs; run++) {
          await program.takeTurns();
          const { status } = await client.send(request);
          if (status >= 300) throw new Error(`${title}: ${status}`);
          longest.push((await program.takeTurns()).longestMs);
        }
        rows.push([title, rounded(Math.min(...longest)), rounded(median(longest)), rounded(Math.max(...longest))]);
        context.say(`${title}: ${longest.map(rounded).join(", ")}`);
      }
    } finally {
      client.close();
      await program.stop();
    }
    const parsing = parsingMs(fields).map(rounded);
    return [
      {
        title: `The longest turn of requests with ${fields.toLocaleString("en")} fields, in processor ms`,
        columns: ["request", "least of the runs", "median", "most"],
        rows,
        notes: [`${runs} runs. One JSON.parse of such a body in the same minute: ${parsing.join(", ")} ms.`],
      },
    ];
  },
};

const maps = "/api/v1/namespaces/default/configmaps";
const things = "/apis/bench.example/v1/namespaces/default/things";
const deployments = "/apis/apps/v1/namespaces/default/deployments";

/** What the requests below change or read. */
function prepared(fields: number): readonly { readonly path: string; readonly body: unknown }[] {
  const properties = { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  const version = { name: "v1", served: true, storage: true };
  const spec = {
    group: "bench.example",
    scope: "Namespaced",
    names: { plural: "things", kind: "Thing" },
    versions: [{ ...version, schema: { openAPIV3Schema: { type: "object", properties } } }],
  };
  return [
    {
      path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      body: { metadata: { name: "things.bench.example" }, spec },
    },
    { path: maps, body: map("small", 1) },
    { path: maps, body: map("large", fields) },
    { path: deployments, body: deployment(Math.ceil(fields / 4.5)) },
  ];
}

/** The requests, most of them dry runs, so that each finds the same state. */
function largest(fields: number): readonly (readonly [title: string, request: ApiRequest])[] {
  const dry = "dryRun=All&fieldManager=bench";
  const added = record("v", Math.floor(fields / 2));
  const patch = (type: string, path: string, body: unknown): ApiRequest => ({
    method: "PATCH",
    path: `${path}?${dry}`,
    contentType: `application/${type}`,
    body,
  });
  const thing = { apiVersion: "bench.example/v1", kind: "Thing", metadata: { name: "new" }, spec: record("v", fields) };
  const yaml = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\ndata:\n${lines(Math.floor(fields / 2))}`;
  const replace = { op: "replace", path: "/data/k0", value: "w" };
  const grow = { op: "add", path: "/data", value: added };
  return [
    ["create a ConfigMap", { method: "POST", path: `${maps}?${dry}`, body: map("new", fields) }],
    ["create a ConfigMap, half of the fields, YAML", { ...post(`${maps}?${dry}`, yaml) }],
    ["create a custom object", { method: "POST", path: `${things}?${dry}`, body: thing }],
    ["create a Pod", { method: "POST", path: `/api/v1/namespaces/default/pods?${dry}`, body: pod(fields) }],
    ["update every field", { method: "PUT", path: `${maps}/large?${dry}`, body: map("large", fields, "w") }],
    ["merge patch of one field", patch("merge-patch+json", `${maps}/large`, { data: { k0: "w" } })],
    ["merge patch of half of the fields", patch("merge-patch+json", `${maps}/small`, { data: added })],
    ["strategic patch of one field", patch("strategic-merge-patch+json", `${maps}/large`, { data: { k0: "w" } })],
    ["strategic patch of half of the fields", patch("strategic-merge-patch+json", `${maps}/small`, { data: added })],
    ["JSON patch of one field", patch("json-patch+json", `${maps}/large`, [replace])],
    ["JSON patch of half of the fields", patch("json-patch+json", `${maps}/small`, [grow])],
    ["apply half of the fields", patch("apply-patch+yaml", `${maps}/new`, map("new", Math.floor(fields / 2)))],
    [
      "update a Deployment with a fourth as many variables",
      { method: "PUT", path: `${deployments}/large?${dry}`, body: deployment(Math.ceil(fields / 4.5), "w") },
    ],
    ["get in JSON", { method: "GET", path: `${maps}/large` }],
    ["get in YAML", { method: "GET", path: `${maps}/large`, accept: "application/yaml" }],
    ["get in protobuf", { method: "GET", path: `${maps}/large`, accept: "application/vnd.kubernetes.protobuf" }],
    ["list in JSON", { method: "GET", path: maps }],
    ["list in YAML", { method: "GET", path: maps, accept: "application/yaml" }],
    ["list in protobuf", { method: "GET", path: maps, accept: "application/vnd.kubernetes.protobuf" }],
    ["delete", { method: "DELETE", path: `${maps}/large?dryRun=All` }],
  ];
}

function post(path: string, text: string): ApiRequest {
  return { method: "POST", path, text, contentType: "application/yaml" };
}

function record(value: string, count: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));
}

function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => `  k${index}: v\n`).join("");
}

function map(name: string, fields: number, value = "v"): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: record(value, fields) };
}

function pod(fields: number): object {
  const env = Array.from({ length: Math.floor(fields / 3) }, (_, index) => ({ name: `e${index}`, value: "v" }));
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "new" },
    spec: { containers: [{ name: "c", image: "i", env }] },
  };
}

function deployment(variables: number, value = "v"): object {
  const env = Array.from({ length: variables }, (_, index) => ({ name: `e${index}`, value }));
  const labels = { app: "large" };
  const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "i", env }] } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "large" },
    spec: { replicas: 0, selector: { matchLabels: labels }, template },
  };
}

/** Processor time of this process for parsing such a body, five times. */
function parsingMs(fields: number): readonly number[] {
  const text = JSON.stringify(map("new", fields));
  return Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    JSON.parse(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
}
