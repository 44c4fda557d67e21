import { sharedByConnectors } from "./connector-paths.js";
import { type Parameter, sharedParameters } from "./parameters.js";
import type { Operation, PathItem } from "./path-item.js";
import { reference } from "./references.js";
import type { RenderedSchema } from "./rendered-schema.js";

/** The operations of a path, in OpenAPI v2. */
export interface PathItem2 {
  readonly operations: Readonly<Partial<Record<Operation["method"], Operation2>>>;
  readonly parameters: readonly Parameter2[];
}

/** One operation. */
export interface Operation2 {
  readonly consumes?: readonly string[];
  readonly description: string;
  readonly operationId: string;
  readonly parameters?: readonly Parameter2[];
  readonly produces: readonly string[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly schema?: RenderedSchema }>>;
  readonly schemes: readonly string[];
  readonly tags: readonly string[];
  readonly "x-kubernetes-action"?: string;
  readonly "x-kubernetes-group-version-kind"?: object;
}

/** A parameter that is not a body. */
export interface PlainParameter2 {
  readonly in: "query" | "path";
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly uniqueItems: true;
  readonly required?: true;
}

/** The request body as a parameter. */
export interface BodyParameter2 {
  readonly in: "body";
  readonly name: "body";
  readonly required?: true;
  readonly schema: RenderedSchema;
}

/** A parameter of an operation or of a path, or a reference to a shared one. */
export type Parameter2 = PlainParameter2 | BodyParameter2 | { readonly $ref: string };

/** The authentication methods. */
export const securityDefinitions2 = {
  BearerToken: { description: "Bearer Token authentication", in: "header", name: "authorization", type: "apiKey" },
} as const;

const reasons: Readonly<Record<number, string>> = { 200: "OK", 201: "Created", 202: "Accepted" };

/** A path in OpenAPI v2. */
export function pathItem2(item: PathItem, tag: string): PathItem2 {
  const operations = item.operations.map((operation) => [operation.method, operation2(operation, tag)] as const);
  return { operations: Object.fromEntries(operations), parameters: item.parameters.map(parameter2) };
}

/** The path as JSON: its operations and its parameters. */
export function pathItem2Json({ operations, parameters }: PathItem2): string {
  return JSON.stringify({ ...operations, ...(parameters.length === 0 ? {} : { parameters }) });
}

/** The parameters shared by operations, by name. */
export function sharedParameters2(): readonly (readonly [name: string, parameter: PlainParameter2 | BodyParameter2])[] {
  return [...sharedParameters, ...sharedByConnectors].map((parameter) => [
    parameter.shared as string,
    wholeParameter2(parameter),
  ]);
}

function operation2(operation: Operation, tag: string): Operation2 {
  const parameters = operation.parameters.map(parameter2);
  return {
    ...(operation.consumes.length === 0 ? {} : { consumes: operation.consumes }),
    description: operation.description,
    operationId: operation.id,
    ...(parameters.length === 0 ? {} : { parameters }),
    produces: operation.produces,
    responses: {
      ...Object.fromEntries(
        operation.codes.map((code) => [
          String(code),
          { description: reasons[code] as string, schema: reference(operation.answer, "v2") },
        ]),
      ),
      "401": { description: "Unauthorized" },
    },
    schemes: ["https"],
    tags: [tag],
    ...(operation.action === undefined ? {} : { "x-kubernetes-action": operation.action }),
    ...(operation.kind === undefined ? {} : { "x-kubernetes-group-version-kind": operation.kind }),
  };
}

function parameter2(parameter: Parameter): Parameter2 {
  return parameter.shared === undefined ? wholeParameter2(parameter) : { $ref: `#/parameters/${parameter.shared}` };
}

function wholeParameter2(parameter: Parameter): PlainParameter2 | BodyParameter2 {
  const required = parameter.required === true ? { required: true as const } : {};
  const { name, description = "", type = "string", definition = "" } = parameter;
  if (parameter.in === "body") {
    return { in: "body", name: "body", ...required, schema: reference(definition, "v2") };
  }
  return { description, in: parameter.in, name, ...required, type, uniqueItems: true };
}
