import { isFilled } from "./is-filled.js";

/** How much of a request is recorded: nothing; its metadata; in addition its body; in addition the response's body. */
export type AuditLevel = "None" | "Metadata" | "Request" | "RequestResponse";

/** A moment at which an event can be recorded. */
export type AuditStage = "RequestReceived" | "ResponseStarted" | "ResponseComplete" | "Panic";

/** Resources of a group (audit.k8s.io GroupResources). */
export interface GroupResources {
  /** `""` is core. */
  readonly group?: string;
  /** Plurals: `pods`, `pods/log`, `pods/*`, `*` + `/scale`, `*`. Empty: all. */
  readonly resources?: readonly string[];
  /** Empty: all. */
  readonly resourceNames?: readonly string[];
}

/** One rule of a policy (audit.k8s.io PolicyRule): its criteria are ANDed, and the first rule that applies to a request decides. */
export interface AuditPolicyRule {
  /** How much of the requests it applies to is recorded. */
  readonly level: AuditLevel;
  /** Names of users; of a request that impersonates, the name of the real one. Empty: all. */
  readonly users?: readonly string[];
  /** The user must belong to one of these groups. Empty: all users. */
  readonly userGroups?: readonly string[];
  /** `get`, `create`...; for non-resource paths the HTTP method in lower case. Empty: all. */
  readonly verbs?: readonly string[];
  /** Empty: all, and, if `namespaces` and `nonResourceURLs` are empty too, also non-resource paths. */
  readonly resources?: readonly GroupResources[];
  /** `""` stands for cluster-scoped resources. */
  readonly namespaces?: readonly string[];
  /** Paths; a final `*` matches any suffix. */
  readonly nonResourceURLs?: readonly string[];
  /** Stages at which no event is recorded, in addition to the policy's. */
  readonly omitStages?: readonly AuditStage[];
  /** Overrides the policy's. */
  readonly omitManagedFields?: boolean;
}

/** An audit policy (audit.k8s.io/v1 Policy). */
export interface AuditPolicy {
  /** In order, at least one. Requests to which none applies are not recorded. */
  readonly rules: readonly AuditPolicyRule[];
  /** Stages at which no event is recorded. */
  readonly omitStages?: readonly AuditStage[];
  /** Whether bodies are recorded without their managed fields. Default false. */
  readonly omitManagedFields?: boolean;
}

const levels: readonly string[] = ["None", "Metadata", "Request", "RequestResponse"];
const stages: readonly string[] = ["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"];
const policyFields: readonly string[] = ["apiVersion", "kind", "metadata", "rules", "omitStages", "omitManagedFields"];
const ruleFields: readonly string[] = [
  "level",
  "users",
  "userGroups",
  "verbs",
  "resources",
  "namespaces",
  "nonResourceURLs",
  "omitStages",
  "omitManagedFields",
];

/**
 * Validates a parsed policy file, as kube-apiserver does at its start (upstream: audit/policy/reader.go, apis/audit/validation). Throws
 * RangeError with all errors, each with the path of its field.
 */
export function parseAuditPolicy(value: unknown): AuditPolicy {
  if (!isRecord(value)) throw new RangeError("an audit policy must be an object");
  const { apiVersion, kind } = value;
  if (apiVersion !== "audit.k8s.io/v1" || kind !== "Policy") {
    throw new RangeError(`unknown group version field ${String(apiVersion)}, Kind=${String(kind)} in policy`);
  }
  const faults: string[] = [];
  unknownFields("", value, policyFields, faults);
  const { rules } = value;
  if (!Array.isArray(rules) || rules.length === 0) throw new RangeError("loaded illegal policy with 0 rules");
  checkStages("omitStages", value.omitStages, faults);
  checkFlag("omitManagedFields", value.omitManagedFields, faults);
  for (const [index, rule] of rules.entries()) checkRule(`rules[${index}]`, rule, faults);
  if (faults.length > 0) throw new RangeError(faults.join("; "));
  // Every field has been checked above, which the compiler cannot infer.
  return value as unknown as AuditPolicy;
}

