import { groupOf, type KindReference } from "./object.js";

/**
 * A kind by name in any group (`"Pod"`), or in one group (`{group: "events.k8s.io", kind: "Event"}`; `""` is core). The
 * `version` is the one in which objects of a custom kind are shown; without it they come as they are kept. It narrows
 * nothing.
 */
export type KindSelector = string | { readonly group: string; readonly kind: string; readonly version?: string };

/** Which kinds somebody wants to hear of. Matching is case-sensitive on canonical kind names. */
export class KindFilter {
  readonly #kinds: readonly KindSelector[] | undefined;

  private constructor(kinds: readonly KindSelector[] | undefined) {
    this.#kinds = kinds;
  }

  /** Every kind, also those that appear later. */
  static readonly all: KindFilter = new KindFilter(undefined);

  /** Just one kind: `KindFilter.kind("Pod")`. */
  static kind(kind: KindSelector): KindFilter {
    return KindFilter.kinds([kind]);
  }

  /** Any of these kinds; none for an empty list. */
  static kinds(kinds: readonly KindSelector[]): KindFilter {
    for (const kind of kinds) {
      const name = typeof kind === "string" ? kind : kind.kind;
      if (name === "") throw new RangeError("KindFilter: a kind name must not be empty");
    }
    return new KindFilter([...kinds]);
  }

  /** The listed kinds; `undefined` for all. */
  get kinds(): readonly KindSelector[] | undefined {
    return this.#kinds;
  }

  matches(kind: KindReference): boolean {
    if (this.#kinds === undefined) return true;
    for (const wanted of this.#kinds) {
      if (typeof wanted === "string") {
        if (wanted === kind.kind) return true;
      } else if (wanted.kind === kind.kind && wanted.group === groupOf(kind.apiVersion)) {
        return true;
      }
    }
    return false;
  }
}
