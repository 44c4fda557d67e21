import type { KindDefinition, SchemaNode } from "@engenho/kinds";
import { definitionName, listDefinitionName, sharedDefinitions } from "./definitions.js";

/** The definitions of custom kinds and of their lists, by name. */
export function customDefinitions(kinds: readonly KindDefinition[]): ReadonlyMap<string, SchemaNode> {
  const found = new Map<string, SchemaNode>();
  for (const kind of kinds) {
    found.set(definitionName(kind), objectDefinition(kind));
    found.set(listDefinitionName(kind), listDefinition(kind));
  }
  return found;
}

const apiVersion: SchemaNode = {
  description: "The version of the API in which this object is written, such as apps/v1.",
  type: "string",
};
const kindField: SchemaNode = { description: "The kind of this object, such as Deployment.", type: "string" };

function objectDefinition({ group, version, kind, schema = { type: "object" } }: KindDefinition): SchemaNode {
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion,
      kind: kindField,
      metadata: { description: "Standard object's metadata.", $ref: sharedDefinitions.objectMeta },
    },
    "x-kubernetes-group-version-kind": [{ group, version, kind }],
  };
}

function listDefinition(definition: KindDefinition): SchemaNode {
  const { group, version, kind, listKind } = definition;
  return {
    description: `${listKind} is a list of ${kind}`,
    type: "object",
    required: ["items"],
    properties: {
      apiVersion,
      items: {
        description: `List of ${definition.plural}.`,
        type: "array",
        items: { $ref: definitionName(definition) },
      },
      kind: kindField,
      metadata: { description: "Standard list metadata.", $ref: sharedDefinitions.listMeta },
    },
    "x-kubernetes-group-version-kind": [{ group, version, kind: listKind }],
  };
}
