import { describe, expect, it } from "vitest";
import { Causes, noCauses, tooManyCauses } from "../../src/validation/causes.js";
import { goJson, goQuote } from "../../src/validation/go-format.js";
import { checkAtMostHundredPercent, checkIntOrPercent } from "../../src/validation/int-or-string.js";
import { invalidError } from "../../src/validation/invalid-error.js";

describe("causes", () => {
  it.each<[string, (causes: Causes) => void, string, string]>([
    ["required", (causes) => causes.required("f"), "FieldValueRequired", "Required value"],
    ["required with a reason", (causes) => causes.required("f", "why"), "FieldValueRequired", "Required value: why"],
    [
      "invalid text",
      (causes) => causes.invalid("f", 'a"b', "must be"),
      "FieldValueInvalid",
      'Invalid value: "a\\"b": must be',
    ],
    [
      "invalid number",
      (causes) => causes.invalid("f", -1, "must be"),
      "FieldValueInvalid",
      "Invalid value: -1: must be",
    ],
    [
      "invalid nothing",
      (causes) => causes.invalid("f", undefined, "must be"),
      "FieldValueInvalid",
      "Invalid value: null: must be",
    ],
    [
      "invalid map",
      (causes) => causes.invalid("f", { b: "1", a: "2" }, "must be"),
      "FieldValueInvalid",
      'Invalid value: {"a":"2","b":"1"}: must be',
    ],
    [
      "invalid without its value",
      (causes) => causes.invalidWithoutValue("f", "must be"),
      "FieldValueInvalid",
      "Invalid value: must be",
    ],
    [
      "of the wrong type",
      (causes) => causes.typeInvalid("f", "a", "must be"),
      "FieldValueTypeInvalid",
      'Invalid value: "a": must be',
    ],
    [
      "not supported",
      (causes) => causes.notSupported("f", "c", ["a", "b"]),
      "FieldValueNotSupported",
      'Unsupported value: "c": supported values: "a", "b"',
    ],
    [
      "not supported at all",
      (causes) => causes.notSupported("f", "c", []),
      "FieldValueNotSupported",
      'Unsupported value: "c"',
    ],
    ["forbidden", (causes) => causes.forbidden("f", "why"), "FieldValueForbidden", "Forbidden: why"],
    ["duplicate", (causes) => causes.duplicate("f", "a"), "FieldValueDuplicate", 'Duplicate value: "a"'],
    ["not found", (causes) => causes.notFound("f", "a"), "FieldValueNotFound", 'Not found: "a"'],
    ["too long", (causes) => causes.tooLong("f", 1), "FieldValueTooLong", "Too long: may not be more than 1 byte"],
    ["too many", (causes) => causes.tooMany("f", 3, 2), "FieldValueTooMany", "Too many: 3: must have at most 2 items"],
    [
      "negative",
      (causes) => causes.nonNegative("f", -1),
      "FieldValueInvalid",
      "Invalid value: -1: must be greater than or equal to 0",
    ],
    [
      "not positive",
      (causes) => causes.positive("f", 0),
      "FieldValueInvalid",
      "Invalid value: 0: must be greater than zero",
    ],
    [
      "out of range",
      (causes) => causes.inRange("f", 9, [1, 8]),
      "FieldValueInvalid",
      "Invalid value: 9: must be between 1 and 8, inclusive",
    ],
  ])("%s", (_title, add, reason, message) => {
    const causes = new Causes();
    add(causes);
    expect(causes.list).toEqual([{ reason, field: "f", message }]);
  });

  it("of valid values are the same empty list", () => {
    const causes = new Causes();
    causes.nonNegative("f", 0);
    causes.nonNegative("f", undefined);
    causes.positive("f", 1);
    causes.inRange("f", 1, [1, 8]);
    causes.invalidEach("f", "a", []);
    expect(causes.list).toBe(noCauses);
  });

  it.each<[number | string | undefined, readonly string[]]>([
    [undefined, []],
    [3, []],
    ["25%", []],
    [-1, ["Invalid value: -1: must be greater than or equal to 0"]],
    ["101%", ['Invalid value: "101%": must not be greater than 100%']],
    [
      "x",
      [
        "Invalid value: \"x\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ],
    ],
  ])("of the number or percentage %j", (value, messages) => {
    const causes = new Causes();
    checkIntOrPercent(value, "f", causes);
    checkAtMostHundredPercent(value, "f", causes);
    expect(causes.list.map(({ message }) => message)).toEqual(messages);
  });
});

describe("values in messages", () => {
  it.each([
    ["plain", '"plain"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ["a\nb\tc\u0001", '"a\\nb\\tc\\x01"'],
    ["é日", '"é日"'],
    ["\u200b", '"\\u200b"'],
    ["\ud83d\ude00", '"\ud83d\ude00"'],
  ])("text %j", (text, quoted) => {
    expect(goQuote(text)).toBe(quoted);
  });

  it("as Go encodes JSON", () => {
    expect(goJson({ b: "<&>", a: "1" })).toBe('{"a":"1","b":"\\u003c\\u0026\\u003e"}');
    expect(goJson({ Type: "x", Other: null })).toBe('{"Type":"x","Other":null}');
    expect(goJson(undefined)).toBe("null");
  });
});

describe("the error of a write", () => {
  const kind = { group: "apps", kind: "Deployment" };
  const causes = new Causes();
  causes.required("spec.selector");
  causes.invalid("spec.replicas", -1, "must be greater than or equal to 0");

  it("contains kind, group, object and each cause", () => {
    const error = invalidError(kind, "x", causes.list);
    expect(error.message).toBe(
      'Deployment.apps "x" is invalid: [spec.selector: Required value, spec.replicas: Invalid value: -1: must be greater than or equal to 0]',
    );
    expect(error.code).toBe("Invalid");
    expect(error.details).toEqual({ name: "x", group: "apps", kind: "Deployment", causes: causes.list });
  });

  it("with a single cause has no brackets, and no name for the core group", () => {
    const error = invalidError({ group: "", kind: "Pod" }, "x", causes.list.slice(0, 1));
    expect(error.message).toBe('Pod "x" is invalid: spec.selector: Required value');
    expect(error.details).toEqual({ name: "x", kind: "Pod", causes: causes.list.slice(0, 1) });
  });

  it("contains each message once, and all causes", () => {
    const twice = [...causes.list.slice(0, 1), ...causes.list.slice(0, 1)];
    const error = invalidError(kind, "x", twice);
    expect(error.message).toBe('Deployment.apps "x" is invalid: spec.selector: Required value');
    expect(error.details.causes).toEqual(twice);
  });

  it("H9: contains at most a mebibyte, and says that there is more", () => {
    const causes = new Causes();
    const value = Array.from({ length: 10_000 }, (_, index) => ({ uid: `u${index}` }));
    for (let index = 0; index < 10_000; index++) causes.invalid("metadata.ownerReferences", value, "only one");
    const written = causes.list.length;
    expect(written).toBeLessThan(10);
    expect(causes.list.at(-1)).toBe(tooManyCauses);
    causes.add([...causes.list]);
    expect(causes.list).toHaveLength(written);
  });
});
