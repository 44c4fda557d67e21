import {
  type ClusterRole,
  type ClusterRoleBinding,
  type Role,
  type RoleBinding,
  type rbacV1,
  type Stored,
  strictlyEqual,
} from "@engenho/core";
import { uncovered } from "../rbac/rule-coverage.js";
import { autoUpdateAnnotation } from "./parse-policy.js";

type AnyRole = Role | ClusterRole;
type AnyBinding = RoleBinding | ClusterRoleBinding;

/** The action for a stored object. */
export type Reconciliation<T> =
  | { readonly type: "none" }
  | { readonly type: "update"; readonly object: T }
  /** Delete it and create what is expected: its role cannot be changed. */
  | { readonly type: "recreate" };

const nothing = { type: "none" } as const;

/**
 * Reconciles a stored role with the expected one: missing rules, selectors, labels and annotations are added, extra
 * ones kept. Objects with the annotation `rbac.authorization.kubernetes.io/autoupdate: "false"` are not changed
 * (upstream: component-helpers/auth/rbac/reconciliation).
 */
export function reconcileRole<T extends AnyRole>(existing: Stored<T>, expected: T): Reconciliation<T> {
  if (isProtected(existing)) return nothing;
  const metadata = mergedMetadata(existing, expected);
  const missing = uncovered(existing.rules ?? [], expected.rules ?? []);
  const aggregationRule = mergedAggregation(aggregationOf(existing), aggregationOf(expected));
  const isSame = metadata === existing.metadata && missing.length === 0 && aggregationRule === aggregationOf(existing);
  if (isSame) return nothing;
  const rules = missing.length === 0 ? existing.rules : [...(existing.rules ?? []), ...missing];
  const changed = { metadata, rules, ...(existing.kind === "ClusterRole" ? { aggregationRule } : {}) };
  return { type: "update", object: { ...existing, ...changed } };
}

/**
 * Reconciles a stored binding with the expected one: missing subjects are added; another role requires it to be
 * recreated.
 */
export function reconcileBinding<T extends AnyBinding>(existing: Stored<T>, expected: T): Reconciliation<T> {
  if (isProtected(existing)) return nothing;
  if (!strictlyEqual(existing.roleRef, expected.roleRef)) return { type: "recreate" };
  const metadata = mergedMetadata(existing, expected);
  const known = existing.subjects ?? [];
  const missing = (expected.subjects ?? []).filter((subject) => !known.some((one) => isSameSubject(one, subject)));
  if (metadata === existing.metadata && missing.length === 0) return nothing;
  const subjects = missing.length === 0 ? existing.subjects : [...known, ...missing];
  return { type: "update", object: { ...existing, metadata, subjects } };
}

function isProtected({ metadata }: AnyRole | AnyBinding): boolean {
  return metadata.annotations?.[autoUpdateAnnotation] === "false";
}

function aggregationOf(role: AnyRole): rbacV1.AggregationRule | undefined {
  return role.kind === "ClusterRole" ? role.aggregationRule : undefined;
}

/** Stored labels and annotations prevail; the same metadata if nothing is missing. */
function mergedMetadata<T extends AnyRole | AnyBinding>({ metadata }: T, expected: T): T["metadata"] {
  const { labels, annotations } = expected.metadata;
  const isComplete = hasKeys(metadata.labels, labels) && hasKeys(metadata.annotations, annotations);
  if (isComplete) return metadata;
  return {
    ...metadata,
    labels: { ...labels, ...metadata.labels },
    annotations: { ...annotations, ...metadata.annotations },
  };
}

function hasKeys(map: Readonly<Record<string, string>> = {}, expected: Readonly<Record<string, string>> = {}): boolean {
  return Object.keys(expected).every((key) => Object.hasOwn(map, key));
}

function mergedAggregation(
  existing: rbacV1.AggregationRule | undefined,
  expected: rbacV1.AggregationRule | undefined,
): rbacV1.AggregationRule | undefined {
  if (expected === undefined || existing === undefined) return expected;
  const known = existing.clusterRoleSelectors ?? [];
  const missing = (expected.clusterRoleSelectors ?? []).filter(
    (selector) => !known.some((one) => strictlyEqual(one, selector)),
  );
  return missing.length === 0 ? existing : { clusterRoleSelectors: [...known, ...missing] };
}

function isSameSubject(left: rbacV1.Subject, right: rbacV1.Subject): boolean {
  const same = (field: "apiGroup" | "kind" | "name" | "namespace") => (left[field] ?? "") === (right[field] ?? "");
  return same("kind") && same("name") && same("apiGroup") && same("namespace");
}
