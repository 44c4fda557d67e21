import type { TimeSlice } from "@engenho/core";
import type { SchemaNode } from "@engenho/machinery";
import { apiVersionOf, type KindDefinition } from "@engenho/registry";
import type { DescribeDefinition } from "../options.js";

/** Definitions by name; their `$ref`s are names without a prefix. */
export type Definitions = ReadonlyMap<string, SchemaNode>;

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** Definitions that operations refer to, whatever their kind. */
export const sharedDefinitions = {
  deleteOptions: `${meta}DeleteOptions`,
  listMeta: `${meta}ListMeta`,
  objectMeta: `${meta}ObjectMeta`,
  patch: `${meta}Patch`,
  status: `${meta}Status`,
  watchEvent: `${meta}WatchEvent`,
} as const;

/** The name of the definition of a kind's objects: from the catalogue, or derived from a custom resource's names. */
export function definitionName(definition: KindDefinition): string {
  if (definition.schemaName !== undefined) return definition.schemaName;
  return `${definition.group.split(".").reverse().join(".")}.${definition.version}.${definition.kind}`;
}

/** The name of the definition of a kind's lists. */
export function listDefinitionName(definition: KindDefinition): string {
  const name = definitionName(definition);
  return `${name.slice(0, name.length - definition.kind.length)}${definition.listKind}`;
}

/**
 * All definitions of the catalogue that the kinds and these names refer to, transitively, in alphabetical order. Yields between
 * two of them.
 */
export async function collectDefinitions(
  kinds: readonly KindDefinition[],
  names: readonly string[],
  { describe, slice }: { readonly describe: DescribeDefinition; readonly slice: TimeSlice },
): Promise<Definitions> {
  const found = new Map<string, SchemaNode>();
  const pending: string[] = [...names];
  for (const definition of kinds) {
    pending.push(definitionName(definition), listDefinitionName(definition));
    for (const { schemaName } of definition.subresources) if (schemaName !== undefined) pending.push(schemaName);
  }
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    const turn = slice.giveWay();
    if (turn !== undefined) await turn;
    const node = describe(name);
    if (node === undefined) continue;
    found.set(name, node);
    addReferences(node, pending);
  }
  return new Map([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
}

function addReferences(node: SchemaNode, names: string[]): void {
  if (node.$ref !== undefined) names.push(node.$ref);
  if (node.items !== undefined) addReferences(node.items, names);
  if (typeof node.additionalProperties === "object") addReferences(node.additionalProperties, names);
  for (const child of Object.values(node.properties ?? {})) addReferences(child, names);
  for (const child of [...(node.allOf ?? []), ...(node.anyOf ?? []), ...(node.oneOf ?? [])])
    addReferences(child, names);
}

/** The tag of a group version's operations: `core_v1`, `apps_v1`, `rbacAuthorization_v1`. */
export function tagOf(definition: { readonly group: string; readonly version: string }): string {
  const group = groupWords(definition.group);
  return `${group.charAt(0).toLowerCase()}${group.slice(1)}_${definition.version}`;
}

/** A group in the form of operation ids: `Core`, `Apps`, `RbacAuthorization`, `StableExampleCom`. */
export function groupWords(group: string): string {
  if (group === "") return "Core";
  return group
    .replace(/\.k8s\.io$/, "")
    .split(/[.-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** The path of a group version: `/api/v1`, `/apis/apps/v1`. */
export function rootPath(definition: { readonly group: string; readonly version: string }): string {
  return definition.group === "" ? `/api/${definition.version}` : `/apis/${apiVersionOf(definition)}`;
}
