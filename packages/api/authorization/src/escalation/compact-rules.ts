import { goQuote } from "@engenho/machinery";
import type { PolicyRule } from "../rbac/rule-matching.js";

/**
 * Joins rules that differ only by verb, for messages: those of one group, one resource and at most one name (upstream:
 * CompactRules).
 */
export function compactRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const compacted: PolicyRule[] = [];
  const simple = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const key = simpleKey(rule);
    if (key === undefined) {
      compacted.push(rule);
      continue;
    }
    const known = simple.get(key);
    simple.set(key, known === undefined ? rule : { ...known, verbs: [...known.verbs, ...rule.verbs] });
  }
  return [...compacted, ...simple.values()];
}

function simpleKey({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule) {
  const isSimple =
    apiGroups.length === 1 && resources.length === 1 && resourceNames.length <= 1 && nonResourceURLs.length === 0;
  return isSimple ? JSON.stringify([apiGroups, resources, resourceNames]) : undefined;
}

/** A rule as upstream prints it in messages: `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}` (CompactString). */
export function compactText(rule: PolicyRule): string {
  const parts = [
    ["APIGroups", rule.apiGroups],
    ["Resources", rule.resources],
    ["NonResourceURLs", rule.nonResourceURLs],
    ["ResourceNames", rule.resourceNames],
    ["Verbs", rule.verbs],
  ] as const;
  const texts = parts.map(([name, values = []]) => (values.length === 0 ? "" : `${name}:${quotedList(values)}`));
  return `{${texts.filter((text) => text !== "").join(", ")}}`;
}

/** A list as Go prints it with `%q`: `["a" "b"]`. */
export function quotedList(texts: readonly string[]): string {
  return `[${texts.map(goQuote).join(" ")}]`;
}
