import { describe, expect, it } from "vitest";
import { createProblems, type Sent, updateProblems } from "./attempts.js";

const revision = (rest: Sent): Sent => ({
  apiVersion: "apps/v1",
  kind: "ControllerRevision",
  metadata: { name: "one", namespace: "default" },
  data: { a: 1 },
  revision: 1,
  ...rest,
});

describe("A ControllerRevision", () => {
  it.each<[string, Sent, readonly string[]]>([
    [
      "must have a non-negative revision",
      { revision: -1 },
      ["revision: Invalid value: -1: must be greater than or equal to 0"],
    ],
    [
      "must have data",
      { revision: -1, data: null },
      ["revision: Invalid value: -1: must be greater than or equal to 0", "data: Required value: data is mandatory"],
    ],
  ])("%s", async (_title, rest, expected) => {
    expect(await createProblems(revision(rest))).toEqual(expected);
  });

  it("may change its revision, but not its data", async () => {
    expect(await updateProblems(revision({}), (stored) => ({ ...stored, revision: -2, data: { a: 2 } }))).toEqual([
      "revision: Invalid value: -2: must be greater than or equal to 0",
      'data: Invalid value: {"a":2}: field is immutable',
    ]);
  });
});