function checkRule(path: string, rule: unknown, faults: string[]): void {
  if (!isRecord(rule)) return void faults.push(`${path}: must be an object`);
  unknownFields(`${path}.`, rule, ruleFields, faults);
  const { level, resources, namespaces, nonResourceURLs } = rule;
  if (level === undefined || level === "") faults.push(`${path}.level: Required value`);
  else if (!levels.includes(level as string)) {
    const supported = levels.map((each) => JSON.stringify(each)).join(", ");
    faults.push(`${path}.level: Unsupported value: ${JSON.stringify(level)}: supported values: ${supported}`);
  }
  for (const field of ["users", "userGroups", "verbs", "namespaces", "nonResourceURLs"]) {
    checkTexts(`${path}.${field}`, rule[field], faults);
  }
  checkStages(`${path}.omitStages`, rule.omitStages, faults);
  checkFlag(`${path}.omitManagedFields`, rule.omitManagedFields, faults);
  if (isFilled(nonResourceURLs)) {
    for (const [index, url] of nonResourceURLs.entries()) checkUrl(`${path}.nonResourceURLs[${index}]`, url, faults);
    if (isFilled(resources) || isFilled(namespaces)) {
      const why = "rules cannot apply to both regular resources and non-resource URLs";
      faults.push(`${path}.nonResourceURLs: Invalid value: ${JSON.stringify(nonResourceURLs)}: ${why}`);
    }
  }
  if (resources === undefined || resources === null) return;
  if (!Array.isArray(resources)) return void faults.push(`${path}.resources: must be a list`);
  for (const [index, one] of resources.entries()) checkResources(`${path}.resources[${index}]`, one, faults);
}

function checkResources(path: string, value: unknown, faults: string[]): void {
  if (!isRecord(value)) return void faults.push(`${path}: must be an object`);
  unknownFields(`${path}.`, value, ["group", "resources", "resourceNames"], faults);
  const { group = "", resources, resourceNames } = value;
  if (typeof group !== "string" || !/^([a-z0-9]([-.a-z0-9]*[a-z0-9])?)?$/.test(group)) {
    faults.push(`${path}.group: Invalid value: ${JSON.stringify(group)}: must be a DNS subdomain, without a version`);
  }
  checkTexts(`${path}.resources`, resources, faults);
  checkTexts(`${path}.resourceNames`, resourceNames, faults);
  if (isFilled(resourceNames) && !isFilled(resources)) {
    const why = "using resourceNames requires at least one resource";
    faults.push(`${path}.resourceNames: Invalid value: ${JSON.stringify(resourceNames)}: ${why}`);
  }
}

function checkUrl(path: string, url: unknown, faults: string[]): void {
  if (typeof url !== "string" || url === "*") return;
  const invalid = (why: string) => faults.push(`${path}: Invalid value: ${JSON.stringify(url)}: ${why}`);
  if (!url.startsWith("/")) invalid("non-resource URL rules must begin with a '/' character");
  if (url.slice(0, -1).includes("*")) invalid("non-resource URL wildcards '*' must be the final character of the rule");
}

function checkStages(path: string, value: unknown, faults: string[]): void {
  checkTexts(path, value, faults);
  if (!Array.isArray(value)) return;
  for (const [index, stage] of value.entries()) {
    if (stages.includes(stage)) continue;
    faults.push(`${path}[${index}]: Invalid value: ${JSON.stringify(stage)}: allowed stages are ${stages.join(",")}`);
  }
}

function checkTexts(path: string, value: unknown, faults: string[]): void {
  const isTexts = Array.isArray(value) && value.every((each) => typeof each === "string");
  if (value !== undefined && value !== null && !isTexts) faults.push(`${path}: must be a list of strings`);
}

function checkFlag(path: string, value: unknown, faults: string[]): void {
  if (value !== undefined && value !== null && typeof value !== "boolean")
    faults.push(`${path}: must be true or false`);
}

function unknownFields(prefix: string, value: object, known: readonly string[], faults: string[]): void {
  for (const field of Object.keys(value)) {
    if (!known.includes(field)) faults.push(`unknown field ${JSON.stringify(prefix + field)}`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
