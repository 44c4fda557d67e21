import { systemClock } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import type {
  CustomResourceDefinition,
  DefinitionConversion,
  DefinitionSpec,
  DefinitionVersion,
} from "../src/definition.js";
import { definitionStrategy } from "../src/definition-strategy.js";
import { checkDefinition } from "../src/definition-validation.js";
import { texts, widgetDefinition } from "./widgets.js";

const object: SchemaNode = { type: "object" };
const color: SchemaNode = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: { color: { type: "string" }, tags: { type: "array", items: { type: "string" } } },
    },
    metadata: { type: "object", properties: { name: { type: "string" } } },
  },
};
const colors: SchemaNode = { ...color, properties: { ...color.properties, status: object } };

const version = (name: string, rest: Partial<DefinitionVersion> = {}): DefinitionVersion => ({
  name,
  served: true,
  storage: name === "v1",
  schema: { openAPIV3Schema: object },
  ...rest,
});

function problems(spec: DefinitionSpec): readonly string[] {
  const definition = widgetDefinition();
  return texts(
    checkDefinition({ ...definition, spec: { ...definition.spec, ...spec }, status: { storedVersions: ["v1"] } }),
  );
}

const label =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

describe("versions", () => {
  it("the first one's name is validated twice, because of the former `version` field", () => {
    const { storedVersions } = { storedVersions: ["V1"] };
    const definition = widgetDefinition(object, { name: "V1" });
    expect(texts(checkDefinition({ ...definition, status: { storedVersions } }))).toEqual([
      `spec.versions[0].name: Invalid value: "V1": ${label}`,
      `spec.version: Invalid value: "V1": ${label}`,
    ]);
  });

  it("are printed with the fields of upstream's internal version, without what they share", () => {
    const scale = { specReplicasPath: ".spec.a", statusReplicasPath: ".status.a", labelSelectorPath: ".spec.b" };
    const versions = [
      version("v1", { storage: false, subresources: { scale } }),
      version("v2", {
        additionalPrinterColumns: [{ name: "A", type: "string", jsonPath: ".a" }],
        subresources: { status: {} },
      }),
    ];
    const first =
      '{"Name":"v1","Served":true,"Storage":false,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":{"Status":null,"Scale":{"SpecReplicasPath":".spec.a","StatusReplicasPath":".status.a","LabelSelectorPath":".spec.b"}},"AdditionalPrinterColumns":null,"SelectableFields":null}';
    const second =
      '{"Name":"v2","Served":true,"Storage":false,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":{"Status":{},"Scale":null},"AdditionalPrinterColumns":[{"Name":"A","Type":"string","Format":"","Description":"","Priority":0,"JSONPath":".a"}],"SelectableFields":null}';
    expect(problems({ versions })).toEqual([
      `spec.versions: Invalid value: [${first},${second}]: must have exactly one version marked as storage version`,
    ]);
  });

  it("a schema with thousands of nodes is not printed completely", () => {
    const properties = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`p${index}`, object]));
    const versions = [
      version("v1", { storage: false, schema: { openAPIV3Schema: { type: "object", properties } } }),
      version("v2"),
    ];
    const [found = ""] = problems({ versions });
    expect(found.length).toBeLessThan(1_200_000);
    expect(found).toContain('"p999":null');
  });

  it.each<[string, string, readonly string[]]>([
    ["must not be empty", "", ["must not be an empty string"]],
    ["must have at most 256 bytes", "é".repeat(129), ["must be <= 256 characters long"]],
    [
      "must be printable",
      "été\\u200bx",
      ["must only contain printable UTF-8 characters; non-printable character found at index 5"],
    ],
    ["may contain spaces and symbols", "a <b> & c", []],
  ])("a deprecation warning %s", (_title, text, faults) => {
    const deprecationWarning = JSON.parse(`"${text}"`) as string;
    const found = problems({ versions: [version("v1", { deprecated: true, deprecationWarning })] });
    const shown = JSON.stringify(deprecationWarning);
    expect(found).toEqual(
      faults.map((fault) => `spec.versions[0].deprecationWarning: Invalid value: ${shown}: ${fault}`),
    );
  });

  it("columns must have formats known upstream", () => {
    const columns = ["binary", "byte"].map((format) => ({ name: "A", type: "string", jsonPath: ".a", format }));
    expect(problems({ versions: [version("v1", { additionalPrinterColumns: columns })] })).toEqual([
      'spec.additionalPrinterColumns[0].format: Invalid value: "binary": must be one of byte,date,date-time,double,float,int32,int64,password',
    ]);
  });

  it("the root of a shared schema is strict if any version has a status subresource", () => {
    const root: SchemaNode = { type: "object", maxProperties: 3 };
    const schema = { openAPIV3Schema: root };
    const versions = [version("v1", { schema }), version("v2", { schema, subresources: { status: {} } })];
    const [found = ""] = problems({ versions });
    expect(found).toMatch(
      /^spec\.validation\.openAPIV3Schema: Invalid value: \{"ID":"","Schema":"","Ref":null,.*\}: only \[Description Type /,
    );
  });
});

