import type { admissionregistrationV1 } from "@engenho/core";
import { type CheckedKind, TypeChecker } from "@engenho/expressions";
import type { LongWork } from "@engenho/machinery";
import type { KindDefinition } from "@engenho/registry";

type Policy = admissionregistrationV1.ValidatingAdmissionPolicy;
type Warning = admissionregistrationV1.ExpressionWarning;

/** The maximum number of types that are checked. */
const maxTypes = 10;

/**
 * The type errors in the expressions of a policy for the kinds that it names, in the form of its status
 * (policy/validating, typechecking.go). Rules with wildcards are not checked.
 */
export function* expressionWarnings({ spec }: Policy, kinds: readonly KindDefinition[]): LongWork<readonly Warning[]> {
  const { validations = [], variables = [], paramKind } = spec ?? {};
  const params =
    paramKind && kinds.find((kind) => kind.kind === paramKind.kind && apiVersionOf(kind) === paramKind.apiVersion);
  const checked: { readonly checker: TypeChecker; readonly label: string }[] = [];
  for (const object of checkedKinds(spec, kinds)) {
    const checker = new TypeChecker({ object, params });
    for (const { name, expression } of variables) yield* checker.declare(name, expression);
    checked.push({ checker, label: `${object.group}/${object.version}, Kind=${object.kind}` });
  }
  const warnings: Warning[] = [];
  function* check(fieldRef: string, expression: string): LongWork<void> {
    const issues: string[] = [];
    for (const { checker, label } of checked) {
      const issue = yield* checker.issuesOf(expression);
      if (issue !== undefined) issues.push(`${label}: ${issue}\n`);
    }
    if (issues.length > 0) warnings.push({ fieldRef, warning: issues.join("\n") });
  }
  for (const [index, { expression, messageExpression = "" }] of validations.entries()) {
    yield* check(`spec.validations[${index}].expression`, expression);
    if (messageExpression !== "") yield* check(`spec.validations[${index}].messageExpression`, messageExpression);
  }
  return warnings;
}

function apiVersionOf({ group, version }: KindDefinition): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The kinds that the rules of a policy name, without wildcards and subresources, in upstream's order. */
function checkedKinds(
  spec: Policy["spec"],
  kinds: readonly KindDefinition[],
): readonly (CheckedKind & KindDefinition)[] {
  const found = new Set<KindDefinition>();
  for (const rule of spec?.matchConstraints?.resourceRules ?? []) {
    if (!collect(rule, kinds, found)) break;
  }
  return [...found].sort(
    (a, b) => compare(a.group, b.group) || compare(a.version, b.version) || compare(a.kind, b.kind),
  );
}

/** Adds the kinds of a rule; whether there may be more. */
function collect(
  rule: admissionregistrationV1.NamedRuleWithOperations,
  kinds: readonly KindDefinition[],
  found: Set<KindDefinition>,
): boolean {
  const [groups, versions] = [named(rule.apiGroups), named(rule.apiVersions)];
  const resources = (rule.resources ?? []).filter((resource) => !/[*/]/.test(resource)).sort();
  let count = 0;
  for (const group of groups) {
    for (const version of versions) {
      for (const resource of resources) {
        const kind = kinds.find((each) => each.group === group && each.version === version && each.plural === resource);
        if (kind === undefined) continue;
        found.add(kind);
        count++;
        if (count === maxTypes) return false;
      }
    }
  }
  return true;
}

/** The names, in order; none if there is a wildcard. */
function named(names: readonly string[] = []): readonly string[] {
  return names.some((name) => name.includes("*")) ? [] : [...names].sort();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
