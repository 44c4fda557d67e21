import type { KindFilter } from "@engenho/core";
import type { DiscoveredKind } from "../discovery/served-kind.js";

/** The kinds of a filter that a server serves, and whether further ones may come. */
export interface WantedKinds {
  readonly kinds: readonly DiscoveredKind[];
  /** Whether the filter may match kinds that come later: it has every kind, or one that is not served. */
  readonly waitsForMore: boolean;
}

/**
 * The kinds that a filter selects: each in the version that it names, or in the server's preferred one. A filter of
 * every kind includes Events once, as those of v1: events.k8s.io has the same objects; in a store of one namespace it has
 * only namespaced kinds.
 */
export function wantedKinds(
  served: readonly DiscoveredKind[],
  filter: KindFilter,
  { isNamespaced }: { readonly isNamespaced: boolean },
): WantedKinds {
  const watchable = served.filter(({ verbs }) => verbs.includes("list") && verbs.includes("watch"));
  const selectors = filter.kinds;
  if (selectors === undefined) {
    const all = watchable.filter(
      ({ group, kind, namespaced }) =>
        !(group === "events.k8s.io" && kind === "Event") && (namespaced || !isNamespaced),
    );
    return { kinds: oneVersionOfEach(all), waitsForMore: true };
  }
  const kinds = new Set<DiscoveredKind>();
  let waitsForMore = false;
  for (const selector of selectors) {
    const { kind, group, version } =
      typeof selector === "string" ? { kind: selector, group: undefined, version: undefined } : selector;
    const found = watchable.filter((each) => each.kind === kind && (group === undefined || each.group === group));
    if (found.length === 0) waitsForMore = true;
    const named =
      version === undefined ? [] : found.filter(({ apiVersion }) => apiVersion.split("/").at(-1) === version);
    for (const each of oneVersionOfEach(named.length > 0 ? named : found)) kinds.add(each);
  }
  return { kinds: [...kinds], waitsForMore };
}

/** The first version of each kind, which is the preferred one. */
function oneVersionOfEach(kinds: readonly DiscoveredKind[]): readonly DiscoveredKind[] {
  const first = new Map<string, DiscoveredKind>();
  for (const kind of kinds) {
    const name = `${kind.group}/${kind.kind}`;
    if (!first.has(name)) first.set(name, kind);
  }
  return [...first.values()];
}
