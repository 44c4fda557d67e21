import type { KindDefinition } from "@engenho/kinds";
import type { Group } from "../catalogue/kind-table.js";
import { clauseCovers, parseAccept } from "../http/accept.js";
import { sorted } from "./api-resources.js";

/** A version of apidiscovery.k8s.io. */
export type DiscoveryVersion = "v2" | "v2beta1";

/** Which form of aggregated discovery an Accept header asks for before any plain one; undefined for none. */
export function aggregatedVersion(accept: string | undefined): DiscoveryVersion | undefined {
  if (accept === undefined || !accept.includes("APIGroupDiscoveryList")) return undefined;
  for (const clause of parseAccept(accept)) {
    if (!clauseCovers(clause, "application/json")) continue;
    const { parameters } = clause;
    if (!parameters.has("as") && !parameters.has("g") && !parameters.has("v")) return undefined;
    if (parameters.get("as") !== "APIGroupDiscoveryList" || parameters.get("g") !== "apidiscovery.k8s.io") continue;
    const version = parameters.get("v");
    if (version === "v2" || version === "v2beta1") return version;
  }
  return undefined;
}

/** The Content-Type of an aggregated document. */
export function aggregatedContentType(version: DiscoveryVersion): string {
  return `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
}

/** APIGroupDiscoveryList: every resource of some groups at once. */
export function aggregatedDiscovery(groups: readonly Group[], version: DiscoveryVersion): object {
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map((group) => ({
      metadata: { ...(group.name === "" ? {} : { name: group.name }), creationTimestamp: null },
      versions: group.versions.map((groupVersion) => ({
        version: groupVersion.version,
        resources: groupVersion.kinds.map(resourceDiscovery),
        freshness: "Current",
      })),
    })),
  };
}

function resourceDiscovery(definition: KindDefinition): object {
  const { group, version, kind, plural, singular, namespaced, verbs, shortNames, categories, subresources } =
    definition;
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0
      ? {}
      : {
          subresources: sorted(subresources).map(({ name, verbs: subVerbs, body }) => ({
            subresource: name,
            responseKind: { group: body.group, version: body.version, kind: body.kind },
            verbs: subVerbs,
          })),
        }),
  };
}
