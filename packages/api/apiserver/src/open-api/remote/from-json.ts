import type { Operation } from "../path-item.js";
import type { RenderedSchema } from "../rendered-schema.js";
import type { BodyParameter2, Operation2, Parameter2, PathItem2, PlainParameter2 } from "../v2.js";
import { isObject, type JsonObject, membersOf } from "./json-value.js";

const methods: readonly Operation["method"][] = ["get", "put", "post", "delete", "options", "head", "patch"];
const schemaLists = ["allOf", "anyOf", "oneOf"] as const;
const counts = ["minProperties", "maxProperties", "minItems", "maxItems", "minLength", "maxLength"] as const;

/** A path of another server, as far as protobuf can say it: what Kubernetes' servers publish. */
export function pathItemFrom(item: JsonObject): PathItem2 {
  const operations: Partial<Record<Operation["method"], Operation2>> = {};
  for (const method of methods) {
    const operation = item[method];
    if (isObject(operation)) operations[method] = operationFrom(operation);
  }
  return { operations, parameters: parametersFrom(item.parameters) };
}

/** A parameter of another server; undefined for one of a kind that Kubernetes' servers do not have. */
export function parameterFrom(parameter: unknown): Parameter2 | undefined {
  if (!isObject(parameter)) return undefined;
  if (typeof parameter.$ref === "string") return { $ref: parameter.$ref };
  const required = parameter.required === true ? { required: true as const } : {};
  const name = textOf(parameter.name);
  if (parameter.in === "body") {
    return { in: "body", name: "body", ...required, schema: schemaFrom(parameter.schema) } satisfies BodyParameter2;
  }
  if (parameter.in !== "query" && parameter.in !== "path") return undefined;
  const description = textOf(parameter.description);
  const type = textOf(parameter.type);
  return { description, in: parameter.in, name, ...required, type, uniqueItems: true } satisfies PlainParameter2;
}

/** A schema of another server. */
export function schemaFrom(value: unknown): RenderedSchema {
  if (!isObject(value)) return {};
  const { properties, items, additionalProperties, not, required, ...rest } = value;
  const wrong = counts.filter((key) => !(Number.isSafeInteger(value[key]) && (value[key] as number) >= 0));
  const lists = schemaLists.flatMap((key) => {
    const list = value[key];
    return Array.isArray(list) ? [[key, list.map(schemaFrom)] as const] : [];
  });
  return {
    ...rest,
    ...Object.fromEntries(wrong.map((key) => [key, undefined])),
    ...Object.fromEntries(lists),
    ...(required === undefined ? {} : { required: textsOf(required) }),
    ...(isObject(properties) ? { properties: propertiesFrom(properties) } : {}),
    ...(isObject(items) ? { items: schemaFrom(items) } : {}),
    ...(isObject(not) ? { not: schemaFrom(not) } : {}),
    ...(isObject(additionalProperties) ? { additionalProperties: schemaFrom(additionalProperties) } : {}),
    ...(typeof additionalProperties === "boolean" ? { additionalProperties } : {}),
  };
}

function propertiesFrom(properties: JsonObject): NonNullable<RenderedSchema["properties"]> {
  return new Map(Object.entries(properties).map(([name, schema]) => [name, () => schemaFrom(schema)]));
}

function operationFrom(operation: JsonObject): Operation2 {
  const action = operation["x-kubernetes-action"];
  const kind = operation["x-kubernetes-group-version-kind"];
  const parameters = parametersFrom(operation.parameters);
  return {
    consumes: textsOf(operation.consumes),
    description: textOf(operation.description),
    operationId: textOf(operation.operationId),
    ...(parameters.length === 0 ? {} : { parameters }),
    produces: textsOf(operation.produces),
    responses: Object.fromEntries(
      membersOf(operation.responses).map(([code, response]) => [code, responseFrom(response)]),
    ),
    schemes: textsOf(operation.schemes),
    tags: textsOf(operation.tags),
    ...(typeof action === "string" ? { "x-kubernetes-action": action } : {}),
    ...(isObject(kind) ? { "x-kubernetes-group-version-kind": kind } : {}),
  };
}

function responseFrom(response: unknown): Operation2["responses"][string] {
  const { description, schema } = isObject(response) ? response : {};
  return { description: textOf(description), ...(isObject(schema) ? { schema: schemaFrom(schema) } : {}) };
}

function parametersFrom(value: unknown): readonly Parameter2[] {
  return Array.isArray(value) ? value.flatMap((each) => parameterFrom(each) ?? []) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
