import { isStoreError, type StatusCause } from "@engenho/core";
import { parseFieldSelector, parseLabelSelector, selectorKeyFaults, selectorValueFaults } from "@engenho/machinery";
import { forbidden, invalid, required } from "../status/causes.js";

/** One requirement of a selector in a review. */
export interface SelectorRequirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

/** `fieldSelector` or `labelSelector` of a review's resource attributes. */
export interface SelectorAttributes {
  readonly rawSelector?: string;
  readonly requirements?: readonly SelectorRequirement[];
}

/**
 * Validates a selector in a review (upstream: validateFieldSelectorAttributes, validateLabelSelectorAttributes). Unknown
 * operators are accepted, because newer clients may send them.
 */
export function checkSelectors(
  selector: SelectorAttributes | undefined,
  { path, ofLabels, causes }: { readonly path: string; readonly ofLabels: boolean; readonly causes: StatusCause[] },
): void {
  if (selector === undefined) return;
  const { rawSelector = "", requirements = [] } = selector;
  if (rawSelector !== "" && requirements.length > 0) {
    const text = "may not specified at the same time as requirements";
    causes.push(invalid(`${path}.rawSelector`, JSON.stringify(rawSelector), text));
  }
  if (rawSelector === "" && requirements.length === 0) {
    const text = `when ${path} is specified, requirements or rawSelector is required`;
    causes.push(required(`${path}.requirements`, text));
  }
  for (const [index, requirement] of requirements.entries()) {
    const at = `${path}.requirements[${index}]`;
    if (ofLabels) causes.push(...operatorCauses(requirement, at), ...labelCauses(requirement, at));
    else {
      if ((requirement.key ?? "") === "") causes.push(required(`${at}.key`, "must be specified"));
      causes.push(...operatorCauses(requirement, at));
    }
  }
}

function operatorCauses({ operator, values = [] }: SelectorRequirement, path: string): readonly StatusCause[] {
  const compares = operator === "In" || operator === "NotIn";
  if (compares && values.length === 0) {
    return [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
  }
  const exists = operator === "Exists" || operator === "DoesNotExist";
  if (!exists || values.length === 0) return [];
  return [forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
}

function labelCauses({ key = "", values = [] }: SelectorRequirement, path: string): readonly StatusCause[] {
  return [
    ...selectorKeyFaults(key).map((fault) => invalid(`${path}.key`, JSON.stringify(key), fault)),
    ...values.flatMap((value, index) =>
      selectorValueFaults(value).map((fault) => invalid(`${path}.values[${index}]`, JSON.stringify(value), fault)),
    ),
  ];
}

/**
 * The evaluation error for selectors that cannot be parsed, wholly or in part (upstream: BuildEvaluationError); empty when all
 * can.
 */
export function evaluationError(selectors: {
  readonly fieldSelector?: SelectorAttributes;
  readonly labelSelector?: SelectorAttributes;
}): string {
  const { fieldSelector, labelSelector } = selectors;
  const texts = [
    ignored("fieldSelector", understood(fieldSelector, isFieldRequirement, parseFieldSelector)),
    ignored("labelSelector", understood(labelSelector, isLabelRequirement, parseLabelSelector)),
  ];
  return texts.filter((text) => text !== "").join("; ");
}

type Understood = "wholly" | "partially" | "not at all";

function ignored(field: string, understood: Understood): string {
  if (understood === "wholly") return "";
  const how = understood === "partially" ? "partially ignored" : "ignored";
  return `spec.resourceAttributes.${field} ${how} due to parse error`;
}

function understood(
  { rawSelector = "", requirements = [] }: SelectorAttributes = {},
  isKnown: (requirement: SelectorRequirement) => boolean,
  parse: (text: string) => unknown,
): Understood {
  if (requirements.length === 0) return rawSelector === "" || canParse(rawSelector, parse) ? "wholly" : "not at all";
  const known = requirements.filter(isKnown).length;
  if (known === requirements.length) return "wholly";
  return known > 0 ? "partially" : "not at all";
}

function canParse(text: string, parse: (text: string) => unknown): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (isStoreError(error, "BadRequest")) return false;
    throw error;
  }
}

function isFieldRequirement({ operator, values = [] }: SelectorRequirement): boolean {
  return (operator === "In" || operator === "NotIn") && values.length === 1;
}

const labelOperators = new Set(["In", "NotIn", "Exists", "DoesNotExist"]);

/** Other errors in a requirement were refused earlier. */
function isLabelRequirement({ operator = "" }: SelectorRequirement): boolean {
  return labelOperators.has(operator);
}
