import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Facts } from "./openapi-facts.js";

/** metav1.APIResourceList. */
export interface ResourceList {
  readonly groupVersion: string;
  readonly resources: readonly Resource[];
}

interface Resource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

/** metav1.APIGroupList. */
export interface GroupList {
  readonly groups: readonly { readonly name: string; readonly versions: readonly { readonly version: string }[] }[];
}

/** apidiscovery.k8s.io APIGroupDiscoveryList. */
export interface AggregatedList {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly freshness: string;
      readonly resources: readonly AggregatedResource[];
    }[];
  }[];
}

interface AggregatedResource {
  readonly resource: string;
  readonly responseKind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly scope: string;
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly (Pick<AggregatedResource, "responseKind" | "verbs"> & {
    readonly subresource: string;
  })[];
}

/** The content of discovery as facts by name. */
export interface Discovery {
  /** The groups except core, in order, each with its versions. */
  readonly groups: readonly string[];
  readonly facts: Facts;
}

/** The part that is served by default: the stable versions. */
export function stablePart({ groups, facts }: Discovery): Discovery {
  const stableGroups = groups.flatMap((text) => {
    const [name = "", versions = ""] = text.split(" ");
    const stable = versions.split(",").filter((version) => /^v\d+$/.test(version));
    return stable.length === 0 ? [] : [`${name} ${stable.join(",")}`];
  });
  return {
    groups: stableGroups,
    facts: new Map([...facts].filter(([fact]) => !/^\w+ \S*v\d+(?:alpha|beta)\d+ /.test(fact))),
  };
}

/** The facts of the resource lists of all group versions. */
export function factsOfLists({ groups }: GroupList, lists: readonly ResourceList[]): Discovery {
  const facts = new Map<string, string>();
  for (const { groupVersion, resources } of lists) {
    for (const resource of resources) {
      const name = `${groupVersion} ${resource.name}`;
      facts.set(`resource ${name}`, resourceText(resource));
      if (resource.storageVersionHash !== undefined) facts.set(`hash ${name}`, resource.storageVersionHash);
    }
  }
  return { groups: groups.map(({ name, versions }) => groupText(name, versions)), facts };
}

/**
 * The facts of aggregated documents, in the form of the lists': upstream derives them from the same resources (apiserver,
 * endpoints/installer.go: ConvertGroupVersionIntoToDiscovery), without their hashes.
 */
export function factsOfAggregated(documents: readonly AggregatedList[]): Discovery {
  const facts = new Map<string, string>();
  const groups: string[] = [];
  for (const { metadata, versions } of documents.flatMap(({ items }) => items)) {
    const group = metadata.name ?? "";
    if (group !== "") groups.push(groupText(group, versions));
    for (const { version, freshness, resources } of versions) {
      const groupVersion = group === "" ? version : `${group}/${version}`;
      if (freshness !== "Current") facts.set(`freshness ${groupVersion}`, freshness);
      for (const each of resources) {
        const namespaced = each.scope === "Namespaced";
        const name = `resource ${groupVersion} ${each.resource}`;
        const singularName = each.singularResource;
        facts.set(name, resourceText({ ...each, ...each.responseKind, singularName, namespaced }));
        for (const { subresource, responseKind, verbs } of each.subresources ?? []) {
          facts.set(`${name}/${subresource}`, resourceText({ ...responseKind, verbs, singularName: "", namespaced }));
        }
      }
    }
  }
  return { groups, facts };
}

function groupText(name: string, versions: readonly { readonly version: string }[]): string {
  return `${name} ${versions.map(({ version }) => version).join(",")}`;
}

function resourceText(resource: Omit<Resource, "name">): string {
  const {
    kind,
    group = "",
    version = "",
    namespaced,
    singularName,
    verbs,
    shortNames = [],
    categories = [],
  } = resource;
  return [
    group === "" && version === "" ? kind : `${group}/${version}/${kind}`,
    namespaced ? "Namespaced" : "Cluster",
    `singular=${singularName}`,
    `short=${shortNames.join(",")}`,
    `categories=${categories.join(",")}`,
    `verbs=${verbs.join(",")}`,
  ].join(" ");
}

/** Upstream's published lists, of all versions, from a folder where `apis__apps__v1.json` is `/apis/apps/v1`. */
export function readDiscovery(folder: string): Discovery {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const lists = readdirSync(folder).filter((name) => /^api(s__[^_]+)?__v\d\w*\.json$/.test(name));
  return factsOfLists(
    read("apis.json") as GroupList,
    lists.map((name) => read(name) as ResourceList),
  );
}
