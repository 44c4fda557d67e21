import type { batchV1 } from "@engenho/core";
import { byteLength, type Causes } from "@engenho/machinery";
import { readIndexes } from "./indexes.js";

const maxRules = 20;
const maxIndexesLength = 64 * 1024;

/**
 * Validates a Job's successPolicy, by which an Indexed Job may succeed before all of its indexes have. Upstream:
 * validateSuccessPolicy.
 */
export function checkSuccessPolicy(
  { rules = [] }: batchV1.SuccessPolicy,
  path: string,
  { causes, completions }: { readonly causes: Causes; readonly completions: batchV1.JobSpec["completions"] },
): void {
  const at = `${path}.rules`;
  if (rules.length === 0) {
    causes.required(at, "at least one rules must be specified when the successPolicy is specified");
  }
  if (rules.length > maxRules) causes.tooMany(at, rules.length, maxRules);
  for (const [index, rule] of rules.entries()) checkRule(rule, `${at}[${index}]`, { causes, completions });
}

/** Without completions, which an Indexed Job must have, there is nothing to compare with. */
function checkRule(
  { succeededCount, succeededIndexes }: batchV1.SuccessPolicyRule,
  path: string,
  { causes, completions }: { readonly causes: Causes; readonly completions: number | undefined },
): void {
  if (succeededCount === undefined && succeededIndexes === undefined) {
    causes.required(path, "at least one of succeededCount or succeededIndexes must be specified");
  }
  if (completions === undefined) return;
  const listed = checkIndexes(succeededIndexes, path, { causes, completions });
  if (succeededCount === undefined) return;
  const at = `${path}.succeededCount`;
  causes.nonNegative(at, succeededCount);
  if (succeededCount > completions) {
    const detail = `must be less than or equal to ${completions} (the number of specified completions)`;
    causes.invalid(at, succeededCount, detail);
  }
  if (listed !== undefined && succeededCount > listed) {
    const detail = `must be less than or equal to ${listed} (the number of indexes in the specified succeededIndexes field)`;
    causes.invalid(at, succeededCount, detail);
  }
}

/** Their number; 0 if they cannot be parsed, `undefined` if there are none. */
function checkIndexes(
  indexes: string | undefined,
  path: string,
  { causes, completions }: { readonly causes: Causes; readonly completions: number },
): number | undefined {
  if (indexes === undefined) return undefined;
  const at = `${path}.succeededIndexes`;
  if (byteLength(indexes) > maxIndexesLength) causes.tooLong(at, maxIndexesLength);
  const read = readIndexes(indexes, completions);
  if ("count" in read) return read.count;
  causes.invalid(at, indexes, `error parsing succeededIndexes: ${read.fault}`);
  return 0;
}
