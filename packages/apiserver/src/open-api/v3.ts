import type { GroupVersion } from "../catalogue/kind-table.js";
import { collectDefinitions, type Describe, kindOf, tagOf } from "./definitions.js";
import { type Operation, type PathItem, pathsOf } from "./operations.js";
import type { Parameter } from "./parameters.js";
import { renderDefinition3 } from "./render-schema.js";

const answerTypes = ["application/json", "application/yaml"] as const;

/** The OpenAPI v3 document of one group version. */
export function openApi3({ group, version, kinds }: GroupVersion, describe: Describe, serverVersion: string): object {
  const paths: Record<string, object> = {};
  const tag = tagOf({ group, version });
  for (const definition of kinds) {
    for (const item of pathsOf(definition)) paths[item.path] = pathItem(item, tag);
  }
  const schemas: Record<string, object> = {};
  for (const [name, node] of collectDefinitions(kinds, describe)) schemas[name] = renderDefinition3(name, node);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: serverVersion },
    paths: Object.fromEntries(Object.entries(paths).sort(([left], [right]) => (left < right ? -1 : 1))),
    components: {
      schemas,
      securitySchemes: {
        BearerToken: {
          type: "apiKey",
          description: "Bearer Token authentication",
          name: "authorization",
          in: "header",
        },
      },
    },
  };
}

function pathItem(item: PathItem, tag: string): object {
  const parameters: object[] = [];
  if (item.named) parameters.push(pathParameter("name", "name of the object"));
  if (item.namespaced) parameters.push(pathParameter("namespace", "namespace of the object"));
  const operations = item.operations.map((operation) => [operation.method, operation3(operation, tag)] as const);
  return { ...Object.fromEntries(operations), ...(parameters.length === 0 ? {} : { parameters }) };
}

function operation3(operation: Operation, tag: string): object {
  const { body, patchTypes = ["*/*"] } = operation;
  return {
    tags: [tag],
    description: operation.description,
    operationId: operation.id,
    parameters: operation.parameters.map(queryParameter),
    ...(body === undefined ? {} : { requestBody: { content: content(body, patchTypes) } }),
    responses: {
      ...Object.fromEntries(
        operation.codes.map((code) => [
          String(code),
          { description: reasons[code], content: content(operation.answer, answerTypes) },
        ]),
      ),
      "401": { description: "Unauthorized" },
    },
    "x-kubernetes-action": operation.action,
    "x-kubernetes-group-version-kind": kindOf(operation.kind),
  };
}

const reasons: Readonly<Record<number, string>> = { 200: "OK", 201: "Created", 202: "Accepted" };

function content(definition: string, mediaTypes: readonly string[]): object {
  const schema = { $ref: `#/components/schemas/${definition}` };
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]));
}

function queryParameter({ name, type, description }: Parameter): object {
  return { name, in: "query", description, schema: { type, uniqueItems: true } };
}

function pathParameter(name: string, description: string): object {
  return { name, in: "path", description, required: true, schema: { type: "string", uniqueItems: true } };
}
