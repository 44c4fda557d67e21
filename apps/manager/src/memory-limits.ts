import { getHeapStatistics } from "node:v8";

/** Limits on the data kept for clients, in bytes of memory. */
export interface MemoryLimits {
  /** All objects together. */
  readonly storageQuotaBytes: number;
  /** The history for watches. */
  readonly watchHistoryBytes: number;
  /** All Events together. */
  readonly eventBytes: number;
}

const storageShare = 0.35;
const historyShare = 0.1;
const eventShareOfStorage = 0.25;
const maxHistoryBytes = 256 * 1024 * 1024;

/**
 * The limits that keep this process within its heap (`--max-old-space-size`): the remainder is for requests in progress,
 * controller state, and garbage collection. `storageQuotaBytes` overrides the default quota.
 */
export function memoryLimits(storageQuotaBytes: number | undefined): MemoryLimits {
  const heapBytes = getHeapStatistics().heap_size_limit;
  const quota = storageQuotaBytes ?? Math.floor(heapBytes * storageShare);
  return {
    storageQuotaBytes: quota,
    watchHistoryBytes: Math.min(maxHistoryBytes, Math.floor(heapBytes * historyShare)),
    eventBytes: Math.floor(quota * eventShareOfStorage),
  };
}
