import type { GroupVersionKind } from "@engenho/machinery";
import type { KindDefinition } from "@engenho/registry";
import type { Group, GroupVersion } from "../catalogue/kind-table.js";
import { clauseCovers, parseAccept } from "../http/accept.js";
import { protobufMediaType } from "../http/negotiate.js";
import type { RemoteServices } from "../remote/remote-services.js";
import { subresourcesOf } from "./api-resources.js";
import { remoteVersionDiscovery } from "./remote-groups.js";

/** A version of apidiscovery.k8s.io. */
export type DiscoveryVersion = "v2" | "v2beta1";

/** The version and media type of an aggregated document. */
export interface DiscoveryForm {
  readonly version: DiscoveryVersion;
  readonly mediaType: "application/json" | typeof protobufMediaType;
}

const mediaTypes = ["application/json", protobufMediaType] as const;

/**
 * The preferred form of aggregated discovery in an Accept header, even if it follows a clause without one: upstream looks for
 * these first. Undefined if there is none.
 */
export function aggregatedForm(accept: string | undefined): DiscoveryForm | undefined {
  if (accept === undefined || !accept.includes("APIGroupDiscoveryList")) return undefined;
  for (const clause of parseAccept(accept)) {
    const mediaType = mediaTypes.find((each) => clauseCovers(clause, each));
    const { parameters } = clause;
    if (parameters.get("as") !== "APIGroupDiscoveryList" || parameters.get("g") !== "apidiscovery.k8s.io") continue;
    const version = parameters.get("v");
    if (mediaType !== undefined && (version === "v2" || version === "v2beta1")) return { version, mediaType };
  }
  return undefined;
}

/** The Content-Type of an aggregated document. */
export function aggregatedContentType({ version, mediaType }: DiscoveryForm): string {
  return `${mediaType};g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
}

/** The resources of a group version as JSON: the same in each document for as long as its kinds are unchanged. */
const known = new WeakMap<GroupVersion, string>();

/** APIGroupDiscoveryList as JSON: all resources of several groups. `remote`: the services of remote group versions. */
export function aggregatedDiscovery(
  groups: readonly Group[],
  version: DiscoveryVersion,
  remote?: Pick<RemoteServices, "find">,
): string {
  const versionJson = (groupVersion: GroupVersion): string => {
    const service = remote?.find(groupVersion.group, groupVersion.version);
    return service === undefined ? versionDiscovery(groupVersion) : JSON.stringify(remoteVersionDiscovery(service));
  };
  const items = groups.map(({ name, versions }) => {
    const metadata = JSON.stringify(name === "" ? {} : { name });
    return `{"metadata":${metadata},"versions":[${versions.map(versionJson).join(",")}]}`;
  });
  const apiVersion = `apidiscovery.k8s.io/${version}`;
  return `{"kind":"APIGroupDiscoveryList","apiVersion":"${apiVersion}","metadata":{},"items":[${items.join(",")}]}`;
}

function versionDiscovery(groupVersion: GroupVersion): string {
  let text = known.get(groupVersion);
  if (text === undefined) {
    const { version, kinds } = groupVersion;
    text = JSON.stringify({ version, resources: kinds.map(resourceDiscovery), freshness: "Current" });
    known.set(groupVersion, text);
  }
  return text;
}

function resourceDiscovery(definition: KindDefinition): object {
  const { plural, singular, namespaced, verbs, shortNames, categories, subresources } = definition;
  return {
    resource: plural,
    responseKind: responseKind(definition, definition),
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0
      ? {}
      : {
          subresources: subresourcesOf(definition).map(({ name, verbs: subVerbs, body }) => ({
            subresource: name,
            responseKind: responseKind(definition, body),
            verbs: subVerbs,
          })),
        }),
  };
}

/** A built-in kind of the resource's own group version omits group and version, as upstream; custom resources include them. */
function responseKind(definition: KindDefinition, { group, version, kind }: GroupVersionKind): GroupVersionKind {
  const isOwn = group === definition.group && version === definition.version;
  return isOwn && definition.schemaName !== undefined ? { group: "", version: "", kind } : { group, version, kind };
}
