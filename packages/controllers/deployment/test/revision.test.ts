import { describe, expect, it } from "vitest";
import { lastRevision, nextRevision, parseInt64, revisionOf } from "../src/revision.js";
import { storedReplicaSet } from "./objects.js";

const withRevisions = (...revisions: (string | undefined)[]) =>
  revisions.map((revision, at) => storedReplicaSet(`v${at}`, revision === undefined ? {} : { revision }));

describe("parseInt64", () => {
  const table: [string, bigint | undefined][] = [
    ["0", 0n],
    ["-5", -5n],
    ["+5", 5n],
    ["007", 7n],
    ["9223372036854775807", 9223372036854775807n],
    ["9223372036854775808", undefined],
    ["-9223372036854775808", -9223372036854775808n],
    ["", undefined],
    ["1.0", undefined],
    [" 1", undefined],
    ["0x1", undefined],
    ["1_000", undefined],
    ["٣", undefined],
  ];
  for (const [text, value] of table) {
    it(`DEP-27: parses "${text}" as ${value}`, () => expect(parseInt64(text)).toBe(value));
  }
});

describe("nextRevision", () => {
  const table: [string, (string | undefined)[], string][] = [
    ["without any", [], "1"],
    ["after the highest", ["2", "10", "9"], "11"],
    ["missing counts as 0", [undefined], "1"],
    ["invalid ones are ignored", ["x", "3", "99999999999999999999"], "4"],
    ["negative ones are lower than a missing one", ["-7"], "1"],
    ["beyond what a double holds", ["3546343826724305832"], "3546343826724305833"],
  ];
  for (const [title, revisions, next] of table) {
    it(`DEP-27: ${title}: ${next}`, () => expect(nextRevision(withRevisions(...revisions))).toBe(next));
  }
});

describe("revisionOf", () => {
  it("DEP-27: distinguishes a missing revision from an invalid one", () => {
    expect(withRevisions("4", undefined, "four").map(revisionOf)).toEqual([4n, 0n, undefined]);
  });
});

describe("lastRevision", () => {
  const table: [(string | undefined)[], bigint][] = [
    [[], 0n],
    [["1"], 0n],
    [["1", "2"], 1n],
    [["3", "1", "2"], 2n],
    [["2", "2"], 2n],
    [["x", "5", "4"], 4n],
    [[undefined, "5"], 0n],
  ];
  for (const [revisions, last] of table) {
    it(`DEP-95: of ${revisions} is ${last}`, () => expect(lastRevision(withRevisions(...revisions))).toBe(last));
  }
});
