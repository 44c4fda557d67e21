import { describe, expect, it } from "vitest";
import { Causes } from "../../src/validation/causes.js";
import { checkConditions, type SentCondition } from "../../src/validation/conditions.js";

const ready = {
  type: "Ready",
  status: "True",
  reason: "Started",
  lastTransitionTime: "2024-01-01T00:00:00Z",
  message: "",
};
const reasonFault =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";
const typeFault =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

function problems(...conditions: readonly SentCondition[]): readonly string[] {
  const causes = new Causes();
  checkConditions(conditions, "c", causes);
  return causes.list.map(({ field, message }) => `${field}: ${message}`);
}

describe("meta/v1 conditions", () => {
  it.each<[string, SentCondition, readonly string[]]>([
    ["that are complete", ready, []],
    ["with a type in a domain", { ...ready, type: "example.com/Ready" }, []],
    [
      "without anything",
      {},
      [
        'c[0].type: Invalid value: "": name part must be non-empty',
        `c[0].type: Invalid value: "": ${typeFault}`,
        'c[0].status: Unsupported value: "": supported values: "False", "True", "Unknown"',
        "c[0].lastTransitionTime: Required value",
        "c[0].reason: Required value",
      ],
    ],
    [
      "with a negative generation",
      { ...ready, observedGeneration: -1 },
      ["c[0].observedGeneration: Invalid value: -1: must be greater than or equal to zero"],
    ],
    [
      "with a reason of several words",
      { ...ready, reason: "a b" },
      [`c[0].reason: Invalid value: "a b": ${reasonFault}`],
    ],
    [
      "with a reason that ends with a colon",
      { ...ready, reason: "a:" },
      [`c[0].reason: Invalid value: "a:": ${reasonFault}`],
    ],
    [
      "with a long reason",
      { ...ready, reason: "a".repeat(1025) },
      ["c[0].reason: Too long: may not be more than 1024 bytes"],
    ],
    [
      "with a long message",
      { ...ready, message: "ä".repeat(16 * 1024 + 1) },
      ["c[0].message: Too long: may not be more than 32768 bytes"],
    ],
  ])("%s", (_title, condition, expected) => {
    expect(problems(condition)).toEqual(expected);
  });

  it("must have unique types", () => {
    expect(problems(ready, { ...ready, type: "Available" }, ready)).toEqual(['c[2].type: Duplicate value: "Ready"']);
  });
});
