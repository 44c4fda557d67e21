/** The spec of a CustomResourceDefinition with everything that a structural schema may contain. */
export function definitionSpec(variant: number): unknown {
  return {
    group: "sweep.example.com",
    scope: "Namespaced",
    names: {
      plural: "things",
      singular: "thing",
      kind: "Thing",
      listKind: "ThingList",
      shortNames: ["th"],
      categories: ["all"],
    },
    conversion: conversion(variant),
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        deprecated: true,
        deprecationWarning: "gone soon",
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "A thing.",
            required: ["spec"],
            properties: { spec, status },
          },
        },
        subresources: {
          status: {},
          scale: {
            specReplicasPath: ".spec.replicas",
            statusReplicasPath: ".status.replicas",
            labelSelectorPath: ".status.selector",
          },
        },
        additionalPrinterColumns: [
          { name: "Zero", type: "integer", jsonPath: ".spec.zero", priority: 0, format: "int32", description: "none" },
        ],
        selectableFields: [{ jsonPath: ".spec.zero" }],
      },
    ],
  };
}

function conversion(variant: number): unknown {
  if (variant % 3 === 0) return { strategy: "None" };
  const where =
    variant % 3 === 1
      ? { url: "https://example.com/convert" }
      : { service: { name: "hook", namespace: "default", path: "/convert", port: 443 }, caBundle: certificate };
  return { strategy: "Webhook", webhook: { clientConfig: where, conversionReviewVersions: ["v1"] } };
}

const certificate = Buffer.from(
  "-----BEGIN CERTIFICATE-----\nMIIBdzCCAR2gAwIBAgIBADAKBggqhkjOPQQDAjAAMB4XDTI1\n-----END CERTIFICATE-----\n",
).toString("base64");

const spec = {
  type: "object",
  title: "Spec",
  externalDocs: { description: "more", url: "https://example.com" },
  properties: {
    list: { type: "array", maxItems: 9, minItems: 0, items: { type: "string" }, "x-kubernetes-list-type": "set" },
    text: { type: "string", format: "date", maxLength: 20, minLength: 1, pattern: "^a", enum: ["a", "ab"] },
    number: {
      type: "number",
      minimum: 0,
      maximum: 9.5,
      exclusiveMinimum: true,
      exclusiveMaximum: true,
      multipleOf: 0.5,
    },
    map: {
      type: "object",
      maxProperties: 9,
      minProperties: 0,
      additionalProperties: { type: "integer", format: "int32" },
    },
    any: { "x-kubernetes-preserve-unknown-fields": true },
    port: { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
    zero: { type: "integer", default: 0, nullable: true, example: { deep: [null, 0, ""] } },
    atomic: { type: "object", properties: { a: { type: "string" } }, "x-kubernetes-map-type": "atomic" },
    keyed: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
    },
    child: { type: "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true },
  },
  not: { required: ["never"] },
  allOf: [{ required: ["zero"] }],
  oneOf: [{ required: ["zero"] }, { required: ["never"] }],
  "x-kubernetes-validations": [
    {
      rule: "has(self.zero) || true",
      message: "no",
      messageExpression: "'no' + 'thing'",
      fieldPath: ".zero",
      reason: "FieldValueInvalid",
    },
    { rule: "!oldSelf.hasValue() || has(self.zero) || true", optionalOldSelf: true },
  ],
};

const status = { type: "object", properties: { replicas: { type: "integer" }, selector: { type: "string" } } };
