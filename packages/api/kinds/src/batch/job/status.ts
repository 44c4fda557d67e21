import type { batchV1, Job, StatusCause, Stored } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { checkCounts } from "../../shared/counts.js";
import { sameByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { overlapFault, readIndexes } from "./indexes.js";

type Status = NonNullable<Job["status"]>;

const counts = ["active", "succeeded", "failed", "ready", "terminating"] as const;
const terminal = ["Failed", "Complete", "FailureTarget"] as const;
const conditions = "status.conditions";

const sameUncounted = sameByMeaning("io.k8s.api.batch.v1.JobStatus", "uncountedTerminatedPods");

/** The conditions of a Job's status. */
interface Outcome {
  readonly complete: boolean;
  readonly failed: boolean;
  /** Complete or failed. */
  readonly finished: boolean;
  readonly failureTarget: boolean;
  readonly successCriteriaMet: boolean;
}

/** The new status and the previous one, with their conditions. */
interface States {
  readonly spec: Partial<batchV1.JobSpec>;
  readonly status: Status;
  readonly before: Status;
  readonly now: Outcome;
  readonly past: Outcome;
  readonly causes: Causes;
}

/**
 * Validates the next status of a Job. Most rules only apply to what this write changes, because a change of the spec may have
 * violated them temporarily. Upstream: ValidateJobStatusUpdate with the options of getStatusValidationOptions.
 */
export function validateJobStatus(next: Job, current: Stored<Job>): readonly StatusCause[] {
  const causes = new Causes();
  const status = next.status ?? {};
  const before = current.status ?? {};
  const spec = next.spec ?? {};
  const states = { spec, status, before, now: outcomeOf(status), past: outcomeOf(before), causes };
  checkCounts(status, "status", { causes, fields: counts });
  checkUncounted(status, causes);
  checkOutcomes(states);
  checkTimes(states);
  checkTargets(states);
  checkFinished(states);
  checkIndexes(states);
  checkPodsOfFinished(states);
  checkSuccessCriteria(states);
  checkTransition(states);
  return causes.list;
}

function outcomeOf(status: Status): Outcome {
  const has = (type: string) =>
    (status.conditions ?? []).some((condition) => condition.type === type && condition.status === "True");
  const [complete, failed] = [has("Complete"), has("Failed")];
  const finished = complete || failed;
  const [failureTarget, successCriteriaMet] = [has("FailureTarget"), has("SuccessCriteriaMet")];
  return { complete, failed, finished, failureTarget, successCriteriaMet };
}

/** Whether one of these differs from before. */
function changes({ now, past }: States, ...parts: readonly (keyof Outcome)[]): boolean {
  return parts.some((part) => now[part] !== past[part]);
}

function timeOf(time: string | null | undefined): number | undefined {
  return time === undefined || time === null ? undefined : Date.parse(time);
}

function startChanges({ status, before }: States): boolean {
  return timeOf(status.startTime) !== timeOf(before.startTime);
}

function completionChanges({ status, before }: States): boolean {
  return timeOf(status.completionTime) !== timeOf(before.completionTime);
}

function checkUncounted({ uncountedTerminatedPods }: Status, causes: Causes): void {
  const seen = new Set<string>();
  for (const list of ["succeeded", "failed"] as const) {
    for (const [index, uid] of (uncountedTerminatedPods?.[list] ?? []).entries()) {
      const path = `status.uncountedTerminatedPods.${list}[${index}]`;
      if (uid === "") causes.invalid(path, uid, "must not be empty");
      else if (seen.has(uid)) causes.duplicate(path, uid);
      seen.add(uid);
    }
  }
}

function checkOutcomes(states: States): void {
  const { now, causes } = states;
  if (now.complete && now.failed && changes(states, "complete", "failed")) {
    causes.invalidWithoutValue(conditions, "cannot set Complete=True and Failed=true conditions");
  }
  if (now.complete && now.failureTarget && changes(states, "complete", "failureTarget")) {
    causes.invalidWithoutValue(conditions, "cannot set Complete=True and FailureTarget=true conditions");
  }
}

function checkTimes(states: States): void {
  const { status, now, causes } = states;
  const path = "status.completionTime";
  const [started, completed] = [timeOf(status.startTime), timeOf(status.completionTime)];
  if (changes(states, "complete") || completionChanges(states)) {
    if (completed !== undefined && !now.complete) {
      const detail = "cannot set completionTime when there is no Complete=True condition";
      causes.invalid(path, status.completionTime, detail);
    }
    if (completed === undefined && now.complete) causes.required(path, "completionTime is required for Complete jobs");
  }
  if (!startChanges(states) && !completionChanges(states)) return;
  if (started !== undefined && completed !== undefined && completed < started) {
    causes.invalid(path, status.completionTime, "completionTime cannot be set before startTime");
  }
}

function checkTargets(states: States): void {
  const { status, before, now, causes } = states;
  const failureChanges = changes(states, "failed") || status.failedIndexes !== before.failedIndexes;
  if (now.failed && !now.failureTarget && failureChanges) {
    const detail = "cannot set Failed=True condition without the FailureTarget=true condition";
    causes.invalidWithoutValue(conditions, detail);
  }
  if (now.complete && !now.successCriteriaMet && changes(states, "complete", "successCriteriaMet")) {
    const detail = "cannot set Complete=True condition without the SuccessCriteriaMet=true condition";
    causes.invalidWithoutValue(conditions, detail);
  }
}

function checkFinished(states: States): void {
  const { spec, status, before, now, causes } = states;
  if (!now.finished) return;
  const { active = 0, uncountedTerminatedPods: uncounted } = status;
  if (active > 0 && (changes(states, "finished") || active !== (before.active ?? 0))) {
    causes.invalid("status.active", active, "active>0 is invalid for finished job");
  }
  const neverStarts = spec.suspend === true && spec.completions === 0;
  if (timeOf(status.startTime) === undefined && !neverStarts && (changes(states, "finished") || startChanges(states))) {
    causes.required("status.startTime", "startTime is required for finished job");
  }
  const waiting = (uncounted?.failed ?? []).length + (uncounted?.succeeded ?? []).length;
  const uncountedChanges = !sameUncounted(uncounted, before.uncountedTerminatedPods);
  if (waiting > 0 && (changes(states, "finished") || uncountedChanges)) {
    const printed = goStructValue("UncountedTerminatedPods", uncounted);
    const detail = "uncountedTerminatedPods needs to be empty for finished job";
    causes.invalid("status.uncountedTerminatedPods", printed, detail);
  }
}

function checkIndexes({ spec, status, before, causes }: States): void {
  const { completions, backoffLimitPerIndex, completionMode } = spec;
  const { completedIndexes: completed = "", failedIndexes: failed } = status;
  const completedChange = completed !== (before.completedIndexes ?? "");
  const failedChange = failed !== before.failedIndexes;
  const [completedPath, failedPath] = ["status.completedIndexes", "status.failedIndexes"];
  if (completions !== undefined && completedChange) {
    const read = readIndexes(completed, completions);
    if ("fault" in read) causes.invalid(completedPath, completed, `error parsing completedIndexes: ${read.fault}`);
  }
  if (completions !== undefined && backoffLimitPerIndex !== undefined && failed !== undefined && failedChange) {
    const read = readIndexes(failed, completions);
    if ("fault" in read) causes.invalid(failedPath, failed, `error parsing failedIndexes: ${read.fault}`);
  }
  if (completed !== "" && completionMode !== "Indexed" && completedChange) {
    const detail = "cannot set non-empty completedIndexes when non-indexed completion mode";
    causes.invalid(completedPath, completed, detail);
  }
  if (backoffLimitPerIndex === undefined && failed !== undefined && failedChange) {
    causes.invalid(failedPath, failed, "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
  }
  if (completions !== undefined && failed !== undefined && (completedChange || failedChange)) {
    const fault = overlapFault({ completed, failed }, completions);
    if (fault !== undefined) causes.invalid(failedPath, failed, fault);
  }
}

function checkPodsOfFinished(states: States): void {
  const { status, before, now, causes } = states;
  const { terminating = 0, ready, active = 0 } = status;
  if (now.finished && terminating > 0 && (changes(states, "finished") || terminating !== before.terminating)) {
    causes.invalid("status.terminating", terminating, "terminating>0 is invalid for finished job");
  }
  if (ready !== undefined && ready > active && (ready !== before.ready || active !== (before.active ?? 0))) {
    causes.invalid("status.ready", ready, "cannot set more ready pods than active");
  }
}

function checkSuccessCriteria({ spec, now, causes }: States): void {
  if (now.successCriteriaMet && now.failed) {
    causes.invalidWithoutValue(conditions, "cannot set SuccessCriteriaMet=True and Failed=true conditions");
  }
  if (now.successCriteriaMet && now.failureTarget) {
    causes.invalidWithoutValue(conditions, "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
  }
  if (spec.successPolicy !== undefined && now.complete && !now.successCriteriaMet) {
    const detail = "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True";
    causes.invalidWithoutValue(conditions, detail);
  }
}

function checkTransition(states: States): void {
  const { spec, status, before, now, past, causes } = states;
  for (const type of terminal) {
    const part = ({ Failed: "failed", Complete: "complete", FailureTarget: "failureTarget" } as const)[type];
    if (past[part] && !now[part]) {
      causes.invalidWithoutValue(conditions, `cannot disable the terminal ${type}=True condition`);
    }
  }
  const { failed = 0, succeeded = 0 } = status;
  if (failed < (before.failed ?? 0)) causes.invalid("status.failed", failed, "cannot decrease the failed counter");
  // For a Job that can be scaled down, only the remaining indexes count.
  const isElastic = spec.completionMode === "Indexed" && spec.completions === spec.parallelism;
  if (!isElastic && succeeded < (before.succeeded ?? 0)) {
    causes.invalid("status.succeeded", succeeded, "cannot decrease the succeeded counter");
  }
  const hadCompletion = timeOf(status.completionTime) !== undefined && timeOf(before.completionTime) !== undefined;
  if (hadCompletion && completionChanges(states)) {
    causes.invalid("status.completionTime", status.completionTime, "completionTime cannot be mutated");
  }
  if (timeOf(before.startTime) !== undefined && startChanges(states) && spec.suspend !== true) {
    causes.required("status.startTime", "startTime cannot be removed for unsuspended job");
  }
  if (past.successCriteriaMet && !now.successCriteriaMet) {
    causes.invalidWithoutValue(conditions, "cannot disable the SuccessCriteriaMet=True condition");
  }
  if (past.complete && !past.successCriteriaMet && now.successCriteriaMet) {
    const detail = "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions";
    causes.invalidWithoutValue(conditions, detail);
  }
}
