import { getHeapStatistics } from "node:v8";

/** How much of what clients make the server keep is kept, in bytes of memory. */
export interface MemoryLimits {
  /** All objects together. */
  readonly storageQuotaBytes: number;
  /** What watches can still read of the past. */
  readonly watchHistoryBytes: number;
  /** All Events together. */
  readonly eventBytes: number;
}

const storageShare = 0.35;
const historyShare = 0.1;
const eventShareOfStorage = 0.25;
const mostHistoryBytes = 256 * 1024 * 1024;

/**
 * The limits under which this process lives within its heap (`--max-old-space-size`): the rest of it is for what is being
 * read and written, what controllers know, and for the collector. `storageQuotaBytes`: what was asked for instead.
 */
export function memoryLimits(storageQuotaBytes: number | undefined): MemoryLimits {
  const heapBytes = getHeapStatistics().heap_size_limit;
  const quota = storageQuotaBytes ?? Math.floor(heapBytes * storageShare);
  return {
    storageQuotaBytes: quota,
    watchHistoryBytes: Math.min(mostHistoryBytes, Math.floor(heapBytes * historyShare)),
    eventBytes: Math.floor(quota * eventShareOfStorage),
  };
}
