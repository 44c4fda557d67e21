import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { startServer } from "../packages/api/apiserver/test/support/test-server.js";
import { type Digest, digestOf, factsOfDigest } from "./support/openapi-digest.js";
import { type Facts, factsOf, type Swagger } from "./support/openapi-facts.js";
import { type Document3, factsOfDocuments } from "./support/openapi3-facts.js";
import { type Comparison, compareFacts, parityFolder, relevantFacts } from "./support/parity-comparison.js";
import { readDocuments } from "./support/read-documents.js";

// Compares upstream's published OpenAPI documents of Kubernetes 1.34 with ours. `node scripts/compare-openapi.mjs` compares
// with upstream's own files and regenerates the digests.
const upstreamFile = process.env.ENGENHO_UPSTREAM_OPENAPI;
const upstreamFolder = process.env.ENGENHO_UPSTREAM_OPENAPI_V3;

let ours2: Facts;
let ours3: Facts;

beforeAll(async () => {
  const document = () => ({ contentType: "application/json", body: "{}" });
  const extraRoutes = { "/.well-known/openid-configuration": document, "/openid/v1/jwks": document };
  const server = await startServer({ extraRoutes });
  const read = async (path: string): Promise<unknown> => (await server.send("GET", path)).json;
  try {
    ours2 = factsOf((await read("/openapi/v2")) as Swagger);
    const { paths } = (await read("/openapi/v3")) as { paths: Record<string, { serverRelativeURL: string }> };
    const documents: Record<string, Document3> = {};
    for (const [name, { serverRelativeURL }] of Object.entries(paths)) {
      documents[name] = (await read(serverRelativeURL)) as Document3;
    }
    ours3 = factsOfDocuments(documents);
  } finally {
    await server.close();
  }
});

/** The facts in upstream's digest; or those of its own documents, if they are given, from which the digest is regenerated. */
function upstreamFacts(digestName: string, given: Facts | undefined): Facts {
  const file = `${parityFolder}${digestName}`;
  if (given === undefined) return factsOfDigest(JSON.parse(readFileSync(file, "utf8")) as Digest);
  const digest = digestOf(given);
  writeFileSync(file, `${JSON.stringify(digest)}\n`);
  return factsOfDigest(digest);
}

const versions = [
  {
    version: "v2",
    read: () =>
      upstreamFile === undefined ? undefined : factsOf(JSON.parse(readFileSync(upstreamFile, "utf8")) as Swagger),
    ours: () => ours2,
    digest: "openapi.json",
    argued: "openapi.tsv",
  },
  {
    version: "v3",
    read: () => (upstreamFolder === undefined ? undefined : factsOfDocuments(readDocuments(upstreamFolder))),
    ours: () => ours3,
    digest: "openapi-v3.json",
    argued: "openapi-v3.tsv",
  },
];

describe.each(versions)("/openapi/$version compared with upstream's", ({ read, ours, digest, argued }) => {
  let upstream: Facts;
  let comparison: Comparison;

  beforeAll(() => {
    upstream = relevantFacts(upstreamFacts(digest, read()), ours());
    comparison = compareFacts(upstream, ours(), argued);
  });

  it("has the same facts as upstream's for each served kind, except where its table in docs/parity explains a difference", () => {
    expect(comparison.open).toBe("");
  });

  it("has no explanation for a difference that does not exist", () => {
    expect(comparison.idle).toEqual([]);
  });

  it("compares enough to be meaningful", () => {
    expect(upstream.size).toBeGreaterThan(4000);
  });
});

// Upstream's documents of /api, /apis, /apis/<group> and /version were not available; v2 has the same operations.
it("has a document in /openapi/v3 for each discovery path, with the facts of upstream's /openapi/v2", () => {
  const upstream = upstreamFacts("openapi.json", undefined);
  const own = [...ours3.keys()].filter((key) => /^operation get \/(version|api|apis(\/[^/]+)?)\/$/.test(key));
  expect(own.length).toBeGreaterThan(15);
  for (const key of own) {
    const path = key.slice("operation get ".length);
    const answers = (facts: Facts) => facts.get(`answers get ${path}`)?.replace(/401=$/, "401");
    expect([path, ours3.get(key), answers(ours3)]).toEqual([path, upstream.get(key), answers(upstream)]);
    expect(ours3.get(`document ${path} definitions`)).toBe("those reached, lacking [], beyond []");
  }
});
