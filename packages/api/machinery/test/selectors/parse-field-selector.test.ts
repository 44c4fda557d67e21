import { describe, expect, it } from "vitest";
import { exactValue, parseFieldSelector } from "../../src/selectors/parse-field-selector.js";

describe("parseFieldSelector", () => {
  it.each([
    ["metadata.name=a", [{ field: "metadata.name", operator: "=", value: "a" }]],
    ["metadata.name==a", [{ field: "metadata.name", operator: "=", value: "a" }]],
    ["status.phase!=Running", [{ field: "status.phase", operator: "!=", value: "Running" }]],
    [
      "b=1,a=2,",
      [
        { field: "a", operator: "=", value: "2" },
        { field: "b", operator: "=", value: "1" },
      ],
    ],
    ["spec.nodeName=", [{ field: "spec.nodeName", operator: "=", value: "" }]],
    ["a=x\\,y\\=z\\\\", [{ field: "a", operator: "=", value: "x,y=z\\" }]],
    ["", []],
  ])("%s", (text, expected) => {
    expect(parseFieldSelector(text)).toEqual(expected);
  });

  it.each([
    ["metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ["a=b=c", "invalid field selector: unescaped character in value: 61"],
    ["a=\\x", "invalid field selector: invalid escape sequence: \\x"],
    ["a=b\\", "invalid field selector: invalid escape sequence: \\"],
  ])("%s is refused with upstream's message", (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(expect.objectContaining({ code: "BadRequest", message }));
  });

  it("finds the value that a field must equal", () => {
    expect(exactValue(parseFieldSelector("metadata.name=a,b!=c"), "metadata.name")).toBe("a");
    expect(exactValue(parseFieldSelector("metadata.name!=a"), "metadata.name")).toBeUndefined();
  });
});
