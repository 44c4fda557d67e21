import { createHash } from "node:crypto";
import { groupOf } from "@engenho/core";
import { isStored, type KindDefinition, type SubresourceDefinition } from "@engenho/registry";
import type { GroupVersion } from "../catalogue/kind-table.js";

/** `GET /apis/<group>/<version>` (metav1.APIResourceList). */
export function apiResourceList({ group, apiVersion, kinds }: GroupVersion): object {
  return {
    kind: "APIResourceList",
    // Upstream has never set it for the core group.
    ...(group === "" ? {} : { apiVersion: "v1" }),
    groupVersion: apiVersion,
    resources: kinds.flatMap((definition) => [
      apiResource(definition),
      ...subresourcesOf(definition).map((subresource) => apiSubresource(definition, subresource)),
    ]),
  };
}

/** Subresources in the order in which discovery lists them: by name, except that `status` is first for custom resources. */
export function subresourcesOf({ subresources, schemaName }: KindDefinition): readonly SubresourceDefinition[] {
  const byName = [...subresources].sort((left, right) => (left.name < right.name ? -1 : 1));
  return schemaName === undefined ? byName.reverse() : byName;
}

function apiResource(definition: KindDefinition): object {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = definition;
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(isStored(definition) && definition.storageVersion !== ""
      ? { storageVersionHash: storageVersionHash(definition) }
      : {}),
  };
}

function apiSubresource(definition: KindDefinition, { name, verbs, body }: SubresourceDefinition): object {
  const foreign = body.group !== definition.group || body.version !== definition.version;
  return {
    name: `${definition.plural}/${name}`,
    singularName: "",
    namespaced: definition.namespaced,
    ...(foreign ? { group: body.group, version: body.version } : {}),
    kind: body.kind,
    verbs,
  };
}

/**
 * The storage version hash, which tells clients when the storage version changes: upstream's hash of group, version and kind.
 */
function storageVersionHash({ group, version, kind, storedAs, storageVersion }: KindDefinition): string {
  const isStoredAs = storedAs !== undefined && storageVersion === undefined;
  const stored = isStoredAs ? storedParts(storedAs) : [group, storageVersion ?? version, kind];
  return createHash("sha256").update(stored.join("/")).digest().subarray(0, 8).toString("base64");
}

function storedParts({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): readonly string[] {
  return [groupOf(apiVersion), apiVersion.slice(apiVersion.indexOf("/") + 1), kind];
}
