import type { ResourceQuota } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { isQuotaResource } from "./resource-names.js";

type Spec = NonNullable<ResourceQuota["spec"]>;
type Requirement = NonNullable<NonNullable<Spec["scopeSelector"]>["matchExpressions"]>[number];

const countOfPods = ["pods"];
const ofPods = [...countOfPods, "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];
const ofClaims = ["persistentvolumeclaims", "requests.storage"];

/** The resources that a scope applies to (upstream: IsResourceQuotaScopeValidForResource). */
const resourcesOf: ReadonlyMap<string, readonly string[]> = new Map([
  ["Terminating", ofPods],
  ["NotTerminating", ofPods],
  ["BestEffort", countOfPods],
  ["NotBestEffort", ofPods],
  ["PriorityClass", ofPods],
  ["CrossNamespacePodAffinity", ofPods],
  ["VolumeAttributesClass", ofClaims],
]);

const existsOnly = new Set([
  "Terminating",
  "NotTerminating",
  "BestEffort",
  "NotBestEffort",
  "CrossNamespacePodAffinity",
]);

const conflicting = [
  ["BestEffort", "NotBestEffort"],
  ["Terminating", "NotTerminating"],
] as const;

/** Upstream: validateResourceQuotaScopes. */
export function checkScopes(spec: Spec, causes: Causes): void {
  const scopes: readonly string[] = spec.scopes ?? [];
  for (const scope of scopes) {
    if (!resourcesOf.has(scope)) causes.invalid("spec.scopes", scopes, "unsupported scope");
    for (let misfits = misfitsOf(scope, spec); misfits > 0; misfits--)
      causes.invalid("spec.scopes", scopes, "unsupported scope applied to resource");
  }
  checkConflicts(scopes, { path: "spec.scopes", shown: spec.scopes }, causes);
}

/** Upstream: validateScopedResourceSelectorRequirement. */
export function checkScopeSelector(spec: Spec, causes: Causes): void {
  if (spec.scopeSelector === undefined) return;
  const path = "spec.scopeSelector.matchExpressions";
  const requirements = spec.scopeSelector.matchExpressions ?? [];
  for (const requirement of requirements) {
    const { scopeName } = requirement;
    if (!resourcesOf.has(scopeName)) causes.invalid(`${path}.scopeName`, scopeName, "unsupported scope");
    for (let misfits = misfitsOf(scopeName, spec); misfits > 0; misfits--)
      causes.invalid(path, printed(requirements), "unsupported scope applied to resource");
    checkOperator(requirement, path, causes);
  }
  const names = requirements.map(({ scopeName }) => scopeName);
  checkConflicts(names, { path, shown: spec.scopes }, causes);
}

function checkOperator({ scopeName, operator, values = [] }: Requirement, path: string, causes: Causes): void {
  if (existsOnly.has(scopeName) && operator !== "Exists") {
    const detail =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    causes.invalid(`${path}.operator`, operator, detail);
  }
  if (operator === "In" || operator === "NotIn") {
    if (values.length > 0) return;
    const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    causes.required(`${path}.values`, detail);
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length === 0) return;
    const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    causes.invalid(`${path}.values`, values, detail);
  } else causes.invalid(`${path}.operator`, operator, "not a valid selector operator");
}

/** How many of the quota's resources a scope does not apply to. An unknown scope applies to all. */
function misfitsOf(scope: string, spec: Spec): number {
  const fitting = resourcesOf.get(scope);
  if (fitting === undefined) return 0;
  return Object.keys(spec.hard ?? {}).filter((name) => isQuotaResource(name) && !fitting.includes(name)).length;
}

function checkConflicts(
  scopes: readonly string[],
  { path, shown }: { readonly path: string; readonly shown: unknown },
  causes: Causes,
): void {
  for (const pair of conflicting) {
    if (pair.every((scope) => scopes.includes(scope))) causes.invalid(path, shown, "conflicting scopes");
  }
}

/** Upstream prints its internal struct here, whose field names are capitalised. */
function printed(requirements: readonly Requirement[]): unknown {
  return {
    MatchExpressions: requirements.map(({ scopeName, operator, values }) => ({
      ScopeName: scopeName,
      Operator: operator,
      Values: values ?? null,
    })),
  };
}
