import { readFileSync, writeFileSync } from "node:fs";
import { optionalKinds } from "@engenho/kinds";
import type { KindDefinition } from "@engenho/registry";
import { beforeAll, describe, expect, it } from "vitest";
import { startServer } from "../packages/api/apiserver/test/support/test-server.js";
import { apiTable } from "./support/api-table.js";
import {
  type AggregatedList,
  type Discovery,
  factsOfAggregated,
  factsOfLists,
  type GroupList,
  type ResourceList,
  readDiscovery,
  stablePart,
} from "./support/discovery-facts.js";
import type { Facts } from "./support/openapi-facts.js";
import { compareFacts, parityFolder } from "./support/parity-comparison.js";

// Compares upstream's discovery of Kubernetes 1.34 with ours: that of a default server, and that of one with all versions and gates. `node scripts/compare-openapi.mjs
// --discovery FOLDER` compares with upstream's own files and regenerates the digest.
const upstreamFolder = process.env.ENGENHO_UPSTREAM_DISCOVERY;
const digestFile = `${parityFolder}discovery.json`;

type Form = "lists" | "v2" | "v2beta1";

/** By form: what a default server answers, and one that serves everything. */
const ours: Record<"default" | "everything", Readonly<Record<Form, Discovery>>> = {} as never;
const upstream: Record<"default" | "everything", Discovery> = {} as never;

beforeAll(async () => {
  upstream.everything = readUpstream();
  upstream.default = stablePart(upstream.everything);
  ours.default = await discoveryOf([]);
  ours.everything = await discoveryOf(optionalKinds().map(({ definition }) => definition));
});

async function discoveryOf(kinds: readonly KindDefinition[]): Promise<Readonly<Record<Form, Discovery>>> {
  const server = await startServer({ storeKinds: kinds });
  const read = async (path: string, accept = "application/json"): Promise<unknown> =>
    (await server.send("GET", path, { headers: { accept } })).json;
  try {
    const groups = (await read("/apis")) as GroupList;
    const paths = groups.groups.flatMap(({ name, versions }) =>
      versions.map(({ version }) => `/apis/${name}/${version}`),
    );
    const lists: ResourceList[] = [];
    for (const path of ["/api/v1", ...paths]) lists.push((await read(path)) as ResourceList);
    const aggregated = async (version: string) => {
      const accept = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
      return factsOfAggregated([
        (await read("/api", accept)) as AggregatedList,
        (await read("/apis", accept)) as AggregatedList,
      ]);
    };
    return { lists: factsOfLists(groups, lists), v2: await aggregated("v2"), v2beta1: await aggregated("v2beta1") };
  } finally {
    await server.close();
  }
}

function readUpstream(): Discovery {
  if (upstreamFolder !== undefined) {
    const { groups, facts } = readDiscovery(upstreamFolder);
    writeFileSync(digestFile, JSON.stringify({ groups, facts: Object.fromEntries(facts) }));
  }
  const { groups, facts } = JSON.parse(readFileSync(digestFile, "utf8")) as {
    readonly groups: readonly string[];
    readonly facts: Readonly<Record<string, string>>;
  };
  return { groups, facts: new Map(Object.entries(facts)) };
}

const forms = ["lists", "v2", "v2beta1"] as const;
const servers = ["default", "everything"] as const;
const cases = servers.flatMap((server) => forms.map((form) => ({ server, form })));

describe.each(cases)("discovery compared with upstream's: $server, $form", ({ server, form }) => {
  const served = () => ours[server][form];
  const expectedOf = () => upstream[server];

  it("has the same resources with the same facts as upstream's, except where docs/parity/discovery.tsv explains", () => {
    const isSaid = ([key]: readonly [key: string, value: string]) => form === "lists" || !key.startsWith("hash ");
    const expected: Facts = new Map([...expectedOf().facts].filter(isSaid));
    const { open, idle } = compareFacts(expected, served().facts, "discovery.tsv");
    expect({ open, idle }).toEqual({ open: "", idle: [] });
  });

  it("has resources of a group version in upstream's order", () => {
    const names = (facts: Facts) => [...facts.keys()].filter((key) => key.startsWith("resource "));
    const known = names(served().facts);
    expect(known.filter((name) => !expectedOf().facts.has(name))).toEqual([]);
    expect(byGroupVersion(known)).toEqual(
      byGroupVersion(names(expectedOf().facts).filter((name) => known.includes(name))),
    );
  });

  it("has groups and their versions in upstream's order", () => {
    const known = served().groups;
    const expected = expectedOf()
      .groups.map((text) => text.split(" ") as [name: string, versions: string])
      .filter(([name]) => known.some((text) => text.startsWith(`${name} `)))
      .map(([name, versions]) => {
        const isServed = (version: string) =>
          [...served().facts.keys()].some((key) => key.includes(` ${name}/${version} `));
        return `${name} ${versions.split(",").filter(isServed).join(",")}`;
      });
    expect(known).toEqual(expected);
  });
});

it("docs/api.md shows which of upstream's kinds and verbs are served", async () => {
  await expect(apiTable(upstream.everything, ours.everything.lists)).toMatchFileSnapshot("../docs/api.md");
});

/** The names in each group version in order; the order of group versions is checked separately. */
function byGroupVersion(keys: readonly string[]): Record<string, readonly string[]> {
  const found: Record<string, string[]> = {};
  for (const key of keys) {
    const [, groupVersion = "", name = ""] = key.split(" ");
    found[groupVersion] = [...(found[groupVersion] ?? []), name];
  }
  return found;
}
