import { describe, expect, it } from "vitest";
import type { Commit, Operation, Outcome } from "./history.js";
import { judgeOperations } from "./judge-operations.js";
import { judgeWatch } from "./judge-watch.js";

const commits: readonly Commit[] = [
  { key: "a", version: 11, value: "1" },
  { key: "a", version: 12, value: "2" },
  { key: "b", version: 13, value: "3" },
  { key: "a", version: 14, value: undefined },
];

const done = (version: number, value: string): Outcome => ({ type: "done", version, value });
const deleted: Outcome = { type: "deleted" };

function operation(
  text: string,
  [startedAt, endedAt]: readonly [number, number],
  outcome: Outcome,
  { expects, client = 0 }: { readonly expects?: number; readonly client?: number } = {},
): Operation {
  const [type = "", key = "", value] = text.split(" ");
  const base = { client, type: type as Operation["type"], key, startedAt, endedAt, outcome };
  const written = value === undefined ? base : { ...base, value };
  return expects === undefined ? written : { ...written, expects };
}

/** Writes that explain the commits. */
const writes: readonly Operation[] = [
  operation("create a 1", [1, 2], done(11, "1")),
  operation("update a 2", [3, 4], done(12, "2"), { expects: 11 }),
  operation("create b 3", [5, 6], done(13, "3")),
  operation("delete a", [7, 8], deleted, { expects: 12 }),
];
const judge = (...more: readonly Operation[]) => judgeOperations(10, commits, [...writes, ...more]);

describe("the judge of operations", () => {
  it("finds nothing wrong with answers that fit their time", () => {
    expect(
      judge(
        operation("get a", [1, 3], { type: "absent" }),
        operation("get a", [3, 4], done(11, "1")),
        operation("get a", [3, 4], done(12, "2")),
        operation("list ", [5, 6], { type: "listed", version: 12, values: new Map([["a", "2"]]) }),
        operation("create a 9", [5, 6], { type: "exists" }),
        operation("update a 9", [5, 6], { type: "conflict" }, { expects: 11 }),
        operation("update b 9", [9, Number.POSITIVE_INFINITY], { type: "unknown" }, { expects: 13 }),
        operation("get a", [9, 10], { type: "absent" }),
      ),
    ).toEqual([]);
  });

  it.each<[string, Operation, RegExp]>([
    ["a write that was acknowledged and is gone", operation("create c 9", [9, 10], done(15, "9")), /lost/],
    ["a write that was acknowledged at another's version", operation("update b 9", [9, 10], done(13, "9")), /lost/],
    [
      "a read of before, after the change was acknowledged",
      operation("get a", [5, 6], done(11, "1")),
      /stale, version 12/,
    ],
    ["absence after the creation was acknowledged", operation("get b", [7, 8], { type: "absent" }), /stale/],
    [
      "a list of before",
      operation("list ", [9, 10], {
        type: "listed",
        version: 14,
        values: new Map([
          ["a", "2"],
          ["b", "3"],
        ]),
      }),
      /stale/,
    ],
    [
      "a list of two moments",
      operation("list ", [1, 9], {
        type: "listed",
        version: 14,
        values: new Map([
          ["a", "1"],
          ["b", "3"],
        ]),
      }),
      /never true/,
    ],
    ["a value that nobody wrote", operation("get a", [3, 4], done(11, "7")), /never true/],
    [
      "a conflict with the version that was there",
      operation("update b 9", [9, 10], { type: "conflict" }, { expects: 13 }),
      /never true|stale/,
    ],
    ["an object that exists, before it was created", operation("create b 9", [1, 2], { type: "exists" }), /stale/],
    ["a deletion that was acknowledged twice", operation("delete a", [7, 8], deleted, { expects: 12 }), /twice/],
    [
      "a deletion that was acknowledged and is not there",
      operation("delete b", [9, 10], deleted, { expects: 13 }),
      /lost/,
    ],
  ])("reports %s", (_name, wrong, message) => {
    expect(judge(wrong).join("\n")).toMatch(message);
  });

  it("reports a read that goes back behind that of another client", () => {
    const faults = judge(
      operation("get a", [3, 4], done(12, "2"), { client: 1 }),
      operation("get a", [5, 6], done(11, "1"), { client: 2 }),
    );
    expect(faults).toHaveLength(1);
  });

  it("reports a commit that no client made, and an inconsistent order", () => {
    expect(judgeOperations(10, commits, writes.slice(1))).toEqual([expect.stringContaining("is a write of nobody")]);
    expect(judgeOperations(10, [...commits].reverse(), writes).join()).toContain("comes after version 14");
  });
});

describe("the judge of watches", () => {
  const [first, second, third, fourth] = commits as [Commit, Commit, Commit, Commit];

  it("finds nothing wrong with all events in order", () => {
    expect(judgeWatch(10, commits, [first, second, { bookmark: 12 }, third, fourth], "w")).toEqual([]);
    expect(judgeWatch(12, commits, [third, fourth], "w")).toEqual([]);
  });

  it.each([
    ["a missing event", [first, third, fourth], "12 is missing"],
    ["an event twice", [first, second, second, third, fourth], "12 twice"],
    ["events out of order", [second, first, third, fourth], "11 after 12"],
    ["an event below a bookmark", [first, { bookmark: 12 }, second, third, fourth], "12 after 12"],
    ["a bookmark that skips an event", [first, { bookmark: 13 }, third, fourth], "a bookmark of 13 without 12"],
    ["another value", [first, { ...second, value: "7" }, third, fourth], "12 is a=7, not a=2"],
    ["an event that is no commit", [...commits, { ...fourth, version: 15 }], "15 is no commit"],
  ])("reports %s", (_name, events, message) => {
    expect(judgeWatch(10, commits, events, "w").join("\n")).toContain(message);
  });
});
