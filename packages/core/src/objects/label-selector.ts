import { acceptsValue } from "./value-requirement.js";

/** One requirement of a label selector (metav1.LabelSelectorRequirement). */
export interface LabelSelectorRequirement {
  /** The label's key. */
  readonly key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  readonly operator: string;
  /** At least one for `In` and `NotIn`, none for the other operators. */
  readonly values?: readonly string[];
}

/** metav1.LabelSelector. `undefined` selects nothing, `{}` everything; all requirements are ANDed (CM-20). */
export interface LabelSelector {
  /** Labels that must be present with exactly these values. */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /** Further requirements. */
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** A compiled label selector. */
export interface LabelMatcher {
  /** Whether an object with these labels is selected; `undefined` is the same as no labels. */
  matches(labels: Readonly<Record<string, string>> | undefined): boolean;
  /** True for `{}`. */
  readonly selectsEverything: boolean;
  /** The `key=value` pairs that every match must have; stores use one of them for an index lookup. */
  readonly equalities: readonly (readonly [key: string, value: string])[];
  /** Whether `equalities` are the only requirements. */
  readonly asksOnlyEqualities: boolean;
}

type Test = (labels: Readonly<Record<string, string>>) => boolean;

const nothing: LabelMatcher = {
  matches: () => false,
  selectsEverything: false,
  equalities: [],
  asksOnlyEqualities: false,
};
const noLabels: Readonly<Record<string, string>> = {};

/**
 * Compiles a selector. Throws RangeError for an unknown operator, an empty key, or a list of values that the operator does
 * not allow, as upstream's LabelSelectorAsSelector does.
 */
export function compileLabelSelector(selector: LabelSelector | undefined | null): LabelMatcher {
  if (selector === undefined || selector === null) return nothing;
  const equalities = Object.entries(selector.matchLabels ?? {});
  const tests: Test[] = (selector.matchExpressions ?? []).map(compileRequirement);
  for (const requirement of selector.matchExpressions ?? []) {
    const [only, second] = requirement.values ?? [];
    if (requirement.operator === "In" && only !== undefined && second === undefined)
      equalities.push([requirement.key, only]);
  }
  return {
    matches(labels = noLabels) {
      for (const [key, value] of equalities) {
        if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
      }
      for (const test of tests) if (!test(labels)) return false;
      return true;
    },
    selectsEverything: equalities.length === 0 && tests.length === 0,
    equalities,
    asksOnlyEqualities: tests.length === 0,
  };
}

function compileRequirement(requirement: LabelSelectorRequirement): Test {
  const { key, operator } = requirement;
  const values = new Set(requirement.values ?? []);
  if (key === "") throw new RangeError("label selector: a key must not be empty");
  const needsValues = operator === "In" || operator === "NotIn";
  if (needsValues && values.size === 0) {
    throw new RangeError(`label selector: for 'in', 'notin' operators, values set can't be empty (key ${key})`);
  }
  if (!needsValues && values.size > 0) {
    throw new RangeError(`label selector: values set must be empty for exists and does not exist (key ${key})`);
  }
  if (acceptsValue(operator, values, undefined) === undefined) {
    throw new RangeError(`label selector: "${operator}" is not a valid label selector operator (key ${key})`);
  }
  return (labels) => acceptsValue(operator, values, Object.hasOwn(labels, key) ? labels[key] : undefined) === true;
}
