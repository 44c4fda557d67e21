import type { DiscoveredKind } from "./served-kind.js";

/** The fields of an APIGroupDiscoveryList (apidiscovery.k8s.io v2 and v2beta1) that are read. */
interface Document {
  readonly kind?: string;
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly freshness?: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly group?: string; readonly version?: string; readonly kind?: string };
        readonly scope?: string;
        readonly verbs?: readonly string[];
      }[];
    }[];
  }[];
}

/** The kinds of an aggregated document. */
export interface DocumentKinds {
  readonly kinds: readonly DiscoveredKind[];
  /** The group versions whose aggregated server did not answer (`freshness: Stale`). */
  readonly stale: readonly string[];
}

/** The Accept header for aggregated discovery, with a fallback for servers without it. */
export const aggregatedAccept = [
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
  "application/json",
].join(",");

/** Reads an aggregated document; undefined if the response is something else. */
export function kindsOfDocument(value: unknown): DocumentKinds | undefined {
  const document = value as Document | undefined;
  if (document?.kind !== "APIGroupDiscoveryList") return undefined;
  const kinds: DiscoveredKind[] = [];
  const stale: string[] = [];
  for (const { metadata, versions } of document.items ?? []) {
    const group = metadata?.name ?? "";
    for (const { version, freshness, resources } of versions ?? []) {
      const apiVersion = group === "" ? version : `${group}/${version}`;
      if (freshness === "Stale") stale.push(apiVersion);
      for (const { resource, responseKind, scope, verbs = [] } of resources ?? []) {
        const kind = responseKind?.kind ?? "";
        // A resource that has only subresources has no kind.
        if (kind === "") continue;
        kinds.push({ apiVersion, group, kind, plural: resource, namespaced: scope === "Namespaced", verbs });
      }
    }
  }
  return { kinds, stale };
}
