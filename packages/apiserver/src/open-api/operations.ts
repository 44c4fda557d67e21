import type { GroupVersionKind, KindDefinition, SubresourceDefinition } from "@engenho/kinds";
import { definitionName, groupWords, listDefinitionName, rootPath, sharedDefinitions } from "./definitions.js";
import {
  listParameters,
  type Parameter,
  patchParameters,
  prettyParameter,
  readParameters,
  writeParameters,
} from "./parameters.js";

/** One thing that can be done at a path. */
export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** `x-kubernetes-action`. */
  readonly action: string;
  readonly id: string;
  readonly description: string;
  readonly kind: GroupVersionKind;
  readonly parameters: readonly Parameter[];
  /** The definition of the body; absent when there is none. */
  readonly body?: string;
  /** The media types of the body of a PATCH, in alphabetical order; absent for other methods. */
  readonly patchTypes?: readonly string[];
  /** The definition of the answer. */
  readonly answer: string;
  /** Status codes of success. */
  readonly codes: readonly number[];
}

/** A path with what can be done at it. */
export interface PathItem {
  readonly path: string;
  readonly namespaced: boolean;
  readonly named: boolean;
  readonly operations: readonly Operation[];
}

/** Custom kinds have no strategic merge (AP-21): kubectl reads here which patch it may send. */
const customPatchTypes = [
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
] as const;

const builtInPatchTypes = [...customPatchTypes, "application/strategic-merge-patch+json"] as const;

/** The paths of a kind, in upstream's order of methods. */
export function pathsOf(definition: KindDefinition): readonly PathItem[] {
  const { plural, namespaced, verbs } = definition;
  const root = rootPath(definition);
  const collection = namespaced ? `${root}/namespaces/{namespace}/${plural}` : `${root}/${plural}`;
  const items: PathItem[] = [
    { path: collection, namespaced, named: false, operations: collectionOperations(definition) },
    { path: `${collection}/{name}`, namespaced, named: true, operations: objectOperations(definition) },
    ...definition.subresources.map((subresource) => ({
      path: `${collection}/{name}/${subresource.name}`,
      namespaced,
      named: true,
      operations: subresourceOperations(definition, subresource),
    })),
  ];
  if (namespaced && verbs.includes("list")) {
    items.push({
      path: `${root}/${plural}`,
      namespaced: false,
      named: false,
      operations: [listEverywhere(definition)],
    });
  }
  return items.filter(({ operations }) => operations.length > 0);
}

function collectionOperations(definition: KindDefinition): readonly Operation[] {
  const { kind, verbs } = definition;
  const name = definitionName(definition);
  const operations: Operation[] = [];
  const base = { kind: gvk(definition), codes: [200] };
  if (verbs.includes("list")) operations.push({ ...listEverywhere(definition), id: id(definition, "list") });
  if (verbs.includes("create")) {
    operations.push({
      ...base,
      method: "post",
      action: "post",
      id: id(definition, "create"),
      description: `create ${article(kind)}`,
      parameters: writeParameters,
      body: name,
      answer: name,
      codes: [200, 201, 202],
    });
  }
  if (verbs.includes("deletecollection")) {
    operations.push({
      ...base,
      method: "delete",
      action: "deletecollection",
      id: id(definition, "delete", "Collection"),
      description: `delete collection of ${kind}`,
      parameters: listParameters,
      body: sharedDefinitions.deleteOptions,
      answer: sharedDefinitions.status,
    });
  }
  return operations;
}

function listEverywhere(definition: KindDefinition): Operation {
  const scope = definition.namespaced ? "ForAllNamespaces" : "";
  return {
    method: "get",
    action: "list",
    id: `list${groupWords(definition.group)}${words(definition.version)}${definition.kind}${scope}`,
    description: `list or watch objects of kind ${definition.kind}`,
    kind: gvk(definition),
    parameters: listParameters,
    answer: listDefinitionName(definition),
    codes: [200],
  };
}

function objectOperations(definition: KindDefinition): readonly Operation[] {
  const { kind, verbs } = definition;
  const own = { words: `the specified ${kind}`, suffix: "", body: definitionName(definition), kind: gvk(definition) };
  const operations: Operation[] = readAndWrite(definition, own, verbs);
  if (verbs.includes("delete")) {
    operations.push({
      method: "delete",
      action: "delete",
      id: id(definition, "delete"),
      description: `delete ${article(kind)}`,
      kind: gvk(definition),
      parameters: [prettyParameter],
      body: sharedDefinitions.deleteOptions,
      answer: sharedDefinitions.status,
      codes: [200, 202],
    });
  }
  return operations;
}

function subresourceOperations(definition: KindDefinition, subresource: SubresourceDefinition): readonly Operation[] {
  const { name, verbs, body } = subresource;
  const own = {
    words: `${name} of the specified ${definition.kind}`,
    suffix: name.charAt(0).toUpperCase() + name.slice(1),
    body: subresource.schemaName ?? definitionName(definition),
    kind: body,
  };
  const operations = readAndWrite(definition, own, verbs);
  if (verbs.includes("create")) {
    operations.push({
      method: "post",
      action: "post",
      id: id(definition, "create", "", own.suffix),
      description: `create ${own.words}`,
      kind: body,
      parameters: writeParameters,
      body: own.body,
      answer: own.body,
      codes: [200, 201, 202],
    });
  }
  return operations;
}

interface Own {
  readonly words: string;
  readonly suffix: string;
  readonly body: string;
  readonly kind: GroupVersionKind;
}

function readAndWrite(definition: KindDefinition, own: Own, verbs: readonly string[]): Operation[] {
  const operations: Operation[] = [];
  const common = { kind: own.kind, answer: own.body };
  if (verbs.includes("get")) {
    operations.push({
      ...common,
      method: "get",
      action: "get",
      id: id(definition, "read", "", own.suffix),
      description: `read ${own.words}`,
      parameters: readParameters,
      codes: [200],
    });
  }
  if (verbs.includes("update")) {
    operations.push({
      ...common,
      method: "put",
      action: "put",
      id: id(definition, "replace", "", own.suffix),
      description: `replace ${own.words}`,
      parameters: writeParameters,
      body: own.body,
      codes: [200, 201],
    });
  }
  if (verbs.includes("patch")) {
    operations.push({
      ...common,
      method: "patch",
      action: "patch",
      id: id(definition, "patch", "", own.suffix),
      description: `partially update ${own.words}`,
      parameters: patchParameters,
      body: sharedDefinitions.patch,
      patchTypes: definition.schemaName === undefined ? customPatchTypes : builtInPatchTypes,
      codes: [200, 201],
    });
  }
  return operations;
}

function id(definition: KindDefinition, verb: string, middle = "", suffix = ""): string {
  const { group, version, kind, namespaced } = definition;
  return `${verb}${groupWords(group)}${words(version)}${middle}${namespaced ? "Namespaced" : ""}${kind}${suffix}`;
}

function words(version: string): string {
  return version.charAt(0).toUpperCase() + version.slice(1);
}

function article(kind: string): string {
  return `${/^[AEIOU]/.test(kind) ? "an" : "a"} ${kind}`;
}

function gvk({ group, version, kind }: KindDefinition): GroupVersionKind {
  return { group, version, kind };
}
