import { humanDuration } from "@engenho/machinery";
import { type Fields, object } from "./fields.js";

/** The time in Unix milliseconds; undefined for an absent, zero or unreadable timestamp. */
export function timeOf(timestamp: unknown): number | undefined {
  if (typeof timestamp !== "string") return undefined;
  const time = Date.parse(timestamp);
  return Number.isNaN(time) || timestamp.startsWith("0001-01-01T00:00:00") ? undefined : time;
}

/** The time since a timestamp; `<unknown>` without one. */
export function since(timestamp: unknown, nowMs: number): string {
  const time = timeOf(timestamp);
  return time === undefined ? "<unknown>" : humanDuration(nowMs - time);
}

/** The age of an object by its creationTimestamp. */
export function ageOf(item: Fields, nowMs: number): string {
  return since(object(item.metadata).creationTimestamp, nowMs);
}
