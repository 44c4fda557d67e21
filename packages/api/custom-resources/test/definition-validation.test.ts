import type { KubernetesObject } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { problemsOf } from "../../kinds/test/strategies/attempts.js";
import { openRegistry } from "../../registry/test/support/open-registry.js";
import type { CustomResourceDefinition, DefinitionSpec, DefinitionVersion } from "../src/definition.js";
import { definitionStrategy } from "../src/definition-strategy.js";
import { checkDefinition } from "../src/definition-validation.js";
import { texts, widgetDefinition } from "./widgets.js";

const stored = { status: { storedVersions: ["v1"] } };

function problems(definition: CustomResourceDefinition): readonly string[] {
  return texts(checkDefinition({ ...definition, ...stored }));
}

/** The errors of a definition with some fields of its spec replaced. */
function withSpec(spec: DefinitionSpec): readonly string[] {
  const definition = widgetDefinition();
  return problems({ ...definition, spec: { ...definition.spec, ...spec } });
}

/** The errors of a definition with this schema. */
const withSchema = (schema: SchemaNode, version: Partial<DefinitionVersion> = {}) =>
  problems(widgetDefinition(schema, version));

const label =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

describe("a definition", () => {
  it("is accepted if it is valid", () => {
    expect(problems(widgetDefinition())).toEqual([]);
  });

  it("must be named after its plural and group", async () => {
    const { store } = openRegistry();
    const create = (metadata: object) =>
      problemsOf(() => store.create({ ...widgetDefinition(), metadata } as KubernetesObject));
    const must = 'must be spec.names.plural+"."+spec.group';
    expect(await create({ name: "widgets.other.com" })).toEqual([
      `metadata.name: Invalid value: "widgets.other.com": ${must}`,
    ]);
    const [first, second] = await create({ generateName: "widgets-" });
    expect(first).toBe(`metadata.generateName: Invalid value: "widgets-": ${must}`);
    expect(second).toContain(must);
    expect(await create({ name: "widgets.example.com" })).toEqual([]);
  });

  it.each<[string, DefinitionSpec, readonly string[]]>([
    ["spec.scope is required", { scope: "" }, ["spec.scope: Required value"]],
    [
      "spec.scope is Cluster or Namespaced",
      { scope: "Global" },
      ['spec.scope: Unsupported value: "Global": supported values: "Cluster", "Namespaced"'],
    ],
    [
      "spec.names: all but the plural, which the name holds, are required",
      { names: { plural: "widgets" } },
      ["spec.names.singular: Required value", "spec.names.kind: Required value", "spec.names.listKind: Required value"],
    ],
    [
      "spec.names.singular is a label",
      { names: { plural: "widgets", singular: "Widget", kind: "Widget", listKind: "WidgetList" } },
      [`spec.names.singular: Invalid value: "Widget": ${label}`],
    ],
    [
      "spec.names.kind may have mixed case",
      { names: { plural: "widgets", singular: "widget", kind: "Wid_get", listKind: "WidgetList" } },
      [`spec.names.kind: Invalid value: "Wid_get": may have mixed case, but should otherwise match: ${label}`],
    ],
    [
      "spec.names.listKind differs from the kind",
      { names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "Widget" } },
      ['spec.names.listKind: Invalid value: "Widget": kind and listKind may not be the same'],
    ],
    [
      "spec.names.shortNames are labels",
      {
        names: {
          plural: "widgets",
          singular: "widget",
          kind: "Widget",
          listKind: "WidgetList",
          shortNames: ["w", "W"],
        },
      },
      [`spec.names.shortNames[1]: Invalid value: "W": ${label}`],
    ],
    ["spec.conversion.strategy", { conversion: { strategy: "" } }, ["spec.conversion.strategy: Required value"]],
    [
      "spec.preserveUnknownFields belongs to v1beta1",
      { preserveUnknownFields: true },
      [
        "spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
      ],
    ],
  ])("%s", (_title, spec, expected) => {
    expect(withSpec(spec)).toEqual(expected);
  });

  it.each([
    ["", ["spec.group: Required value"]],
    ["example", ['spec.group: Invalid value: "example": should be a domain with at least one dot']],
    [
      "stable.k8s.io",
      [
        'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
      ],
    ],
  ])("spec.group %j", (group, expected) => {
    const definition = widgetDefinition();
    expect(problems({ ...definition, spec: { ...definition.spec, group } })).toEqual(expected);
  });
});