describe("selectableFields", () => {
  const fields = (...paths: readonly string[]) => paths.map((jsonPath) => ({ jsonPath }));
  const withFields = (selectableFields: readonly { jsonPath: string }[]) =>
    problems({ versions: [version("v1", { schema: { openAPIV3Schema: color }, selectableFields })] });
  const scalar =
    "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";

  it.each<[string, readonly string[]]>([
    [".spec.color", []],
    ["spec.color", ['Invalid value: "spec.color": is an invalid path: expected [ or . but got: spec']],
    [".spec['color']", [`Invalid value: ".spec['color']": is an invalid path: array notation is not allowed`]],
    [".spec.tags", [`Invalid value: ".spec.tags": ${scalar}`]],
    [".spec.", ['Invalid value: ".spec.": is an invalid path: unexpected end of JSON path']],
    [".metadata.name", ['Invalid value: ".metadata.name": must not point to fields in metadata']],
  ])("%s", (path, faults) => {
    expect(withFields(fields(path))).toEqual(faults.map((fault) => `spec.selectableFields[0].jsonPath: ${fault}`));
  });

  it("must be unique, and at most eight", () => {
    expect(withFields(fields(".spec.color", ".spec.color"))).toEqual([
      'spec.selectableFields[1].jsonPath: Duplicate value: ".spec.color"',
    ]);
    const properties = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`p${index}`, { type: "string" }]));
    const schema = { openAPIV3Schema: { type: "object", properties } as SchemaNode };
    const selectableFields = fields(...Object.keys(properties).map((name) => `.${name}`));
    expect(problems({ versions: [version("v1", { schema, selectableFields })] })).toEqual([
      "spec.selectableFields: Too many: 9: must have at most 8 items",
    ]);
  });

  it("shared ones require a shared schema, and others separate schemas, as upstream", () => {
    const selectableFields = fields(".spec.color");
    const [one, other] = [{ openAPIV3Schema: color }, { openAPIV3Schema: colors }];
    const v2 = (rest: Partial<DefinitionVersion>) => version("v2", rest);
    expect(
      problems({
        versions: [version("v1", { schema: one, selectableFields }), v2({ schema: other, selectableFields })],
      }),
    ).toEqual(['spec.selectableFields: Invalid value: "": may only be set when validations.schema is included']);
    expect(problems({ versions: [version("v1", { schema: one, selectableFields }), v2({ schema: one })] })).toEqual([
      'spec.versions[0].selectableFields: Invalid value: "": may only be set when `version.schema.openAPIV3Schema` is not included',
    ]);
    expect(problems({ versions: [version("v1", { schema: one, selectableFields }), v2({ schema: other })] })).toEqual(
      [],
    );
  });
});

it("names: empty short names and categories are not valid labels", () => {
  const names = { ...widgetDefinition().spec?.names, shortNames: [""], categories: ["A"] };
  expect(problems({ names })).toEqual([
    `spec.names.shortNames[0]: Invalid value: "": ${label}`,
    `spec.names.categories[0]: Invalid value: "A": ${label}`,
  ]);
});

describe("spec.preserveUnknownFields", () => {
  const refused =
    "spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";

  it("must be false", () => {
    expect(problems({ preserveUnknownFields: true })).toEqual([refused]);
  });

  it("excludes defaults and conversion", () => {
    const withDefault: SchemaNode = { type: "object", properties: { a: { type: "string", default: "x" } } };
    const conversion = { strategy: "Other" };
    const versions = [version("v1", { schema: { openAPIV3Schema: withDefault } })];
    expect(problems({ preserveUnknownFields: true, conversion, versions })).toEqual([
      "spec.preserveUnknownFields: Invalid value: true: must be false in order to use defaults in the schema",
      'spec.conversion.strategy: Invalid value: "Other": must be None if spec.preserveUnknownFields is true',
      'spec.conversion.strategy: Unsupported value: "Other": supported values: "None", "Webhook"',
      refused,
    ]);
  });
});

describe("the URL of a conversion webhook", () => {
  const form = "; desired format: https://host[/path]";
  const at = "spec.conversion.webhookClientConfig.url";
  const parse = (url: string, fault: string) => [
    `${at}: Required value: url must be a valid URL: parse ${JSON.stringify(url)}: ${fault}${form}`,
  ];
  it.each<[string, readonly string[]]>([
    ["HTTPS://example.com/convert", []],
    ["https://[::1]:8443/", []],
    ["http://example.com", [`${at}: Invalid value: "http": 'https' is the only allowed URL scheme${form}`]],
    ["https:example.com", [`${at}: Invalid value: "": host must be specified${form}`]],
    [
      "https://me@example.com/?a=b#c",
      [
        `${at}: Invalid value: "me": user information is not permitted in the URL`,
        `${at}: Invalid value: "c": fragments are not permitted in the URL`,
        `${at}: Invalid value: "a=b": query parameters are not permitted in the URL`,
      ],
    ],
    [":x", parse(":x", "missing protocol scheme")],
    ["1:x", parse("1:x", "first path segment in URL cannot contain colon")],
    ["https://example.com:port/", parse("https://example.com:port/", 'invalid port ":port" after host')],
    ["https://[::1/", parse("https://[::1/", "missing ']' in host")],
    ["https://a b/", parse("https://a b/", 'invalid character " " in host name')],
    ["https://a/%zz", parse("https://a/%zz", 'invalid URL escape "%zz"')],
    ["https://a/\n", parse("https://a/\n", "net/url: invalid control character in URL")],
  ])("%j", (url, expected) => {
    const conversion: DefinitionConversion = {
      strategy: "Webhook",
      webhook: { clientConfig: { url }, conversionReviewVersions: ["v1"] },
    };
    expect(problems({ conversion })).toEqual(expected);
  });
});

