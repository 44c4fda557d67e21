import { aggregateErrors, errorMessage, type User } from "@engenho/core";
import { goQuote } from "@engenho/machinery";
import { type Binding, type RoleReference, type RoleSource, roleOf } from "./role-source.js";
import type { PolicyRule } from "./rule-matching.js";
import { isSubject, type Subject } from "./subjects.js";

/** Receives a rule of a user, with the binding that grants it. Returns whether to end the visit. */
export type RuleVisitor = (rule: PolicyRule, binding: Binding) => boolean;

/**
 * Visits the rules that a user has in a namespace (`""`: in the cluster), those of ClusterRoleBindings first, until the visitor
 * ends it; a rule may be visited more than once. Returns which roles are bound but do not exist, or undefined if the visitor ended the
 * visit (upstream: DefaultRuleResolver.VisitRulesFor).
 */
export function visitRules(
  source: RoleSource,
  { user, namespace }: { readonly user: User; readonly namespace: string },
  visit: RuleVisitor,
): readonly RoleReference[] | undefined {
  let missing: RoleReference[] | undefined;
  let visited: readonly PolicyRule[] | undefined;
  for (const scope of namespace === "" ? [""] : ["", namespace]) {
    for (const binding of source.bindingsOf(user, scope)) {
      const role = roleOf(binding);
      const rules = source.rulesOf(role, scope);
      if (rules === undefined) {
        missing ??= [];
        missing.push(role);
        continue;
      }
      // Many bindings of one user are often to one role.
      if (rules === visited) continue;
      visited = rules;
      for (const rule of rules) if (visit(rule, binding)) return undefined;
    }
  }
  return missing ?? none;
}

const none: readonly RoleReference[] = [];

/** All rules of a user, in the order of their bindings' names. */
export interface FoundRules {
  readonly rules: readonly PolicyRule[];
  /** The roles that are bound but do not exist. */
  readonly missing: readonly RoleReference[];
}

/** All rules that a user has in a namespace (`""`: in the cluster), each binding once. */
export function allRules(
  source: RoleSource,
  { user, namespace }: { readonly user: User; readonly namespace: string },
): FoundRules {
  const rules: PolicyRule[] = [];
  const missing: RoleReference[] = [];
  for (const scope of namespace === "" ? [""] : ["", namespace]) {
    const bindings = [...new Set(source.bindingsOf(user, scope))];
    bindings.sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
    for (const binding of bindings) {
      const role = roleOf(binding);
      const found = source.rulesOf(role, scope);
      if (found === undefined) missing.push(role);
      else rules.push(...found);
    }
  }
  return { rules, missing };
}

/**
 * The text of the errors about roles that do not exist, `""` for none. `resourceOf` names the resource of a kind: upstream's
 * informers call it `clusterrole`, its storage `clusterroles`.
 */
export function missingRolesText(missing: readonly RoleReference[], resourceOf: (kind: string) => string): string {
  if (missing.length === 0) return "";
  const errors = missing.map(({ kind, name }) => {
    if (kind !== "Role" && kind !== "ClusterRole")
      return new Error(`unsupported role reference kind: ${goQuote(kind)}`);
    return new Error(`${resourceOf(kind)}.rbac.authorization.k8s.io ${goQuote(name)} not found`);
  });
  return errorMessage(aggregateErrors(errors));
}

/** A binding as upstream describes it in the reason of a decision: `ClusterRoleBinding "a" of ClusterRole "b" to User "c"`. */
export function describeBinding(binding: Binding, user: User): string {
  const { name, namespace = "" } = binding.metadata;
  const { kind, name: role } = roleOf(binding);
  const subject = binding.subjects?.find((one) => isSubject(one, user, namespace));
  const named = namespace === "" ? name : `${name}/${namespace}`;
  const to = subject === undefined ? "" : describeSubject(subject, namespace);
  return `${binding.kind} ${goQuote(named)} of ${kind} ${goQuote(role)} to ${to}`;
}

function describeSubject({ kind, name, namespace = "" }: Subject, bindingNamespace: string): string {
  if (kind !== "ServiceAccount") return `${kind} ${goQuote(name)}`;
  return `${kind} ${goQuote(`${name}/${namespace === "" ? bindingNamespace : namespace}`)}`;
}
