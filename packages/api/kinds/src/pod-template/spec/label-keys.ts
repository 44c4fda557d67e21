import type { LabelSelector } from "@engenho/core";
import { type Causes, qualifiedNameFaults } from "@engenho/machinery";

/** Selects Pods by labels that the new Pod has itself. */
export interface LabelKeys {
  readonly labelSelector?: LabelSelector | undefined;
  readonly matchLabelKeys?: readonly string[] | undefined;
  readonly mismatchLabelKeys?: readonly string[] | undefined;
}

const needsSelector = "must not be specified when labelSelector is not set";
const inBoth = "exists in both matchLabelKeys and labelSelector";

/**
 * Checks the keys of an affinity term, or of a spread constraint, at `path` (upstream:
 * ValidateMatchLabelKeysAndMismatchLabelKeys). In a Pod the keys have already been merged into the selector: a key that the
 * selector contains with other requirements before that is in both.
 */
export function checkLabelKeys(keys: LabelKeys, path: string, causes: Causes): void {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = keys;
  checkNames(matchLabelKeys, `${path}.matchLabelKeys`, { causes, labelSelector });
  checkNames(mismatchLabelKeys, `${path}.mismatchLabelKeys`, { causes, labelSelector });
  const selected = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key = "" } of labelSelector?.matchExpressions ?? []) {
    const index = matchLabelKeys.lastIndexOf(key);
    // The path is upstream's: the index of the key, without the field.
    if (index >= 0 && selected.has(key)) causes.invalid(`${path}[${index}]`, key, inBoth);
    selected.add(key);
  }
  for (const [index, key] of matchLabelKeys.entries()) {
    if (!mismatchLabelKeys.includes(key)) continue;
    const detail = "exists in both matchLabelKeys and mismatchLabelKeys";
    causes.invalid(`${path}.matchLabelKeys[${index}]`, key, detail);
  }
}

/** {@link checkLabelKeys} as it was before 1.34 (upstream: ValidateMatchLabelKeysInTopologySpread). */
export function checkLabelKeysOnce(keys: LabelKeys, path: string, causes: Causes): void {
  const { labelSelector, matchLabelKeys = [] } = keys;
  if (matchLabelKeys.length === 0) return;
  if (labelSelector === undefined) causes.forbidden(path, needsSelector);
  const selected = new Set([
    ...Object.keys(labelSelector?.matchLabels ?? {}),
    ...(labelSelector?.matchExpressions ?? []).map(({ key = "" }) => key),
  ]);
  for (const [index, key] of matchLabelKeys.entries()) {
    causes.invalidEach(`${path}[${index}]`, key, qualifiedNameFaults(key));
    if (selected.has(key)) causes.invalid(`${path}[${index}]`, key, inBoth);
  }
}

function checkNames(
  keys: readonly string[],
  path: string,
  { causes, labelSelector }: { readonly causes: Causes; readonly labelSelector: LabelSelector | undefined },
): void {
  if (keys.length === 0) return;
  if (labelSelector === undefined) {
    causes.forbidden(path, needsSelector);
    return;
  }
  for (const [index, key] of keys.entries()) causes.invalidEach(`${path}[${index}]`, key, qualifiedNameFaults(key));
}
