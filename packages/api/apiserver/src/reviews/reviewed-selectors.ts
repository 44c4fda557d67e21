import { type FieldRequirement, isStoreError, type LabelSelector } from "@engenho/core";
import { parseFieldSelector, parseLabelSelector } from "@engenho/machinery";
import type { ResourceAttributes } from "./access-attributes.js";
import type { SelectorAttributes, SelectorRequirement } from "./selector-attributes.js";

/** The requirements of a review's selectors that are understood. */
export interface ReviewedSelectors {
  readonly fieldSelector: readonly FieldRequirement[] | undefined;
  readonly labelSelector: LabelSelector | undefined;
  /** The errors of the other requirements, for `evaluationError`. */
  readonly faults: readonly string[];
}

/**
 * The selectors of a validated review. Requirements that are not understood are dropped, which widens the selection
 * (upstream: ResourceAttributesFrom, BuildEvaluationError).
 */
export function reviewedSelectors({ fieldSelector, labelSelector }: ResourceAttributes): ReviewedSelectors {
  const fields = understood(fieldSelector, fieldRequirement, parseFieldSelector);
  const labels = understood(labelSelector, labelRequirement, (text) => parseLabelSelector(text).matchExpressions ?? []);
  return {
    fieldSelector: fields.found,
    labelSelector: labels.found === undefined ? undefined : { matchExpressions: labels.found },
    faults: [...ignored("fieldSelector", fields), ...ignored("labelSelector", labels)],
  };
}

interface Understood<T> {
  /** Undefined if there are none. */
  readonly found: readonly T[] | undefined;
  readonly isWhole: boolean;
}

function ignored(field: string, { found, isWhole }: Understood<unknown>): readonly string[] {
  if (isWhole) return [];
  const how = found === undefined ? "ignored" : "partially ignored";
  return [`spec.resourceAttributes.${field} ${how} due to parse error`];
}

function understood<T>(
  { rawSelector = "", requirements = [] }: SelectorAttributes = {},
  read: (requirement: SelectorRequirement) => T | undefined,
  parse: (text: string) => readonly T[],
): Understood<T> {
  if (requirements.length > 0) {
    const found = requirements.map(read).filter((one) => one !== undefined);
    return { found: found.length === 0 ? undefined : found, isWhole: found.length === requirements.length };
  }
  if (rawSelector === "") return { found: undefined, isWhole: true };
  try {
    return { found: parse(rawSelector), isWhole: true };
  } catch (error) {
    if (isStoreError(error, "BadRequest")) return { found: undefined, isWhole: false };
    throw error;
  }
}

function fieldRequirement({ key = "", operator, values = [] }: SelectorRequirement): FieldRequirement | undefined {
  const [value] = values;
  if ((operator !== "In" && operator !== "NotIn") || value === undefined || values.length > 1) return undefined;
  return { field: key, operator: operator === "In" ? "=" : "!=", value };
}

type LabelRequirement = NonNullable<LabelSelector["matchExpressions"]>[number];

/** Other errors in a requirement were refused earlier. */
function labelRequirement({ key = "", operator, values = [] }: SelectorRequirement): LabelRequirement | undefined {
  switch (operator) {
    case "In":
    case "NotIn":
      return { key, operator, values };
    case "Exists":
    case "DoesNotExist":
      return { key, operator };
    default:
      return undefined;
  }
}
