import { type Commit, type Operation, type State, statesOf } from "./history.js";

/**
 * Compares what clients were told with the commits that a watch reports, and returns what contradicts: an acknowledged write that is
 * missing, a commit that nobody asked for, a read of something that was never there, and any answer that belongs to a moment before
 * one that somebody had already seen. The last makes it a test of linearizability over all objects: the order of the versions is known,
 * so each answer only has to be given a moment in it, and the earliest possible ones are the best (Herlihy and Wing's definition; with
 * the order unknown it would be a search).
 */
export function judgeOperations(
  start: number,
  commits: readonly Commit[],
  operations: readonly Operation[],
): readonly string[] {
  return [
    ...judgeOrder(start, commits),
    ...judgeWrites(start, commits, operations),
    ...judgeMoments(statesOf(start, commits), operations),
  ];
}

/** Versions grow, an object is created when there is none, and changed or deleted when there is one. */
function judgeOrder(start: number, commits: readonly Commit[]): readonly string[] {
  const faults: string[] = [];
  let before = start;
  for (const commit of commits) {
    if (commit.version <= before) faults.push(`${describeCommit(commit)} comes after version ${before}`);
    before = commit.version;
  }
  const states = statesOf(start, commits);
  commits.forEach((commit, index) => {
    if (commit.value === undefined && !(states[index] as State).objects.has(commit.key)) {
      faults.push(`${describeCommit(commit)}: there was nothing to delete`);
    }
  });
  return faults;
}

/** Acknowledged writes are commits, and each commit is a write of a client. */
function judgeWrites(start: number, commits: readonly Commit[], operations: readonly Operation[]): readonly string[] {
  const faults: string[] = [];
  const states = statesOf(start, commits);
  const writes = operations.filter(({ type }) => type === "create" || type === "update" || type === "delete");
  const unclaimed = new Set(commits);
  for (const write of writes) {
    if (write.outcome.type !== "done" && write.outcome.type !== "deleted") continue;
    const commit = commits.find((_, index) => fits(write, states[index + 1] as State, states[index]));
    if (commit === undefined) faults.push(`lost: ${describe(write)}`);
    else if (!unclaimed.delete(commit)) faults.push(`acknowledged twice, at ${commit.version}: ${describe(write)}`);
  }
  for (const commit of unclaimed) {
    const mayBe = writes.some(
      ({ type, key, value, outcome }) =>
        outcome.type === "unknown" && key === commit.key && (type === "delete" ? undefined : value) === commit.value,
    );
    if (!mayBe) faults.push(`${describeCommit(commit)} is a write of nobody`);
  }
  return faults;
}

/** Each response fits a moment that is not before those of all responses received before the request. */
function judgeMoments(states: readonly State[], operations: readonly Operation[]): readonly string[] {
  const faults: string[] = [];
  const moments = new Map<Operation, number>();
  const answered = operations.filter(({ outcome }) => outcome.type !== "unknown");
  const byStart = [...answered].sort((left, right) => left.startedAt - right.startedAt);
  const byEnd = [...answered].sort((left, right) => left.endedAt - right.endedAt);
  let earliest = 0;
  let ended = 0;
  for (const operation of byStart) {
    for (; ended < byEnd.length && (byEnd[ended] as Operation).endedAt < operation.startedAt; ended++) {
      earliest = Math.max(earliest, moments.get(byEnd[ended] as Operation) ?? 0);
    }
    const moment = states.findIndex((state, index) => index >= earliest && fits(operation, state, states[index - 1]));
    if (moment >= 0) {
      moments.set(operation, moment);
      continue;
    }
    const ever = states.some((state, index) => fits(operation, state, states[index - 1]));
    const since = (states[earliest] as State).version;
    faults.push(`${describe(operation)}: ${ever ? `stale, version ${since} had been seen before` : "never true"}`);
  }
  return faults;
}

/** Whether a response is correct in a state: for an acknowledged write, in the state right after its commit. */
function fits({ type, key, value, expects, outcome }: Operation, state: State, before: State | undefined): boolean {
  const found = state.objects.get(key);
  switch (outcome.type) {
    case "done":
      if (found?.version !== outcome.version || found.value !== outcome.value) return false;
      return (
        type === "get" ||
        (value === found.value && before !== undefined && wasAllowed(type, before.objects.get(key), expects))
      );
    case "deleted":
      return found === undefined && before !== undefined && wasAllowed(type, before.objects.get(key), expects);
    case "listed":
      return (
        state.version <= outcome.version &&
        outcome.values.size === state.objects.size &&
        [...outcome.values].every(([name, read]) => state.objects.get(name)?.value === read)
      );
    case "absent":
      return found === undefined;
    case "exists":
      return found !== undefined;
    case "conflict":
      return found === undefined || found.version !== expects;
    case "unknown":
      return true;
  }
}

function wasAllowed(
  type: Operation["type"],
  before: { readonly version: number } | undefined,
  expects: number | undefined,
): boolean {
  if (type === "create") return before === undefined;
  return before !== undefined && (expects === undefined || before.version === expects);
}

function describe({ client, type, key, value, expects, startedAt, endedAt, outcome }: Operation): string {
  const what = [type, key, value, expects === undefined ? undefined : `at ${expects}`].filter(
    (part) => part !== undefined,
  );
  return `client ${client}: ${what.join(" ")} [${startedAt}, ${endedAt}] ${JSON.stringify(outcome)}`;
}

function describeCommit({ key, version, value }: Commit): string {
  return value === undefined ? `the deletion of ${key} at ${version}` : `${key}=${value} at ${version}`;
}
