import type { Causes } from "../validation/causes.js";
import { qualifiedNameFaults } from "../validation/names.js";
import { validatePodTemplate } from "./pod-template.js";
import type { JobSpec } from "./upstream-kinds.js";

type FailurePolicy = NonNullable<JobSpec["podFailurePolicy"]>;
type FailureRule = FailurePolicy["rules"][number];

const maxIndexedParallelism = 100_000;
const maxFailureRules = 20;
const failureActions = ["Count", "FailIndex", "FailJob", "Ignore"] as const;
const exitCodeOperators = ["In", "NotIn"] as const;
const conditionStatuses = ["False", "True", "Unknown"] as const;
const maxExitCodes = 255;

/** Checks the spec of a Job, or of the Jobs of a CronJob, at `path`; not its selector. */
export function checkJobSpec(spec: Partial<JobSpec>, path: string, causes: Causes): void {
  causes.nonNegative(`${path}.parallelism`, spec.parallelism);
  causes.nonNegative(`${path}.completions`, spec.completions);
  causes.nonNegative(`${path}.activeDeadlineSeconds`, spec.activeDeadlineSeconds);
  causes.nonNegative(`${path}.backoffLimit`, spec.backoffLimit);
  causes.nonNegative(`${path}.ttlSecondsAfterFinished`, spec.ttlSecondsAfterFinished);
  causes.nonNegative(`${path}.backoffLimitPerIndex`, spec.backoffLimitPerIndex);
  causes.nonNegative(`${path}.maxFailedIndexes`, spec.maxFailedIndexes);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    causes.required(`${path}.backoffLimitPerIndex`, "when maxFailedIndexes is specified");
  }
  checkCompletionMode(spec, path, causes);
  if (spec.podFailurePolicy !== undefined)
    checkFailurePolicy(spec, spec.podFailurePolicy, { path: `${path}.podFailurePolicy`, causes });
  if (spec.successPolicy !== undefined && spec.completionMode !== "Indexed") {
    causes.invalid(`${path}.successPolicy`, spec.successPolicy, "requires indexed completion mode");
  }
  checkReplacementPolicy(spec, `${path}.podReplacementPolicy`, causes);
  causes.add(validatePodTemplate(spec.template ?? {}, `${path}.template`));
  checkRestartPolicy(spec, `${path}.template.spec.restartPolicy`, causes);
}

function checkCompletionMode(spec: Partial<JobSpec>, path: string, causes: Causes): void {
  const { completionMode = "NonIndexed", completions, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex } = spec;
  if (completionMode === "Indexed") {
    if (completions === undefined) causes.required(`${path}.completions`, "when completion mode is Indexed");
    if (parallelism > maxIndexedParallelism) {
      const detail = `must be less than or equal to ${maxIndexedParallelism} when completion mode is Indexed`;
      causes.invalid(`${path}.parallelism`, parallelism, detail);
    }
    if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions) {
      causes.invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, "must be less than or equal to completions");
    }
    return;
  }
  if (completionMode !== "NonIndexed") {
    causes.notSupported(`${path}.completionMode`, completionMode, ["NonIndexed", "Indexed"]);
    return;
  }
  if (backoffLimitPerIndex !== undefined) {
    causes.invalid(`${path}.backoffLimitPerIndex`, backoffLimitPerIndex, "requires indexed completion mode");
  }
  if (maxFailedIndexes !== undefined) {
    causes.invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, "requires indexed completion mode");
  }
}

function checkReplacementPolicy(
  { podReplacementPolicy, podFailurePolicy }: Partial<JobSpec>,
  path: string,
  causes: Causes,
): void {
  if (podReplacementPolicy === undefined) return;
  const allowed = podFailurePolicy === undefined ? ["Failed", "TerminatingOrFailed"] : ["Failed"];
  if (!allowed.includes(podReplacementPolicy)) causes.notSupported(path, podReplacementPolicy, allowed);
}

function checkRestartPolicy({ template, podFailurePolicy }: Partial<JobSpec>, path: string, causes: Causes): void {
  const policy = template?.spec?.restartPolicy ?? "";
  if (policy === "" || policy === "Always") causes.required(path, 'valid values: "OnFailure", "Never"');
  else if (policy !== "OnFailure" && policy !== "Never") causes.notSupported(path, policy, ["OnFailure", "Never"]);
  else if (podFailurePolicy !== undefined && policy !== "Never") {
    causes.invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified');
  }
}

interface Place {
  readonly path: string;
  readonly causes: Causes;
}

function checkFailurePolicy(spec: Partial<JobSpec>, { rules = [] }: FailurePolicy, { path, causes }: Place): void {
  if (rules.length > maxFailureRules) causes.tooMany(`${path}.rules`, rules.length, maxFailureRules);
  const pod = spec.template?.spec;
  const names = new Set(
    [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])].map((container) => container.name),
  );
  for (const [index, rule] of rules.entries()) {
    checkFailureRule(rule, names, { path: `${path}.rules[${index}]`, causes });
    if (rule.action === "FailIndex" && spec.backoffLimitPerIndex === undefined) {
      const detail = "requires the backoffLimitPerIndex to be set";
      causes.invalid(`${path}.rules[${index}].action`, rule.action, detail);
    }
  }
}

function checkFailureRule(rule: FailureRule, containers: ReadonlySet<string>, { path, causes }: Place): void {
  const { action = "", onExitCodes, onPodConditions = [] } = rule;
  if (action === "") causes.required(`${path}.action`, `valid values: [${quoted(failureActions)}]`);
  else if (!(failureActions as readonly string[]).includes(action))
    causes.notSupported(`${path}.action`, action, failureActions);
  if (onExitCodes !== undefined) {
    const { operator = "", containerName, values = [] } = onExitCodes;
    const at = `${path}.onExitCodes`;
    if (operator === "") causes.required(`${at}.operator`, `valid values: [${quoted(exitCodeOperators)}]`);
    else if (!(exitCodeOperators as readonly string[]).includes(operator)) {
      causes.notSupported(`${at}.operator`, operator, exitCodeOperators);
    }
    if (containerName !== undefined && !containers.has(containerName)) {
      causes.invalid(
        `${at}.containerName`,
        containerName,
        "must be one of the container or initContainer names in the pod template",
      );
    }
    if (values.length === 0) causes.invalid(`${at}.values`, values, "at least one value is required");
    else if (values.length > maxExitCodes) causes.tooMany(`${at}.values`, values.length, maxExitCodes);
    if (operator === "In" && values.includes(0)) {
      causes.invalid(`${at}.values[${values.indexOf(0)}]`, 0, "must not be 0 for the In operator");
    }
  }
  for (const [index, { type = "", status = "" }] of onPodConditions.entries()) {
    const at = `${path}.onPodConditions[${index}]`;
    causes.invalidEach(`${at}.type`, type, qualifiedNameFaults(type));
    if (status === "") causes.required(`${at}.status`, `valid values: [${quoted(conditionStatuses)}]`);
    else if (!(conditionStatuses as readonly string[]).includes(status)) {
      causes.notSupported(`${at}.status`, status, conditionStatuses);
    }
  }
  if (onExitCodes !== undefined && onPodConditions.length > 0) {
    causes.invalidWithoutValue(path, "specifying both OnExitCodes and OnPodConditions is not supported");
  }
  if (onExitCodes === undefined && onPodConditions.length === 0) {
    causes.invalidWithoutValue(path, "specifying one of OnExitCodes and OnPodConditions is required");
  }
}

function quoted(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(" ");
}
