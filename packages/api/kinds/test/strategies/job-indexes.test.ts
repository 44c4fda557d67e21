import { describe, expect, it } from "vitest";
import { overlapFault, readIndexes } from "../../src/batch/job/indexes.js";

describe("The indexes of a Job", () => {
  it.each([
    ["", 0],
    ["0", 1],
    ["1,3-5,7", 5],
    ["0-9", 10],
    ["+1,002", 2],
  ])("%j has %i", (text, count) => {
    expect(readIndexes(text, 10)).toEqual({ count });
  });

  it.each([
    [",", 'cannot convert string to integer for index: ""'],
    ["1, 2", 'cannot convert string to integer for index: " 2"'],
    ["a", 'cannot convert string to integer for index: "a"'],
    ["-1", 'cannot convert string to integer for index: ""'],
    ["1-", 'cannot convert string to integer for index: ""'],
    ["9223372036854775808", 'cannot convert string to integer for index: "9223372036854775808"'],
    ["9223372036854775807", 'too large index: "9223372036854775807"'],
    ["10", 'too large index: "10"'],
    ["1-10", 'too large index: "10"'],
    ["3-2", "non-increasing order, previous: 3, current: 2"],
    ["3-3", "non-increasing order, previous: 3, current: 3"],
    ["1,1", "non-increasing order, previous: 1, current: 1"],
    ["1-4,3", "non-increasing order, previous: 4, current: 3"],
    [
      "1-2-3",
      `the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by '-'`,
    ],
  ])("%j is invalid", (text, fault) => {
    expect(readIndexes(text, 10)).toEqual({ fault });
  });

  it.each([
    ["", "1", undefined],
    ["1,3-5", "2,6-7", undefined],
    ["1,3-5", "2,4", 4],
    ["0-2,5-8", "3-6", 5],
    ["x,4", "4,y", 4],
    ["x", "1", undefined],
  ])("%j completed and %j failed overlap at %s", (completed, failed, index) => {
    const fault = index === undefined ? undefined : `failedIndexes and completedIndexes overlap at index: ${index}`;
    expect(overlapFault({ completed, failed }, 10)).toBe(fault);
  });
});
