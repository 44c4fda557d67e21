import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import type { DefinitionVersion } from "../src/definition.js";
import { checkDefinition } from "../src/definition-validation.js";
import { texts, widgetDefinition } from "./widgets.js";

/** The errors of a definition with this schema. */
const withSchema = (schema: unknown, version: Partial<DefinitionVersion> = {}) =>
  texts(checkDefinition({ ...widgetDefinition(schema as SchemaNode, version), status: { storedVersions: ["v1"] } }));

/** The errors of a definition whose schema has one field `x`. */
const withField = (x: unknown) => withSchema({ type: "object", properties: { x } });

const at = "spec.validation.openAPIV3Schema";
const x = `${at}.properties[x]`;

describe("a node of a schema", () => {
  it.each<[string, unknown, readonly string[]]>([
    [
      "must not have $schema, even if it has nothing else",
      { $schema: "http://json-schema.org/schema#", type: "string" },
      [`${at}: Invalid value: "": OpenAPIV3Schema 'schema' is not supported`],
    ],
    [
      "must not have unsupported fields, reported in upstream's order",
      {
        type: "string",
        $ref: "",
        dependencies: {},
        definitions: { a: { type: "text" } },
        patternProperties: { a: {} },
        additionalItems: true,
        id: "x",
      },
      [
        `${x}.id: Forbidden: id is not supported`,
        `${x}.additionalItems: Forbidden: additionalItems is not supported`,
        `${x}.patternProperties: Forbidden: patternProperties is not supported`,
        `${x}.definitions: Forbidden: definitions is not supported`,
        `${x}.dependencies: Forbidden: dependencies is not supported`,
        `${x}.$ref: Forbidden: $ref is not supported`,
        `${x}.definitions[a].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"`,
      ],
    ],
    ["may have some of them if they are empty", { type: "string", id: "", definitions: {}, patternProperties: {} }, []],
    [
      "must have one schema for all items",
      { type: "array", items: [{ type: "string", uniqueItems: true }] },
      [
        `${x}.items: Forbidden: items must be a schema object and not an array`,
        `${x}.items[0].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
      ],
    ],
    [
      "must preserve unknown fields or not mention it, which is reported after errors below",
      {
        type: "object",
        "x-kubernetes-preserve-unknown-fields": false,
        properties: { y: { type: "string", uniqueItems: true } },
      },
      [
        `${x}.properties[y].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
        `${x}.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined`,
      ],
    ],
    [
      "of type list map must have one schema for all items",
      { type: "array", items: [], "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["constructor"] },
      [
        `${x}.items: Required value: must be specified`,
        `${x}.items: Invalid value: {"Schema":null,"JSONSchemas":[]}: must only have a single schema if x-kubernetes-list-type is map`,
      ],
    ],
    [
      "of type list map must declare the keys",
      {
        type: "array",
        items: { type: "object", properties: { a: { type: "string", default: null } } },
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["constructor", "a"],
      },
      [
        `${x}.x-kubernetes-list-map-keys: Invalid value: ["constructor","a"]: entries must all be names of item properties`,
        `${x}.items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
      ],
    ],
    [
      "of type set must have items that are compared as a whole",
      {
        type: "array",
        items: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
        "x-kubernetes-list-type": "set",
      },
      [
        `${x}.items.x-kubernetes-list-type: Invalid value: "set": must be atomic as item of a list with x-kubernetes-list-type=set`,
      ],
    ],
    [
      "below a junctor must not have a default",
      { type: "boolean", not: { default: false, additionalProperties: false, "x-kubernetes-list-type": "" } },
      [
        `${x}.not.default: Forbidden: must be undefined to be structural`,
        `${x}.not.x-kubernetes-list-type: Forbidden: must be undefined to be structural`,
        `${x}.not.type: Required value: must be array if x-kubernetes-list-type is specified`,
        `${x}.not.x-kubernetes-list-type: Unsupported value: "": supported values: "atomic", "set", "map"`,
      ],
    ],
  ])("%s", (_title, node, expected) => {
    expect(withField(node)).toEqual(expected);
  });

  it.each<[string, unknown, readonly string[]]>([
    [
      "name and generateName may be restricted",
      { type: "object", properties: { name: { type: "string", maxLength: 5 }, generateName: { type: "string" } } },
      [],
    ],
    [
      "nothing else may be",
      { type: "object", description: "of the object" },
      ["Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified"],
    ],
  ])("the root's metadata: %s", (_title, metadata, faults) => {
    const path = `${at}.properties[metadata]`;
    expect(withSchema({ type: "object", properties: { metadata } })).toEqual(
      faults.map((fault) => `${path}: ${fault}`),
    );
  });
});

describe("the root of a schema with a status subresource", () => {
  const subresources = { status: {} };
  it("reports the first field that is not allowed, in Go's order", () => {
    const [first = "", second] = withSchema(
      { type: "object", maxProperties: 1, enum: [{}], title: "t" },
      { subresources },
    );
    expect(second).toBeUndefined();
    expect(first).toMatch(
      /^spec\.validation\.openAPIV3Schema: Invalid value: \{.*"Title":"t",.*"Enum":\[\{\}\],"MaxProperties":1,.*\}: only \[/,
    );
  });

  it("must be an object, if it has a type", () => {
    const only = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    expect(withSchema({ type: "string", maxProperties: 1 }, { subresources })).toEqual([
      `${at}.type: Invalid value: "string": ${only}`,
      `${at}.type: Invalid value: "string": must be object at the root`,
    ]);
    expect(withSchema({}, { subresources })).toEqual([`${at}.type: Required value: must not be empty at the root`]);
  });

  it("may set fields to their zero values", () => {
    expect(
      withSchema({ type: "object", nullable: false, "x-kubernetes-int-or-string": false }, { subresources }),
    ).toEqual([]);
  });
});

describe("a default", () => {
  const spec = (properties: unknown, more: object = {}) =>
    withSchema({ type: "object", properties: { spec: { type: "object", properties, ...more } } });
  const s = `${at}.properties[spec]`;
  const size = { type: "integer", default: 3 };

  it.each<[string, readonly string[], readonly string[]]>([
    [
      "must not have unknown fields, and is otherwise valid",
      spec({ a: { type: "object", properties: { b: { type: "integer" } }, default: { b: "x", c: 1 } } }),
      [
        `${s}.properties[a].default: Invalid value: {"b":"x","c":1}: must not have unknown fields`,
        `${s}.properties[a].default.b: Invalid value: "string": b in body must be of type integer: "string"`,
      ],
    ],
    [
      "is not defaulted itself before validation",
      spec({ a: { type: "object", properties: { size }, required: ["size"], default: {} } }),
      [`${s}.properties[a].default.size: Required value`],
    ],
    [
      "below a junctor is reported without a field",
      spec({ a: { type: "string", oneOf: [{ pattern: "^a" }, { pattern: "^b" }], default: "c" } }),
      [
        `${s}.properties[a].default: Invalid value: "": "" must validate one and only one schema (oneOf). Found none valid`,
        `${s}.properties[a].default: Invalid value: "c":  in body should match '^a'`,
      ],
    ],
    [
      "below additionalProperties is not validated, as upstream",
      withSchema({
        type: "object",
        properties: {
          spec: {
            type: "object",
            additionalProperties: { type: "object", properties: { a: { type: "string", default: 5 } } },
          },
        },
      }),
      [],
    ],
    [
      "of an embedded resource must have its type",
      spec({
        a: {
          type: "object",
          "x-kubernetes-embedded-resource": true,
          properties: { spec: { type: "object" } },
          default: { kind: "Pod", spec: {}, metadata: { name: "x", odd: 1 } },
        },
      }),
      [`${s}.properties[a].default.apiVersion: Required value`],
    ],
    [
      "of an embedded resource's kind or metadata is valid in the context of an object",
      spec({
        a: {
          type: "object",
          "x-kubernetes-embedded-resource": true,
          properties: {
            kind: { type: "string", default: "Po_d" },
            metadata: {
              type: "object",
              properties: {
                name: { type: "string", default: "a/b" },
                labels: { type: "object", additionalProperties: { type: "string" }, default: { a: "b" } },
              },
            },
          },
        },
      }),
      [
        expect.stringMatching(
          /properties\[kind\]\.default: Invalid value: "Po_d": must result in valid metadata: kind: Invalid value: "Po_d": may have mixed case/,
        ) as never,
        `${s}.properties[a].properties[metadata].properties[name].default: Invalid value: "a/b": must result in valid metadata: metadata.name: Invalid value: "a/b": may not contain '/'`,
      ],
    ],
  ])("%s", (_title, found, expected) => {
    expect(found).toEqual(expected);
  });

  it("must not be in the root's metadata, at any depth", () => {
    const metadata = { type: "object", properties: { name: { type: "string", default: "a" } } };
    expect(
      withSchema({ type: "object", properties: { metadata, kind: { type: "string", default: "Widget" } } }),
    ).toEqual([
      `${at}.properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata`,
      `${at}.properties[kind].default: Forbidden: must not be set in top-level kind`,
    ]);
  });

  it("must not be in a map within the metadata of an embedded resource", () => {
    const labels = { type: "object", additionalProperties: { type: "string", default: "x" } };
    const metadata = { type: "object", properties: { labels } };
    expect(spec({ a: { type: "object", "x-kubernetes-embedded-resource": true, properties: { metadata } } })).toEqual([
      `${s}.properties[a].properties[metadata].properties[labels].additionalProperties.default: Forbidden: must not be set inside additionalProperties applying to object metadata`,
    ]);
  });
});
