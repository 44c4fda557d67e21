import type { Commit } from "./history.js";

/** An event, or a bookmark, of a watch. A resumed watch goes on with the events of the connection before. */
export type WatchedEvent = Commit | { readonly bookmark: number };

/**
 * Compares the events of one watch, over all its connections, with all commits after the version that it began with, and returns what
 * breaks the promises of a watch (after etcd's robustness tests): in order, each once, none missed, and nothing at or below a bookmark after it.
 */
export function judgeWatch(
  from: number,
  commits: readonly Commit[],
  events: readonly WatchedEvent[],
  name: string,
): readonly string[] {
  const faults: string[] = [];
  let last = from;
  const seen = new Map<number, Commit>();
  for (const event of events) {
    if ("bookmark" in event) {
      if (event.bookmark < last) faults.push(`${name}: a bookmark of ${event.bookmark} after ${last}`);
      const missed = commits.find(({ version }) => version > from && version <= event.bookmark && !seen.has(version));
      if (missed !== undefined) faults.push(`${name}: a bookmark of ${event.bookmark} without ${missed.version}`);
      last = Math.max(last, event.bookmark);
      continue;
    }
    if (seen.has(event.version)) faults.push(`${name}: ${event.version} twice`);
    else if (event.version <= last) faults.push(`${name}: ${event.version} after ${last}`);
    seen.set(event.version, event);
    last = Math.max(last, event.version);
  }
  for (const commit of commits) {
    if (commit.version <= from) continue;
    const event = seen.get(commit.version);
    if (event === undefined) faults.push(`${name}: ${commit.version} is missing`);
    else if (event.key !== commit.key || event.value !== commit.value) {
      faults.push(`${name}: ${commit.version} is ${event.key}=${event.value}, not ${commit.key}=${commit.value}`);
    }
    seen.delete(commit.version);
  }
  for (const version of seen.keys()) faults.push(`${name}: ${version} is no commit`);
  return faults;
}