describe("spec.versions", () => {
  const version = (name: string, storage: boolean): DefinitionVersion => ({
    name,
    storage,
    served: true,
    schema: { openAPIV3Schema: { type: "object" } },
  });
  const shown = (versions: readonly DefinitionVersion[]) => JSON.stringify(versions);

  it("must have exactly one storage version", () => {
    const two = [version("v1", true), version("v2", true)];
    const found = withSpec({ versions: two });
    expect(found[0]).toMatch(
      /^spec\.versions: Invalid value: .*: must have exactly one version marked as storage version$/,
    );
    expect(shown(two)).toContain("v2");
  });

  it("must have unique names", () => {
    const found = withSpec({ versions: [version("v1", true), version("v1", false)] });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^spec\.versions: Invalid value: .*: must contain unique version names$/);
  });

  it("must have labels as names", () => {
    const found = withSpec({ versions: [version("v1", true), version("V2", false)] });
    expect(found).toEqual([`spec.versions[1].name: Invalid value: "V2": ${label}`]);
  });

  it("must each have a schema", () => {
    const bare: DefinitionVersion = { name: "v2", served: true, storage: false };
    const found = withSpec({ versions: [version("v1", true), bare] });
    expect(found).toEqual(["spec.versions[1].schema.openAPIV3Schema: Required value"]);
  });

  it("must have a warning only if they are deprecated", () => {
    const found = withSpec({ versions: [{ ...version("v1", true), deprecationWarning: "old" }] });
    expect(found).toEqual([
      'spec.versions[0].deprecationWarning: Invalid value: "old": can only be set for deprecated versions',
    ]);
  });

  it("are reported by their own paths if the schemas differ, and by the shared one otherwise", () => {
    const wrong = { openAPIV3Schema: { type: "string" } as SchemaNode };
    expect(withSpec({ versions: [{ ...version("v1", true), schema: wrong }] })).toEqual([
      'spec.validation.openAPIV3Schema.type: Invalid value: "string": must be object at the root',
    ]);
    expect(withSpec({ versions: [version("v1", true), { ...version("v2", false), schema: wrong }] })).toEqual([
      'spec.versions[1].schema.openAPIV3Schema.type: Invalid value: "string": must be object at the root',
    ]);
  });

  it.each<[string, Partial<DefinitionVersion>, readonly string[]]>([
    [
      "scale paths are required",
      { subresources: { scale: {} } },
      [
        "spec.subresources.scale.specReplicasPath: Required value",
        "spec.subresources.scale.statusReplicasPath: Required value",
      ],
    ],
    [
      "scale paths must lead to the right places",
      {
        subresources: {
          scale: { specReplicasPath: "spec.replicas", statusReplicasPath: ".spec.replicas", labelSelectorPath: ".x" },
        },
      },
      [
        'spec.subresources.scale.specReplicasPath: Invalid value: "spec.replicas": must be a simple json path starting with .',
        'spec.subresources.scale.statusReplicasPath: Invalid value: ".spec.replicas": should be a json path under .status',
        'spec.subresources.scale.labelSelectorPath: Invalid value: ".x": should be a json path under either .spec or .status',
      ],
    ],
    [
      "columns must have a name, a type and a path",
      { additionalPrinterColumns: [{}] },
      [
        "spec.additionalPrinterColumns[0].name: Required value",
        "spec.additionalPrinterColumns[0].type: Required value: must be one of boolean,date,integer,number,string",
        "spec.additionalPrinterColumns[0].JSONPath: Required value",
      ],
    ],
    [
      "columns must have a known type",
      { additionalPrinterColumns: [{ name: "A", type: "text", jsonPath: "spec.a" }] },
      [
        'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
        'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec.a": must be a simple json path starting with .',
      ],
    ],
    [
      "selectable fields must be fields of the schema",
      { selectableFields: [{ jsonPath: ".spec.nothing" }, { jsonPath: ".metadata.name" }, {}] },
      [
        'spec.selectableFields[0].jsonPath: Invalid value: ".spec.nothing": is an invalid path: does not refer to a valid field',
        'spec.selectableFields[1].jsonPath: Invalid value: ".metadata.name": is an invalid path: does not refer to a valid field',
        "spec.selectableFields[2].jsonPath: Required value",
      ],
    ],
  ])("%s", (_title, part, expected) => {
    expect(withSchema({ type: "object" }, part)).toEqual(expected);
  });
});

describe("an update of a definition", () => {
  const established = {
    status: { storedVersions: ["v1"], conditions: [{ type: "Established", status: "True" }] },
  };
  const current = { ...widgetDefinition(), ...established };
  const change = (spec: DefinitionSpec) => {
    const next: CustomResourceDefinition = { ...current, spec: { ...current.spec, ...spec } };
    return texts(definitionStrategy.validateUpdate?.(next, current as never));
  };

  it("must not change scope and kind once the kind is served", () => {
    const names = { ...current.spec?.names, kind: "Gadget" };
    expect(change({ scope: "Cluster", names })).toEqual([
      'spec.scope: Invalid value: "Cluster": field is immutable',
      'spec.names.kind: Invalid value: "Gadget": field is immutable',
    ]);
  });

  it("status.storedVersions: a version in which objects may be stored must be kept", () => {
    const versions = [
      { name: "v2", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
    ] as const;
    const kept: CustomResourceDefinition = { ...current, spec: { ...current.spec, versions } };
    const next = definitionStrategy.prepareForUpdate?.(kept, current as never, {} as never) ?? kept;
    expect(texts(definitionStrategy.validateUpdate?.(next, current as never))).toEqual([
      'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions',
    ]);
  });
});
