import { describe, expect, it } from "vitest";
import { parseListQuery } from "../../src/query/list-query.js";

const parse = (query: string) => parseListQuery(new URLSearchParams(query));

describe("parseListQuery", () => {
  it("parses all list options", () => {
    expect(parse("limit=5&continue=abc&resourceVersion=0&labelSelector=a%3Db&timeoutSeconds=3")).toMatchObject({
      limit: 5,
      continue: "abc",
      resourceVersion: "0",
      timeoutSeconds: 3,
      labelSelector: { matchExpressions: [{ key: "a", operator: "In", values: ["b"] }] },
      watch: false,
    });
  });

  it.each([
    ["watch=true", true],
    ["watch=1", true],
    ["watch", true],
    ["watch=0", false],
    ["watch=False", false],
  ])("%s", (query, expected) => {
    expect(parse(query).watch).toBe(expected);
  });

  it.each([
    ["limit=x", "BadRequest", 'strconv.ParseInt: parsing "x": invalid syntax'],
    [
      "resourceVersionMatch=Exact",
      "Invalid",
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    [
      "resourceVersionMatch=Exact&resourceVersion=0",
      "Invalid",
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    ],
    [
      "resourceVersionMatch=Newest&resourceVersion=1",
      "Invalid",
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""',
    ],
    [
      "sendInitialEvents=true",
      "Invalid",
      'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
    ],
    [
      "watch=1&sendInitialEvents=true",
      "Invalid",
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ],
    [
      "watch=1&resourceVersionMatch=NotOlderThan",
      "Invalid",
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    ],
    [
      "resourceVersion=abc",
      "BadRequest",
      'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ],
  ])("%s is refused", (query, code, message) => {
    expect(() => parse(query)).toThrow(expect.objectContaining({ code, message }));
  });
});