describe("approval of community groups", () => {
  const annotation = "api-approved.kubernetes.io";
  const definition = (text: string | undefined): CustomResourceDefinition => {
    const base = widgetDefinition();
    const annotations = text === undefined ? {} : { annotations: { [annotation]: text } };
    return {
      ...base,
      metadata: { name: "widgets.stable.k8s.io", ...annotations },
      spec: { ...base.spec, group: "stable.k8s.io" },
      status: { storedVersions: ["v1"] },
    };
  };
  const path = `metadata.annotations[${annotation}]`;
  const must = `protected groups must have approval annotation "${annotation}"`;
  const see = "see https://github.com/kubernetes/enhancements/pull/1111";

  it.each<[string | undefined, readonly string[]]>([
    [undefined, [`${path}: Required value: ${must}, ${see}`]],
    ["unapproved, for now", []],
    ["https://github.com/kubernetes/enhancements/pull/1", []],
    ["https://github.com", []],
    [
      "/pull/1",
      [`${path}: Invalid value: "/pull/1": ${must} with either a URL or a reason starting with "unapproved", ${see}`],
    ],
  ])("%j", (text, expected) => {
    expect(texts(checkDefinition(definition(text)))).toEqual(expected);
  });

  it("an update may keep the value of the stored definition", () => {
    const update = (next: string | undefined, current: string | undefined) =>
      texts(definitionStrategy.validateUpdate?.(definition(next), definition(current) as never));
    expect(update(undefined, undefined)).toEqual([]);
    expect(update("nonsense", "/pull/1")).toEqual([]);
    expect(update(undefined, "unapproved")).toEqual([`${path}: Required value: ${must}, ${see}`]);
  });
});

describe("an update", () => {
  const current: CustomResourceDefinition = {
    ...widgetDefinition(),
    status: { storedVersions: ["v1"], conditions: [{ type: "Established", status: "True" }] },
  };

  it("reports immutable fields before the status", () => {
    const spec = { ...current.spec, scope: "Cluster", names: { ...current.spec?.names, plural: "gadgets" } };
    const next = { ...current, spec, status: { storedVersions: [] } };
    expect(texts(definitionStrategy.validateUpdate?.(next, current as never))).toEqual([
      'spec.scope: Invalid value: "Cluster": field is immutable',
      'spec.names.plural: Invalid value: "gadgets": field is immutable',
      "status.storedVersions: Invalid value: []: must have at least one stored version",
    ]);
  });

  it("of the status may omit versions, and reports invalid names", () => {
    const status = { storedVersions: ["v0"], acceptedNames: { plural: "W" } };
    expect(
      texts(
        definitionStrategy.validateStatusUpdate?.(
          { ...current, status } as never,
          current as never,
          () => {},
          systemClock,
        ),
      ),
    ).toEqual([`status.acceptedNames.plural: Invalid value: "W": ${label}`]);
  });

  it("of stored versions reports each undefined one once", () => {
    const next = { ...current, metadata: { ...current.metadata, labels: { a: "b" } } };
    const status = { ...current.status, storedVersions: ["v0", "v1", "v0"] };
    const found = texts(definitionStrategy.validateUpdate?.({ ...next, status } as never, current as never));
    expect(found.map((text) => text.slice(0, 52))).toEqual(['status.storedVersions[2]: Invalid value: "v0": missi']);
  });
});

describe("formats that are not validated cause warnings", () => {
  const withFormats = (...formats: readonly string[]) =>
    widgetDefinition({
      type: "object",
      properties: Object.fromEntries(
        formats.map((format, index): [string, SchemaNode] => [
          `p${index}`,
          { type: "array", items: { type: "string", format } },
        ]),
      ),
    });

  it("on create, each once, and only for strings", () => {
    expect(
      definitionStrategy.warningsOnCreate?.(withFormats("date-time", "uri-template", "k8s-short-name", "uri-template")),
    ).toEqual(['unrecognized format "uri-template"', 'unrecognized format "k8s-short-name"']);
    const number: SchemaNode = { type: "object", properties: { a: { type: "integer", format: "int32" } } };
    expect(definitionStrategy.warningsOnCreate?.(widgetDefinition(number))).toEqual([]);
  });

  it("on update, for new ones", () => {
    const current = withFormats("uri-template") as never;
    const next = withFormats("iri", "uri-template");
    expect(definitionStrategy.warningsOnUpdate?.(next, current)).toEqual(['unrecognized format "iri"']);
  });
});
