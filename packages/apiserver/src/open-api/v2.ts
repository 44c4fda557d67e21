import type { KindTable } from "../catalogue/kind-table.js";
import { collectDefinitions, type Describe, kindOf, tagOf } from "./definitions.js";
import { type Operation, type PathItem, pathsOf } from "./operations.js";
import type { Parameter } from "./parameters.js";
import { type RenderedSchema, renderDefinition2 } from "./render-schema.js";

/** The OpenAPI v2 document, as far as we write one. */
export interface OpenApi2 {
  readonly swagger: "2.0";
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, PathItem2>>;
  readonly definitions: Readonly<Record<string, RenderedSchema>>;
}

/** What can be done at a path. */
export interface PathItem2 {
  readonly operations: Readonly<Partial<Record<Operation["method"], Operation2>>>;
  readonly parameters: readonly Parameter2[];
}

/** One operation. */
export interface Operation2 {
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly schemes: readonly string[];
  readonly tags: readonly string[];
  readonly description: string;
  readonly operationId: string;
  readonly parameters: readonly Parameter2[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly schema?: RenderedSchema }>>;
  readonly "x-kubernetes-action": string;
  readonly "x-kubernetes-group-version-kind": object;
}

/** A parameter of an operation or of a path. */
export type Parameter2 =
  | {
      readonly in: "query" | "path";
      readonly name: string;
      readonly type: string;
      readonly description: string;
      readonly uniqueItems: true;
      readonly required?: true;
    }
  | { readonly in: "body"; readonly name: "body"; readonly required?: true; readonly schema: RenderedSchema };

const produces = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"] as const;
const reasons: Readonly<Record<number, string>> = { 200: "OK", 201: "Created", 202: "Accepted" };

/** The OpenAPI v2 document of everything that is served. */
export function openApi2(table: KindTable, describe: Describe, serverVersion: string): OpenApi2 {
  const paths: [string, PathItem2][] = [];
  const kinds = table.groups.flatMap(({ versions }) => versions.flatMap((version) => version.kinds));
  for (const definition of kinds) {
    const tag = tagOf(definition);
    for (const item of pathsOf(definition)) paths.push([item.path, pathItem(item, tag)]);
  }
  const definitions: Record<string, RenderedSchema> = {};
  for (const [name, node] of collectDefinitions(kinds, describe)) definitions[name] = renderDefinition2(name, node);
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version: serverVersion },
    paths: Object.fromEntries(paths.sort(([left], [right]) => (left < right ? -1 : 1))),
    definitions,
  };
}

/** The document as JSON has it: the operations of a path beside its parameters. */
export function openApi2Json({ paths, ...document }: OpenApi2): string {
  const items = Object.entries(paths).map(
    ([path, { operations, parameters }]) =>
      [path, { ...operations, ...(parameters.length === 0 ? {} : { parameters }) }] as const,
  );
  return JSON.stringify({ ...document, paths: Object.fromEntries(items) });
}

function pathItem(item: PathItem, tag: string): PathItem2 {
  const parameters: Parameter2[] = [];
  if (item.named) parameters.push(pathParameter("name", "name of the object"));
  if (item.namespaced) parameters.push(pathParameter("namespace", "namespace of the object"));
  const operations = item.operations.map((operation) => [operation.method, operation2(operation, tag)] as const);
  return { operations: Object.fromEntries(operations), parameters };
}

function operation2(operation: Operation, tag: string): Operation2 {
  const { body } = operation;
  return {
    consumes: operation.patchTypes ?? ["*/*"],
    description: operation.description,
    operationId: operation.id,
    parameters: [
      ...(body === undefined ? [] : [bodyParameter(operation, body)]),
      ...operation.parameters.map(queryParameter),
    ],
    produces,
    responses: {
      ...Object.fromEntries(
        operation.codes.map((code) => [
          String(code),
          { description: reasons[code] as string, schema: reference(operation.answer) },
        ]),
      ),
      "401": { description: "Unauthorized" },
    },
    schemes: ["https"],
    tags: [tag],
    "x-kubernetes-action": operation.action,
    "x-kubernetes-group-version-kind": kindOf(operation.kind),
  };
}

function bodyParameter({ method }: Operation, definition: string): Parameter2 {
  return {
    in: "body",
    name: "body",
    ...(method === "delete" ? {} : { required: true }),
    schema: reference(definition),
  };
}

function queryParameter({ name, type, description }: Parameter): Parameter2 {
  return { in: "query", name, type, description, uniqueItems: true };
}

function pathParameter(name: string, description: string): Parameter2 {
  return { in: "path", name, type: "string", description, uniqueItems: true, required: true };
}

function reference(definition: string): RenderedSchema {
  return { $ref: `#/definitions/${definition}` };
}
