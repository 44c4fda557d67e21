import { frozenNode, type SchemaNode } from "@engenho/machinery";
import { descriptionsJson } from "./generated/descriptions.js";
import { optionalDescriptionsJson } from "./generated/optional-descriptions.js";
import { optionalSchemas } from "./optional/optional-schemas.js";
import { atomicListsOf } from "./published/atomic-lists.js";
import { elementDefault, fieldDefault } from "./published/published-defaults.js";
import { unionsOf } from "./published/unions.js";

type Descriptions = readonly [definition: string, fields: Readonly<Record<string, string>>];

let parsed: Readonly<Record<string, Descriptions>> | undefined;
/** Those of kinds that are served on request only; the name of a definition stands for what is said of it. */
let optional: Readonly<Record<string, Descriptions | string>> | undefined;
const described = new Map<string, SchemaNode>();

function source(): Readonly<Record<string, Descriptions>> {
  parsed ??= JSON.parse(descriptionsJson) as Record<string, Descriptions>;
  return parsed;
}

function descriptionsOf(name: string): Descriptions {
  const found = source()[name];
  if (found !== undefined) return found;
  optional ??= JSON.parse(optionalDescriptionsJson) as Record<string, Descriptions | string>;
  const other = optional[name];
  return typeof other === "string" ? descriptionsOf(other) : (other ?? ["", {}]);
}

/** A definition of an earlier version as that of v1: the lists of what is published name only these. */
function stableNameOf(name: string): string {
  return name.replace(/\.v\d+(?:alpha|beta)\d+\./, ".v1.");
}

/** The node as upstream publishes it: without the defaults and extensions that are internal to this catalogue. */
function published(node: SchemaNode): SchemaNode {
  const {
    default: _default,
    "x-engenho-zero-is-absent": _zeros,
    "x-kubernetes-int-or-string": _intOrString,
    format,
    properties,
    items,
    additionalProperties,
    ...rest
  } = node;
  // Here, siblings of a reference only carry defaults.
  const fields = node.$ref === undefined ? properties : undefined;
  return {
    ...rest,
    ...(format === undefined || format === "quantity" ? {} : { format }),
    ...(items === undefined ? {} : { items: element(items) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === "object" ? element(additionalProperties) : additionalProperties,
        }),
    ...(fields === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(fields).map(([name, child]) => [name, published(child)])) }),
  };
}

function element(node: SchemaNode): SchemaNode {
  return withDefault(published(node), elementDefault(node));
}

function withDefault(node: SchemaNode, value: unknown): SchemaNode {
  return value === undefined ? node : { ...node, default: value };
}

/**
 * The definition with this name as OpenAPI publishes it: with its description and those of its fields, the defaults of OpenAPI v3
 * (zero values; v2 has none), and without our own defaults and extensions. Deeply frozen, the same object at each call; undefined
 * if the catalogue has none. `$ref` contains a name without a prefix.
 *
 * This module contains half a megabyte of text, so import it only where it is needed:
 * `const { describe } = await import("@engenho/kinds/descriptions")`.
 */
export function describe(name: string): SchemaNode | undefined {
  const known = described.get(name);
  if (known !== undefined) return known;
  const node = optionalSchemas.definition(name);
  if (node === undefined) return undefined;
  const [description, fields] = descriptionsOf(name);
  const plain = published(node);
  const stable = stableNameOf(name);
  const atomic = atomicListsOf(stable);
  const unions = unionsOf(name);
  const result = frozenNode({
    ...(description === "" ? {} : { description }),
    ...plain,
    ...(unions === undefined ? {} : { "x-kubernetes-unions": unions }),
    ...(plain.properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(plain.properties).map(([field, child]) => [
              field,
              {
                ...(fields[field] === undefined ? {} : { description: fields[field] }),
                ...withDefault(child, fieldDefault(stable, field)),
                ...(atomic.has(field) ? { "x-kubernetes-list-type": "atomic" as const } : {}),
              },
            ]),
          ),
        }),
  });
  described.set(name, result);
  return result;
}
