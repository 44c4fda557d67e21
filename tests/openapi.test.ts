import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createApiServer } from "@engenho/apiserver";
import { createMemoryStore } from "@engenho/store-memory";
import { beforeAll, describe, expect, it } from "vitest";
import { type Digest, digestOf, factsOfDigest } from "./support/openapi-digest.js";
import { type Facts, factsOf, type Swagger } from "./support/openapi-facts.js";

// What upstream publishes of Kubernetes 1.34, and what is published here. `node scripts/compare-openapi.mjs FILE` compares
// with upstream's own file and writes the digest anew.
const parity = fileURLToPath(new URL("../docs/parity/", import.meta.url));
const digestFile = `${parity}openapi.json`;
const upstreamFile = process.env.ENGENHO_UPSTREAM_OPENAPI;

interface Argument {
  readonly pattern: RegExp;
  readonly reason: string;
}

function readArguments(): readonly Argument[] {
  return readFileSync(`${parity}openapi.tsv`, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"))
    .map(([pattern = "", reason = ""]) => ({ pattern: new RegExp(`^(${pattern})$`), reason }));
}

function readUpstream(): Facts {
  if (upstreamFile === undefined) return factsOfDigest(JSON.parse(readFileSync(digestFile, "utf8")) as Digest);
  const facts = factsOf(JSON.parse(readFileSync(upstreamFile, "utf8")) as Swagger);
  const digest = digestOf(facts);
  writeFileSync(digestFile, `${JSON.stringify(digest)}\n`);
  return factsOfDigest(digest);
}

/** `/apis/apps/v1 deployments` of a fact about one of its paths. */
function resourceOf(key: string): string | undefined {
  const [, root, resource] =
    /(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/watch)?(?:\/namespaces\/\{namespace\})?\/([^/{]+)/.exec(key) ?? [];
  return root === undefined ? undefined : `${root} ${resource}`;
}

/** What upstream says of the kinds that are served, and of what their definitions refer to. */
function relevant(upstream: Facts, ours: Facts): Facts {
  const resources = new Set([...ours.keys()].map(resourceOf));
  const definitions = new Set([...ours.keys()].filter((key) => key.startsWith("definition ")));
  const found = new Map<string, string>();
  for (const [key, value] of upstream) {
    const [sort, name = ""] = key.split(" ");
    if (sort === "definition" || sort === "field") {
      if (definitions.has(`definition ${name}`)) found.set(key, value);
    } else if (sort === "parameter" || !key.includes(" /")) found.set(key, value);
    else if (ours.has(key) || resources.has(resourceOf(key) ?? "none")) found.set(key, value);
  }
  return found;
}

describe("/openapi/v2 beside upstream's", () => {
  let ours: Facts;
  let upstream: Facts;
  let differences: readonly string[];

  beforeAll(async () => {
    const store = createMemoryStore();
    const server = createApiServer({ store, kinds: store, authenticate: () => ({ name: "tester" }) });
    const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
    try {
      const response = await fetch(`http://127.0.0.1:${port}/openapi/v2`);
      ours = factsOf((await response.json()) as Swagger);
    } finally {
      await server.close();
      await store.close();
    }
    upstream = relevant(readUpstream(), ours);
    const keys = [...new Set([...upstream.keys(), ...ours.keys()])];
    differences = keys.filter((key) => upstream.get(key) !== ours.get(key));
  });

  it("says of each kind that is served what upstream says, but where docs/parity/openapi.tsv argues for a difference", () => {
    const argued = readArguments();
    const shown = (key: string) => `${key}\n  upstream: ${upstream.get(key)}\n  here:     ${ours.get(key)}`;
    const line = (key: string) => `${key}: ${upstream.get(key)} -> ${ours.get(key)}`;
    const open = differences.filter((key) => !argued.some(({ pattern }) => pattern.test(line(key))));
    expect(open.map(shown).join("\n")).toBe("");
  });

  it("has no argument left for what does not differ", () => {
    const lines = differences.map((key) => `${key}: ${upstream.get(key)} -> ${ours.get(key)}`);
    const idle = readArguments().filter(({ pattern }) => !lines.some((line) => pattern.test(line)));
    expect(idle.map(({ pattern }) => pattern.source)).toEqual([]);
  });

  it("compares enough to mean something", () => {
    expect(upstream.size).toBeGreaterThan(4000);
  });
});
