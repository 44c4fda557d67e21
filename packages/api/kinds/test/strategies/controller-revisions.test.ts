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
    ["has a number", { revision: -1 }, ["revision: Invalid value: -1: must be greater than or equal to 0"]],
    [
      "has data behind its number",
      { revision: -1, data: null },
      ["revision: Invalid value: -1: must be greater than or equal to 0", "data: Required value: data is mandatory"],
    ],
  ])("%s", async (_title, rest, expected) => {
    expect(await createProblems(revision(rest))).toEqual(expected);
  });

  it("keeps its data, not its number", async () => {
    expect(await updateProblems(revision({}), (stored) => ({ ...stored, revision: -2, data: { a: 2 } }))).toEqual([
      "revision: Invalid value: -2: must be greater than or equal to 0",
      'data: Invalid value: {"a":2}: field is immutable',
    ]);
  });
});
