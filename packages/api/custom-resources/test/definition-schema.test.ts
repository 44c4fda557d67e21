import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { checkDefinition } from "../src/definition-validation.js";
import { texts, widgetDefinition } from "./widgets.js";

/** The errors of a definition with this schema. */
const withSchema = (schema: SchemaNode) =>
  texts(checkDefinition({ ...widgetDefinition(schema), status: { storedVersions: ["v1"] } }));

/** The errors of a definition whose schema has one field `x`. */
const withField = (x: unknown) => withSchema({ type: "object", properties: { x: x as SchemaNode } });

const at = "spec.validation.openAPIV3Schema";

describe("a schema is structural", () => {
  it.each<[string, unknown, readonly string[]]>([
    [
      "a field has a type",
      {},
      [`${at}.properties[x].type: Required value: must not be empty for specified object fields`],
    ],
    [
      "an item has a type",
      { type: "array", items: {} },
      [`${at}.properties[x].items.type: Required value: must not be empty for specified array items`],
    ],
    ["a list has items", { type: "array" }, [`${at}.properties[x].items: Required value: must be specified`]],
    [
      "the type must be one of JSON's",
      { type: "text" },
      [
        `${at}.properties[x].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"`,
      ],
    ],
    [
      "junctors must not have types",
      { type: "string", anyOf: [{ type: "string" }] },
      [`${at}.properties[x].anyOf[0].type: Forbidden: must be empty to be structural`],
    ],
    [
      "junctors must not have rules",
      { type: "string", allOf: [{ "x-kubernetes-validations": [{ rule: "true" }] }] },
      [`${at}.properties[x].allOf[0].x-kubernetes-validations: Forbidden: must be empty to be structural`],
    ],
    [
      "int or string, in its former notation",
      { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
      [],
    ],
    [
      "int or string must not preserve unknown fields",
      { "x-kubernetes-int-or-string": true, "x-kubernetes-preserve-unknown-fields": true },
      [
        `${at}.properties[x].x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true`,
      ],
    ],
    [
      "properties and additionalProperties exclude each other",
      { type: "object", properties: { a: { type: "string" } }, additionalProperties: { type: "string" } },
      [`${at}.properties[x].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`],
    ],
    [
      "uniqueItems must not be set",
      { type: "array", items: { type: "string" }, uniqueItems: true },
      [
        `${at}.properties[x].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
      ],
    ],
    [
      "$ref is not there",
      { type: "object", $ref: "#/x" },
      [`${at}.properties[x].$ref: Forbidden: $ref is not supported`],
    ],
    [
      "a default must have its field's type",
      { type: "integer", default: "a" },
      [`${at}.properties[x].default: Invalid value: "string":  in body must be of type integer: "string"`],
    ],
    [
      "a default must not have unknown fields",
      { type: "object", properties: { a: { type: "string" } }, default: { b: 1 } },
      [`${at}.properties[x].default: Invalid value: {"b":1}: must not have unknown fields`],
    ],
    [
      "the keys of a list map must be declared",
      { type: "array", items: { type: "object" }, "x-kubernetes-list-type": "map" },
      [
        `${at}.properties[x].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
      ],
    ],
  ])("%s", (_title, node, expected) => {
    expect(withField(node)).toEqual(expected);
  });

  it("a pattern must be valid RE2", () => {
    const found = withField({ type: "string", pattern: "(?=a)" });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^spec\.validation\.openAPIV3Schema\.properties\[x\]\.pattern: Invalid value: "\(\?=a\)": must be a valid regular expression, but isn't: /,
    );
  });

  it("what the root's junctors constrain must be declared outside of them", () => {
    const schema: SchemaNode = { type: "object", anyOf: [{ properties: { x: { minimum: 1 } } }] };
    expect(withSchema(schema)).toEqual([
      `${at}.properties[x]: Required value: because it is defined in ${at}.anyOf[0].properties[x]`,
    ]);
  });

  it("the root must not specify anything in its metadata but the name", () => {
    const metadata: SchemaNode = { type: "object", properties: { labels: { type: "object" } } };
    expect(withSchema({ type: "object", properties: { metadata } })).toEqual([
      `${at}.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified`,
    ]);
  });
});

describe("x-kubernetes-validations of a definition", () => {
  const rules = (...list: readonly unknown[]) => withField({ type: "string", "x-kubernetes-validations": list });
  const rule = `${at}.properties[x].x-kubernetes-validations[0]`;

  it.each<[string, unknown, readonly string[]]>([
    ["is there", { rule: " " }, [`${rule}.rule: Required value: rule is not specified`]],
    [
      "must have a single-line message",
      { rule: "true", message: "a\nb" },
      [`${rule}.message: Invalid value: "a\\nb": must not contain line breaks`],
    ],
    [
      "must have a message if it has several lines",
      { rule: "true ||\nfalse" },
      [`${rule}.message: Required value: message must be specified if rule contains line breaks`],
    ],
    [
      "must have a known reason",
      { rule: "true", reason: "Wrong" },
      [
        `${rule}.reason: Unsupported value: "Wrong": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"`,
      ],
    ],
    [
      "must have the path of a field",
      { rule: "true", fieldPath: ".y" },
      [`${rule}.fieldPath: Invalid value: ".y": must be a valid path`],
    ],
    [
      "must use oldSelf if it has optionalOldSelf",
      { rule: "true", optionalOldSelf: true },
      [`${rule}.optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule`],
    ],
  ])("%s", (_title, given, expected) => {
    expect(rules(given)).toEqual(expected);
  });

  it("must compile", () => {
    const found = rules({ rule: "self +" });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/x-kubernetes-validations\[0\]\.rule: Invalid value: .*: compilation failed: ERROR: /);
  });
});
