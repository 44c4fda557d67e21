import type { batchV1 } from "@engenho/core";
import { byteLength, type Causes, checkDomainPrefixedPath } from "@engenho/machinery";
import { type Template, validatePodTemplate } from "../../pod-template/pod-template.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { checkFailurePolicy } from "./failure-policy.js";
import { checkSuccessPolicy } from "./success-policy.js";

/** How many indexes may run or fail: a Job's status has to contain them as text. */
const maxIndexed = 100_000;

/** Above this number of completions fewer may run or fail. */
const manyCompletions = 100_000;
const maxOfMany = 10_000;
const maxManagedByLength = 63;

/** Checks the spec of a Job, or of the Jobs of a CronJob, at `path`, except its selector. `current` is the stored template. */
export function checkJobSpec(spec: Partial<batchV1.JobSpec>, path: string, causes: Causes, current?: Template): void {
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
  if (spec.managedBy !== undefined) checkManagedBy(spec.managedBy, `${path}.managedBy`, causes);
  checkCompletionMode(spec, path, causes);
  if (spec.podFailurePolicy !== undefined) {
    checkFailurePolicy(spec, spec.podFailurePolicy, { path: `${path}.podFailurePolicy`, causes });
  }
  checkSuccess(spec, `${path}.successPolicy`, causes);
  checkReplacementPolicy(spec, `${path}.podReplacementPolicy`, causes);
  causes.add(validatePodTemplate(spec.template ?? {}, `${path}.template`, current));
  checkRestartPolicy(spec, `${path}.template.spec.restartPolicy`, causes);
}

function checkManagedBy(managedBy: string, path: string, causes: Causes): void {
  checkDomainPrefixedPath(managedBy, path, causes);
  if (byteLength(managedBy) > maxManagedByLength) causes.tooLong(path, maxManagedByLength);
}

function checkCompletionMode(spec: Partial<batchV1.JobSpec>, path: string, causes: Causes): void {
  const { completionMode = "NonIndexed", maxFailedIndexes, backoffLimitPerIndex } = spec;
  if (completionMode === "Indexed") {
    checkIndexed(spec, path, causes);
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

function checkIndexed(spec: Partial<batchV1.JobSpec>, path: string, causes: Causes): void {
  const { completions, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex } = spec;
  const failedPath = `${path}.maxFailedIndexes`;
  if (completions === undefined) causes.required(`${path}.completions`, "when completion mode is Indexed");
  if (parallelism > maxIndexed) {
    const detail = `must be less than or equal to ${maxIndexed} when completion mode is Indexed`;
    causes.invalid(`${path}.parallelism`, parallelism, detail);
  }
  if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions) {
    causes.invalid(failedPath, maxFailedIndexes, "must be less than or equal to completions");
  }
  if (maxFailedIndexes !== undefined && maxFailedIndexes > maxIndexed) {
    causes.invalid(failedPath, maxFailedIndexes, `must be less than or equal to ${maxIndexed}`);
  }
  if (completions === undefined || completions <= manyCompletions || backoffLimitPerIndex === undefined) return;
  const limited = `must be less than or equal to ${maxOfMany} when completions are above ${manyCompletions} and used with backoff limit per index`;
  if (maxFailedIndexes === undefined) {
    causes.required(failedPath, `must be specified when completions is above ${manyCompletions}`);
  }
  if (parallelism > maxOfMany) causes.invalid(`${path}.parallelism`, parallelism, limited);
  if (maxFailedIndexes !== undefined && maxFailedIndexes > maxOfMany) {
    causes.invalid(failedPath, maxFailedIndexes, limited);
  }
}

function checkSuccess(
  { successPolicy, completionMode, completions }: Partial<batchV1.JobSpec>,
  path: string,
  causes: Causes,
) {
  if (successPolicy === undefined) return;
  if (completionMode === "Indexed") checkSuccessPolicy(successPolicy, path, { causes, completions });
  else causes.invalid(path, goStructValue("SuccessPolicy", successPolicy), "requires indexed completion mode");
}

function checkReplacementPolicy(
  { podReplacementPolicy, podFailurePolicy }: Partial<batchV1.JobSpec>,
  path: string,
  causes: Causes,
): void {
  if (podReplacementPolicy === undefined) return;
  const allowed = podFailurePolicy === undefined ? ["Failed", "TerminatingOrFailed"] : ["Failed"];
  if (!allowed.includes(podReplacementPolicy)) causes.notSupported(path, podReplacementPolicy, allowed);
}

function checkRestartPolicy(
  { template, podFailurePolicy }: Partial<batchV1.JobSpec>,
  path: string,
  causes: Causes,
): void {
  const policy = template?.spec?.restartPolicy ?? "";
  if (policy === "" || policy === "Always") causes.required(path, 'valid values: "OnFailure", "Never"');
  else if (policy !== "OnFailure" && policy !== "Never") causes.notSupported(path, policy, ["OnFailure", "Never"]);
  else if (podFailurePolicy !== undefined && policy !== "Never") {
    causes.invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified');
  }
}
