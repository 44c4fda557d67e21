import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { parseFieldPath } from "../../src/cel/field-path.js";

const number: SchemaNode = { type: "number" };
const schema: SchemaNode = {
  type: "object",
  properties: {
    foo: { type: "object", additionalProperties: { type: "object", properties: { subAdd: number } } },
    "white space": number,
    "'foo'bar": number,
    a: {
      type: "object",
      properties: {
        "foo's": number,
        "test\u0007": number,
        "bb[b": number,
        bbb: { type: "object", properties: { c: number, "34": number } },
        "bbb.c": { type: "object", properties: { "a-b.3'4": number } },
      },
    },
    list: { type: "array", items: { type: "object", properties: { a: number, "a-b.3'4": number } } },
  },
};

const notAField = "does not refer to a valid field";
const endsEarly = "unexpected end of JSON path";

/** The cases of upstream's TestValidateFieldPath (schema/cel/validation_test.go). */
describe("fieldPath of a rule", () => {
  it.each([
    [".a", "a"],
    [String.raw`['\'foo\'bar']`, "'foo'bar"],
    [".white space", "white space"],
    ["['white space']", "white space"],
    [".a['bbb.c']", "a.bbb.c"],
    [".foo.subAdd", "foo[subAdd]"],
    [".foo['subAdd']", "foo[subAdd]"],
    [".a.foo's", "a.foo's"],
    [String.raw`.a['foo\'s']`, "a.foo's"],
    [String.raw`.a['test\a']`, "a.test\u0007"],
    [".a.bbb.34", "a.bbb.34"],
    [".a.bbb['34']", "a.bbb.34"],
    [".list", "list"],
  ])("%s leads to %s", (text, path) => {
    expect(parseFieldPath(text, schema)).toMatchObject({ path });
  });

  it.each([
    [String.raw`.\'foo\'bar`, notAField],
    [". a", notAField],
    [".a.bb[b", notAField],
    [".a['bbb.c'", endsEarly],
    [".", endsEarly],
    [".a.foo", notAField],
    [".a.bbb[0]", "expected single quoted string but got 0"],
    [".list[0]", "expected single quoted string but got 0"],
    [".list. a", notAField],
    [".list['a']", notAField],
    ["a", "expected [ or . but got: a"],
    [".c", notAField],
    [".a..b", notAField],
    [".list.a-b.34", notAField],
  ])("%s: %s", (text, fault) => {
    expect(parseFieldPath(text, schema)).toEqual({ fault });
  });
});
