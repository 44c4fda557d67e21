import { RecentMemo } from "../collections/recent-memo.js";
import { compileLabelSelector, type LabelMatcher, type LabelSelector } from "./label-selector.js";

/**
 * Compiles each selector once. Objects returned by a store are immutable, and all versions of an owner share the selector
 * object until it changes, so the selector object is the cache key.
 */
export class SelectorMemo {
  readonly #compiled = new RecentMemo<LabelSelector, LabelMatcher>();

  /** Throws RangeError for a selector that cannot be converted (CM-20). */
  compile(selector: LabelSelector | undefined): LabelMatcher {
    if (selector === undefined) return compileLabelSelector(selector);
    let matcher = this.#compiled.get(selector);
    if (matcher === undefined) {
      matcher = compileLabelSelector(selector);
      this.#compiled.set(selector, matcher);
    }
    return matcher;
  }

  /** Like `compile`, but returns `undefined` for a selector that cannot be converted, which matches nothing. */
  tryCompile(selector: LabelSelector | undefined): LabelMatcher | undefined {
    try {
      return this.compile(selector);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
}
