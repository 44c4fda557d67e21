import type { LabelSelector } from "@engenho/core";
import { byteLength } from "../text/text-encoding.js";
import type { Causes } from "./causes.js";
import { labelValueFaults, qualifiedNameFaults } from "./names.js";

type StringMap = Readonly<Record<string, string>>;

/** The maximum total size of an object's annotations in bytes, including keys. */
const annotationsSizeLimit = 256 * 1024;

/** Checks the keys and values of a set of labels. */
export function checkLabels(labels: StringMap | undefined, path: string, causes: Causes): void {
  const given = labels ?? {};
  for (const key of Object.keys(given)) {
    const value = given[key] as string;
    causes.invalidEach(path, key, qualifiedNameFaults(key));
    causes.invalidEach(path, value, labelValueFaults(value));
  }
}

/** Checks the keys of annotations, which may contain upper-case letters anywhere, and their total size. */
export function checkAnnotations(annotations: StringMap | undefined, path: string, causes: Causes): void {
  const given = annotations ?? {};
  let size = 0;
  for (const key of Object.keys(given)) {
    causes.invalidEach(path, key, qualifiedNameFaults(key.toLowerCase()));
    size += byteLength(key) + byteLength(given[key] as string);
  }
  if (size > annotationsSizeLimit) causes.tooLong(path, annotationsSizeLimit);
}

/** How strict {@link checkLabelSelector} is. */
export interface LabelSelectorRules {
  /** Whether invalid label values are accepted, because the stored object has them. Default false. */
  readonly invalidValues?: boolean;
}

/** Checks a label selector with upstream's strictness for new objects; an absent one is valid. */
export function checkLabelSelector(
  selector: LabelSelector | undefined | null,
  path: string,
  causes: Causes,
  { invalidValues = false }: LabelSelectorRules = {},
): void {
  if (selector === undefined || selector === null) return;
  checkLabels(selector.matchLabels, `${path}.matchLabels`, causes);
  for (const [index, requirement] of (selector.matchExpressions ?? []).entries()) {
    const rules = { causes, checkValues: !invalidValues, compares: false };
    checkSelectorRequirement(requirement, `${path}.matchExpressions[${index}]`, rules);
  }
}

/** How {@link checkSelectorRequirement} checks. */
export interface SelectorRequirementRules {
  /** Receives the errors. */
  readonly causes: Causes;
  /** Whether the values must be label values. */
  readonly checkValues: boolean;
  /** Whether `Gt` and `Lt` are operators: in node selectors they are. */
  readonly compares: boolean;
}

/** Checks one expression of a label selector or a node selector. */
export function checkSelectorRequirement(
  { key = "", operator = "", values = [] }: Partial<NonNullable<LabelSelector["matchExpressions"]>[number]>,
  path: string,
  { causes, checkValues, compares }: SelectorRequirementRules,
): void {
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0) causes.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0) {
      causes.forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
  } else if (compares && (operator === "Gt" || operator === "Lt")) {
    if (values.length !== 1) {
      causes.required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'");
    }
  } else causes.invalid(`${path}.operator`, operator, "not a valid selector operator");
  causes.invalidEach(`${path}.key`, key, qualifiedNameFaults(key));
  for (const [position, value] of checkValues ? values.entries() : []) {
    causes.invalidEach(`${path}.values[${position}]`, value, labelValueFaults(value));
  }
}

/** Whether the expressions of a selector contain invalid label values, which upstream once accepted. */
export function labelSelectorHasInvalidValues(selector: LabelSelector | undefined | null): boolean {
  return (selector?.matchExpressions ?? []).some(({ values = [] }) =>
    values.some((value) => labelValueFaults(value).length > 0),
  );
}
