/** A request with its outcome. Times are numbers of a counter that all clients share, taken right before and right after the request. */
export interface Operation {
  readonly client: number;
  /** `list` reads all keys. */
  readonly type: "create" | "update" | "delete" | "get" | "list";
  /** The object; `""` for a list. */
  readonly key: string;
  readonly startedAt: number;
  /** Infinity without a response. */
  readonly endedAt: number;
  /** What a create or an update writes; unique. */
  readonly value?: string;
  /** The resourceVersion that an update or a deletion requires; every deletion has one, because its response does not contain a version. */
  readonly expects?: number;
  readonly outcome: Outcome;
}

/** The outcome of a request. */
export type Outcome =
  /** Read, created or updated: the version, and what was read or written. */
  | { readonly type: "done"; readonly version: number; readonly value: string }
  | { readonly type: "deleted" }
  /** Read: the version of the list, with all objects. */
  | { readonly type: "listed"; readonly version: number; readonly values: ReadonlyMap<string, string> }
  /** There is no such object, it exists already, or it is not the expected one. */
  | { readonly type: "absent" | "exists" | "conflict" }
  /** No answer, or one that does not say: a write may have happened, now or later. */
  | { readonly type: "unknown" };

/** A commit, as a watch reports it. `value` is undefined for a deletion. */
export interface Commit {
  readonly key: string;
  readonly version: number;
  readonly value: string | undefined;
}

/** The objects after some commits. */
export interface State {
  /** The version of the last commit; that of the start before the first. */
  readonly version: number;
  readonly objects: ReadonlyMap<string, { readonly version: number; readonly value: string }>;
}

/** The states before the first commit, and after each. */
export function statesOf(start: number, commits: readonly Commit[]): readonly State[] {
  const states: State[] = [{ version: start, objects: new Map() }];
  for (const { key, version, value } of commits) {
    const objects = new Map((states.at(-1) as State).objects);
    if (value === undefined) objects.delete(key);
    else objects.set(key, { version, value });
    states.push({ version, objects });
  }
  return states;
}
