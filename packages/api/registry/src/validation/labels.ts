import type { LabelSelector } from "@engenho/core";
import { byteLength } from "../text-encoding.js";
import type { Causes } from "./causes.js";
import { labelValueFaults, qualifiedNameFaults } from "./names.js";

type StringMap = Readonly<Record<string, string>>;

/** Bytes that all annotations of an object may take together, keys included. */
const annotationsSizeLimit = 256 * 1024;

/** Checks the keys and values of a set of labels. */
export function checkLabels(labels: StringMap | undefined, path: string, causes: Causes): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    causes.invalidEach(path, key, qualifiedNameFaults(key));
    causes.invalidEach(path, value, labelValueFaults(value));
  }
}

/** Checks the keys of annotations, whose letters may be of either case, and their total size. */
export function checkAnnotations(annotations: StringMap | undefined, path: string, causes: Causes): void {
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    causes.invalidEach(path, key, qualifiedNameFaults(key.toLowerCase()));
    size += byteLength(key) + byteLength(value);
  }
  if (size > annotationsSizeLimit) causes.tooLong(path, annotationsSizeLimit);
}

/** How strict {@link checkLabelSelector} is. */
export interface LabelSelectorRules {
  /** Values that are no label values are fine: the object had such before. Default false. */
  readonly invalidValues?: boolean;
}

/** Checks a label selector with upstream's strictness for new objects; an absent one is fine. */
export function checkLabelSelector(
  selector: LabelSelector | undefined | null,
  path: string,
  causes: Causes,
  { invalidValues = false }: LabelSelectorRules = {},
): void {
  if (selector === undefined || selector === null) return;
  checkLabels(selector.matchLabels, `${path}.matchLabels`, causes);
  for (const [index, requirement] of (selector.matchExpressions ?? []).entries()) {
    const at = `${path}.matchExpressions[${index}]`;
    const values = requirement.values ?? [];
    switch (requirement.operator) {
      case "In":
      case "NotIn":
        if (values.length === 0)
          causes.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
        break;
      case "Exists":
      case "DoesNotExist":
        if (values.length > 0) {
          causes.forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
        break;
      default:
        causes.invalid(`${at}.operator`, requirement.operator ?? "", "not a valid selector operator");
    }
    causes.invalidEach(`${at}.key`, requirement.key ?? "", qualifiedNameFaults(requirement.key ?? ""));
    for (const [position, value] of invalidValues ? [] : values.entries()) {
      causes.invalidEach(`${at}.values[${position}]`, value, labelValueFaults(value));
    }
  }
}

/** Whether the expressions of a selector compare with what is no label value; upstream once took such. */
export function labelSelectorHasInvalidValues(selector: LabelSelector | undefined | null): boolean {
  return (selector?.matchExpressions ?? []).some(({ values = [] }) =>
    values.some((value) => labelValueFaults(value).length > 0),
  );
}
