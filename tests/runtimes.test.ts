import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInPage } from "./support/page.js";
import { installedChromium, installedRuntime } from "./support/runtimes.js";
import { installAlone, pack } from "./support/tarballs.js";

const execute = promisify(execFile);

/** The ten-line example of the README, and a custom resource with a pattern and a validation rule, which need both engines. */
const program = `
import { WatchDriver } from "@engenho/core";
import { createReplicaSetController } from "@engenho/replicaset";
import { createMemoryStore } from "@engenho/store-memory";

const store = createMemoryStore();
const stop = new AbortController();
const driver = new WatchDriver(createReplicaSetController({ store }), store);
const running = driver.run(stop.signal);
const labels = { app: "web" };
const template = { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } };
await store.create({ apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "web", namespace: "default" }, spec: { replicas: 3, selector: { matchLabels: labels }, template } });
let pods = 0;
for await (const signal of store.watch({ resourceVersion: "1" })) {
  if (signal.type === "events") pods += signal.events.filter(({ type, object }) => type === "ADDED" && object.kind === "Pod").length;
  if (pods === 3) break;
}
stop.abort();
await running;

const spec = {
  type: "object",
  properties: { name: { type: "string", pattern: "^[a-z]+$" }, min: { type: "integer" }, max: { type: "integer" } },
  "x-kubernetes-validations": [{ rule: "self.min <= self.max", message: "min is above max" }],
};
await store.create({
  apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: { name: "ranges.example.com" },
  spec: {
    group: "example.com", scope: "Namespaced", names: { plural: "ranges", kind: "Range" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object", properties: { spec } } } }],
  },
});
const range = (name, spec) => store.create({ apiVersion: "example.com/v1", kind: "Range", metadata: { name, namespace: "default" }, spec });
const refusal = (promise) => promise.then(() => "created", (error) => error.message);
await range("fine", { name: "abc", min: 1, max: 2 });
const lines = [pods + " pods", await refusal(range("a", { name: "ABC", min: 1, max: 2 })), await refusal(range("b", { name: "abc", min: 2, max: 1 }))];
(globalThis.report ?? console.log)(lines.join("\\n"));
`;

const expected = [
  "3 pods",
  `Range.example.com "a" is invalid: spec.name: Invalid value: "ABC": spec.name in body should match '^[a-z]+$'`,
  `Range.example.com "b" is invalid: spec: Invalid value: "object": min is above max`,
].join("\n");

const bun = installedRuntime("bun");
const deno = installedRuntime("deno");
const chromium = installedChromium();
const nodes = [
  ["this Node", process.execPath],
  ["Node 22", installedRuntime("node22")],
  ["Node 24", installedRuntime("node24")],
] as const;

describe("cases Libraries 1 and 2: core, store-memory and replicaset with both engines of custom resources", () => {
  let project: string;
  let elsewhere: string;
  let file: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), "engenho-runtimes-"));
    elsewhere = await mkdtemp(join(tmpdir(), "engenho-elsewhere-"));
    const folders = [
      "packages/api/types",
      "packages/core",
      "packages/stores/store-memory",
      "packages/controllers/replicas",
      "packages/controllers/replicaset",
    ];
    await installAlone(project, [...(await pack(folders, project)).values()]);
    file = join(project, "program.mjs");
    await writeFile(file, program);
  });

  afterAll(async () => {
    for (const folder of [project, elsewhere]) await rm(folder, { recursive: true, force: true });
  });

  const output = async (command: string, args: readonly string[], cwd = project) =>
    (await execute(command, args, { cwd, timeout: 60_000 })).stdout.trim();

  /** The program and everything it imports in one file, with esbuild's defaults for a platform. */
  const bundle = async (platform: "node" | "browser"): Promise<string> => {
    const outfile = join(elsewhere, `${platform}.mjs`);
    await build({ entryPoints: [file], bundle: true, platform, format: "esm", outfile, logLevel: "error" });
    return outfile;
  };

  it.for(nodes)("run on %s", async ([, node], { skip }) => {
    if (node === undefined) return skip("no such Node is installed");
    expect(await output(node, [file])).toBe(expected);
  });

  it("run on Bun", async ({ skip }) => {
    if (bun === undefined) return skip("no Bun is installed");
    expect(await output(bun, ["run", file])).toBe(expected);
  });

  it("run on Deno", async ({ skip }) => {
    if (deno === undefined) return skip("no Deno is installed");
    expect(await output(deno, ["run", "--no-remote", "--node-modules-dir=manual", file])).toBe(expected);
  });

  it("run in one file bundled by esbuild for Node, with nothing else installed", async () => {
    expect(await output(process.execPath, [await bundle("node")], elsewhere)).toBe(expected);
  });

  it("run in a binary created by bun build --compile", async ({ skip }) => {
    if (bun === undefined) return skip("no Bun is installed");
    const binary = join(elsewhere, "program");
    await execute(bun, ["build", "--compile", file, "--outfile", binary], { cwd: project });
    expect(await output(binary, [], elsewhere)).toBe(expected);
  });

  it("run in a browser, in one file bundled by esbuild, without a stub", async ({ skip }) => {
    if (chromium === undefined) return skip("no Chromium is installed");
    expect(await runInPage(chromium, await readFile(await bundle("browser"), "utf8"))).toBe(expected);
  });
});
