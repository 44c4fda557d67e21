import { type Clock, type OptionRules, optionRules } from "@engenho/core";
import { CommitLog, defaultCommitLogLimit } from "./commit-log.js";

/** The limits of a Backend that keeps its objects, and the history for watches, in the memory of this process. */
export interface BackendLimits {
  /**
   * How many commits are retained for watches. A watch that falls further behind lags; a watch from an older version, and an
   * older `continue` token, is `Expired`. Default 32 768.
   */
  readonly watchHistoryLimit?: number | undefined;
  /** The approximate maximum size of the retained commits, in bytes; the oldest are dropped first. Default 256 MiB. */
  readonly watchHistoryBytes?: number | undefined;
  /** The maximum age of the retained commits, in milliseconds, checked with each commit. Default: no limit. */
  readonly watchHistoryMs?: number | undefined;
  /**
   * The approximate maximum size of all objects in memory, in bytes. A write that would exceed it fails with StoreError
   * `InternalError`, "etcdserver: mvcc: database space exceeded"; reads, deletions and updates that shrink objects still
   * succeed. Default: no limit.
   */
  readonly storageQuotaBytes?: number | undefined;
}

/** The rules of {@link BackendLimits}, for `checkOptions`. */
export const backendLimitRules: OptionRules<keyof BackendLimits> = {
  watchHistoryLimit: optionRules.wholeNumber(1, Number.POSITIVE_INFINITY),
  watchHistoryBytes: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
  watchHistoryMs: { ...optionRules.interval, accepts: (value) => typeof value === "number" && value >= 0 },
  storageQuotaBytes: optionRules.wholeNumber(0, Number.POSITIVE_INFINITY),
};

const defaultHistoryBytes = 256 * 1024 * 1024;

/** A commit log within these limits. `clock` measures ages; `initialVersion`: see CommitLogOptions. */
export function commitLogWithin(limits: BackendLimits, clock: Clock, initialVersion = 1): CommitLog {
  return new CommitLog({
    limit: limits.watchHistoryLimit ?? defaultCommitLogLimit,
    limitBytes: limits.watchHistoryBytes ?? defaultHistoryBytes,
    limitMs: limits.watchHistoryMs ?? Number.POSITIVE_INFINITY,
    now: () => clock.monotonicNow(),
    initialVersion,
  });
}
