import { checkArgument, type OptionRule, optionRules } from "../environment/options.js";
import { groupOf, type KindReference } from "./object.js";

/**
 * A kind by name in any group (`"Pod"`), or in one group (`{group: "events.k8s.io", kind: "Event"}`; `""` is core).
 * `version` is the version to which objects of a custom kind are converted; without it they are delivered in their storage
 * version. It does not narrow the match.
 */
export type KindSelector = string | { readonly group: string; readonly kind: string; readonly version?: string };

const selectorList: OptionRule = optionRules.required({
  expected: 'a list of kinds, such as ["Pod"]',
  accepts: Array.isArray,
});

function checkSelector(selector: KindSelector): void {
  const name = typeof selector === "string" ? selector : selector?.kind;
  const group = typeof selector === "string" ? "" : selector?.group;
  if (name === "") throw new RangeError("KindFilter: a kind name must not be empty");
  checkArgument(
    "KindFilter",
    "kind",
    typeof name === "string" && typeof group === "string" ? name : selector,
    kindName,
  );
  // The kind of a custom resource may begin with a lowercase letter; such a kind is selected together with its group.
  if (typeof selector === "string") checkArgument("KindFilter", "kind", selector, capitalised);
}

const kindName: OptionRule = optionRules.required({
  expected: 'a kind: it is its name, such as "Pod", or { group: "apps", kind: "Deployment" } ("" is the core group)',
  accepts: (value) => typeof value === "string",
});
const capitalised: OptionRule = {
  expected: 'the name of a kind: these are singular and begin with a capital letter, as "Pod" does',
  accepts: (value) => /^\P{Ll}/u.test(value as string),
};

/** The kinds that a watcher wants. Matching is case-sensitive on canonical kind names. */
export class KindFilter {
  readonly #kinds: readonly KindSelector[] | undefined;
  /** The wanted groups by kind name; undefined for all kinds. */
  readonly #groups: ReadonlyMap<string, ReadonlySet<string> | "any"> | undefined;

  private constructor(kinds: readonly KindSelector[] | undefined) {
    this.#kinds = kinds;
    this.#groups = kinds === undefined ? undefined : groupsByKind(kinds);
  }

  /** Every kind, including those registered later. */
  static readonly all: KindFilter = new KindFilter(undefined);

  /** A single kind: `KindFilter.kind("Pod")`. */
  static kind(kind: KindSelector): KindFilter {
    return KindFilter.kinds([kind]);
  }

  /** Any of these kinds; none for an empty list. Throws TypeError if the argument is not a list of kinds, such as `"pods"`. */
  static kinds(kinds: readonly KindSelector[]): KindFilter {
    checkArgument("KindFilter.kinds", "kinds", kinds, selectorList);
    for (const kind of kinds) checkSelector(kind);
    return new KindFilter([...kinds]);
  }

  /** The kinds that a list of tokens or plain references names, each in its version; a filter is returned as it is. */
  static of(kinds: KindFilter | readonly KindReference[]): KindFilter {
    if (!Array.isArray(kinds)) return kinds as KindFilter;
    const selectors = (kinds as readonly KindReference[]).map(({ apiVersion, kind }) => ({
      group: groupOf(apiVersion),
      version: apiVersion.slice(apiVersion.indexOf("/") + 1),
      kind,
    }));
    return KindFilter.kinds(selectors);
  }

  /** The kinds in the order given; `undefined` for all. */
  get kinds(): readonly KindSelector[] | undefined {
    return this.#kinds;
  }

  /** Whether an object, or a kind, is one of these kinds. Does not allocate. */
  matches(kind: KindReference): boolean {
    if (this.#groups === undefined) return true;
    const groups = this.#groups.get(kind.kind);
    return groups !== undefined && (groups === "any" || someGroupHas(groups, kind.apiVersion));
  }
}

function groupsByKind(kinds: readonly KindSelector[]): ReadonlyMap<string, ReadonlySet<string> | "any"> {
  const byKind = new Map<string, Set<string> | "any">();
  for (const selector of kinds) {
    if (typeof selector === "string") byKind.set(selector, "any");
    else {
      const groups = byKind.get(selector.kind);
      if (groups === undefined) byKind.set(selector.kind, new Set([selector.group]));
      else if (groups !== "any") groups.add(selector.group);
    }
  }
  return byKind;
}

/** Compares the group without allocating a string for each object. */
function someGroupHas(groups: ReadonlySet<string>, apiVersion: string): boolean {
  for (const group of groups) {
    const isIn =
      group === ""
        ? !apiVersion.includes("/")
        : apiVersion.charCodeAt(group.length) === slash && apiVersion.startsWith(group);
    if (isIn) return true;
  }
  return false;
}

const slash = "/".charCodeAt(0);
