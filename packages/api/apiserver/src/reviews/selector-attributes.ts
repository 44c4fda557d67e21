import type { StatusCause } from "@engenho/core";
import { selectorKeyFaults, selectorValueFaults } from "@engenho/machinery";
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
