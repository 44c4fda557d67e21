import type { KindDefinition } from "@engenho/registry";
import type { DescribeDefinition } from "../options.js";
import { customSchema, type MetaTexts, typeFields } from "./custom-schema.js";
import { definitionName, listDefinitionName, sharedDefinitions } from "./definitions.js";
import { reference, refTo, type SpecVersion } from "./references.js";
import type { RenderedSchema } from "./rendered-schema.js";

/** The definitions of a custom resource and of its list kind, by name. */
export function customDefinitions(
  kind: KindDefinition,
  version: SpecVersion,
  describe: DescribeDefinition,
): readonly (readonly [name: string, schema: RenderedSchema])[] {
  const texts = typeTexts(describe);
  const { listKind } = kind;
  return [
    [
      definitionName(kind),
      {
        ...customSchema(kind.schema, version, { ...texts, metadata: `${objectText}metadata` }),
        ...marks(kind, kind.kind),
      },
    ],
    [
      listDefinitionName(kind),
      {
        description: `${listKind} is a list of ${kind.kind}`,
        type: "object",
        required: ["items"],
        properties: new Map([
          ...typeFields(version, { ...texts, metadata: "" }),
          [
            "items",
            () => ({
              description: `List of ${kind.plural}. More info: ${conventions}`,
              type: "array",
              items: reference(definitionName(kind), version),
            }),
          ],
          ["metadata", () => ({ description: listText, ...refTo("listMeta", version, "described") })],
        ]),
        ...marks(kind, listKind),
      },
    ],
  ];
}

const conventions = "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";
const objectText = `Standard object's metadata. More info: ${conventions}#`;
const listText = `Standard list metadata. More info: ${conventions}#types-kinds`;

/** The catalogue's descriptions of apiVersion and kind, which are the same for every kind. */
function typeTexts(describe: DescribeDefinition): Omit<MetaTexts, "metadata"> {
  const { apiVersion, kind } = describe(sharedDefinitions.status)?.properties ?? {};
  return { apiVersion: apiVersion?.description ?? "", kind: kind?.description ?? "" };
}

function marks({ group, version, selectableFields = [] }: KindDefinition, kind: string): RenderedSchema {
  return {
    "x-kubernetes-group-version-kind": [{ group, kind, version }],
    ...(selectableFields.length === 0
      ? {}
      : { "x-kubernetes-selectable-fields": selectableFields.map((fieldPath) => ({ fieldPath })) }),
  };
}
