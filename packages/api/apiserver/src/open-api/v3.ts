import type { Parameter } from "./parameters.js";
import type { Operation, PathItem } from "./path-item.js";
import { reference } from "./references.js";

/** The authentication methods. */
export const securitySchemes3 = {
  BearerToken: { type: "apiKey", description: "Bearer Token authentication", name: "authorization", in: "header" },
} as const;

const reasons: Readonly<Record<number, string>> = { 200: "OK", 201: "Created", 202: "Accepted" };

/** A path in OpenAPI v3. */
export function pathItem3(item: PathItem, tag: string): object {
  const operations = item.operations.map((operation) => [operation.method, operation3(operation, tag)] as const);
  const parameters = item.parameters.map(parameter3);
  return { ...Object.fromEntries(operations), ...(parameters.length === 0 ? {} : { parameters }) };
}

function operation3(operation: Operation, tag: string): object {
  const body = operation.parameters.find((parameter) => parameter.in === "body");
  const parameters = operation.parameters.filter((parameter) => parameter !== body).map(parameter3);
  return {
    tags: [tag],
    description: operation.description,
    operationId: operation.id,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body?.definition === undefined ? {} : { requestBody: requestBody(body, operation.consumes) }),
    responses: {
      ...Object.fromEntries(
        operation.codes.map((code) => [
          String(code),
          { description: reasons[code], content: content(operation.answer, operation.produces) },
        ]),
      ),
      "401": { description: "Unauthorized" },
    },
    ...(operation.action === undefined ? {} : { "x-kubernetes-action": operation.action }),
    ...(operation.kind === undefined ? {} : { "x-kubernetes-group-version-kind": operation.kind }),
  };
}

function requestBody({ definition = "", required }: Parameter, consumes: readonly string[]): object {
  return { content: content(definition, consumes), ...(required === true ? { required } : {}) };
}

function content(definition: string, mediaTypes: readonly string[]): object {
  const schema = reference(definition, "v3");
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]));
}

function parameter3({ name, in: place, description, required, type }: Parameter): object {
  return {
    name,
    in: place,
    description,
    ...(required === true ? { required } : {}),
    schema: { type, uniqueItems: true },
  };
}
