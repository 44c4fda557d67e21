import { goQuote, parseGoInteger } from "@engenho/machinery";

interface Interval {
  readonly first: number;
  readonly last: number;
}

/** The number of a Job's indexes in a text, or the error in it. */
export type Indexes = { readonly count: number } | { readonly fault: string };

/**
 * Parses indexes as a Job's status lists them, such as `1,3-5,7`: ascending, and below the number of completions. Upstream:
 * validateIndexesFormat.
 */
export function readIndexes(text: string, completions: number): Indexes {
  if (text === "") return { count: 0 };
  let count = 0;
  let previous: number | undefined;
  for (const part of text.split(",")) {
    const interval = readInterval(part, completions);
    if (typeof interval === "string") return { fault: interval };
    if (previous !== undefined && previous >= interval.first) return { fault: notIncreasing(previous, interval.first) };
    count += interval.last - interval.first + 1;
    previous = interval.last;
  }
  return { count };
}

/**
 * The error for failed indexes that are also completed; `undefined` if there is none. Parts that cannot be parsed are skipped.
 * Upstream: validateFailedIndexesNotOverlapCompleted.
 */
export function overlapFault(
  { completed, failed }: { readonly completed: string; readonly failed: string },
  completions: number,
): string | undefined {
  const left = intervalsOf(completed, completions);
  const right = intervalsOf(failed, completions);
  let [leftAt, rightAt] = [0, 0];
  for (;;) {
    const [ours, theirs] = [left[leftAt], right[rightAt]];
    if (ours === undefined || theirs === undefined) return undefined;
    if (ours.first <= theirs.last && theirs.first <= ours.last) {
      return `failedIndexes and completedIndexes overlap at index: ${Math.max(ours.first, theirs.first)}`;
    }
    if (ours.first <= theirs.first) leftAt++;
    else rightAt++;
  }
}

function intervalsOf(text: string, completions: number): readonly Interval[] {
  if (text === "") return [];
  return text
    .split(",")
    .map((part) => readInterval(part, completions))
    .filter((interval) => typeof interval !== "string");
}

/** One index, or two with a dash between them; otherwise the error. */
function readInterval(text: string, completions: number): Interval | string {
  const parts = text.split("-");
  const [head = "", tail] = parts;
  if (parts.length > 2) {
    return `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  }
  const first = readIndex(head, completions);
  if (typeof first === "string") return first;
  if (tail === undefined) return { first, last: first };
  const last = readIndex(tail, completions);
  if (typeof last === "string") return last;
  return first >= last ? notIncreasing(first, last) : { first, last };
}

function readIndex(text: string, completions: number): number | string {
  const index = parseGoInteger(text);
  if (typeof index !== "number") return `cannot convert string to integer for index: ${goQuote(text)}`;
  return index >= completions ? `too large index: ${goQuote(text)}` : index;
}

function notIncreasing(previous: number, current: number): string {
  return `non-increasing order, previous: ${previous}, current: ${current}`;
}
