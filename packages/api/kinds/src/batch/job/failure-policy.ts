import type { batchV1 } from "@engenho/core";
import { type Causes, goQuote, qualifiedNameFaults } from "@engenho/machinery";

type Rule = batchV1.PodFailurePolicy["rules"][number];
type ExitCodes = NonNullable<Rule["onExitCodes"]>;
type Conditions = NonNullable<Rule["onPodConditions"]>;

const maxRules = 20;
const maxExitCodes = 255;
const maxConditions = 20;
const actions = ["Count", "FailIndex", "FailJob", "Ignore"] as const;
const operators = ["In", "NotIn"] as const;
const statuses = ["False", "True", "Unknown"] as const;

interface Place {
  readonly path: string;
  readonly causes: Causes;
}

/** Validates a Job's podFailurePolicy. Upstream: validatePodFailurePolicy. */
export function checkFailurePolicy(
  spec: Partial<batchV1.JobSpec>,
  { rules = [] }: batchV1.PodFailurePolicy,
  { path, causes }: Place,
): void {
  if (rules.length > maxRules) causes.tooMany(`${path}.rules`, rules.length, maxRules);
  const pod = spec.template?.spec;
  const containers = [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])];
  const names = new Set(containers.map((container) => container.name));
  for (const [index, rule] of rules.entries()) {
    checkRule(rule, { spec, names }, { path: `${path}.rules[${index}]`, causes });
  }
}

function checkRule(
  { action = "", onExitCodes, onPodConditions = [] }: Partial<Rule>,
  { spec, names }: { readonly spec: Partial<batchV1.JobSpec>; readonly names: ReadonlySet<string> },
  { path, causes }: Place,
): void {
  if (action === "FailIndex") {
    if (spec.backoffLimitPerIndex === undefined) {
      causes.invalid(`${path}.action`, action, "requires the backoffLimitPerIndex to be set");
    }
  } else checkOneOf(action, actions, { path: `${path}.action`, causes });
  if (onExitCodes !== undefined) checkExitCodes(onExitCodes, names, { path: `${path}.onExitCodes`, causes });
  checkConditions(onPodConditions, { path: `${path}.onPodConditions`, causes });
  if (onExitCodes !== undefined && onPodConditions.length > 0) {
    causes.invalidWithoutValue(path, "specifying both OnExitCodes and OnPodConditions is not supported");
  }
  if (onExitCodes === undefined && onPodConditions.length === 0) {
    causes.invalidWithoutValue(path, "specifying one of OnExitCodes and OnPodConditions is required");
  }
}

function checkExitCodes(
  { operator = "", containerName, values }: Partial<ExitCodes>,
  names: ReadonlySet<string>,
  { path, causes }: Place,
): void {
  checkOneOf(operator, operators, { path: `${path}.operator`, causes });
  if (containerName !== undefined && !names.has(containerName)) {
    const detail = "must be one of the container or initContainer names in the pod template";
    causes.invalid(`${path}.containerName`, containerName, detail);
  }
  const at = `${path}.values`;
  const codes = values ?? [];
  if (codes.length === 0) causes.invalid(at, values, "at least one value is required");
  else if (codes.length > maxExitCodes) causes.tooMany(at, codes.length, maxExitCodes);
  const seen = new Set<number>();
  for (const [index, code] of codes.entries()) {
    if (operator === "In" && code === 0) causes.invalid(`${at}[${index}]`, code, "must not be 0 for the In operator");
    if (seen.has(code)) causes.duplicate(`${at}[${index}]`, code);
    seen.add(code);
  }
  const isOrdered = codes.every((code, index) => index === 0 || (codes[index - 1] as number) <= code);
  if (!isOrdered) causes.invalid(at, codes, "must be ordered");
}

function checkConditions(conditions: Conditions, { path, causes }: Place): void {
  if (conditions.length > maxConditions) causes.tooMany(path, conditions.length, maxConditions);
  for (const [index, { type = "", status = "" }] of conditions.entries()) {
    const at = `${path}[${index}]`;
    causes.invalidEach(`${at}.type`, type, qualifiedNameFaults(type));
    checkOneOf(status, statuses, { path: `${at}.status`, causes });
  }
}

function checkOneOf(value: string, allowed: readonly string[], { path, causes }: Place): void {
  if (value === "") causes.required(path, `valid values: [${allowed.map(goQuote).join(" ")}]`);
  else if (!allowed.includes(value)) causes.notSupported(path, value, allowed);
}
