import { apiVersionOf } from "@engenho/registry";
import type { Answer } from "../answer/answer.js";
import { type ResourceRequest, writeOptions, writeQuery } from "../api-request.js";
import { type ExpectedKind, expectedBody, readObject } from "../body/object-body.js";
import { scopeObject } from "../body/scope-object.js";
import type { ServerContext } from "../server-context.js";
import { methodNotAllowed } from "../status/refusals.js";
import { referenceOf } from "./resolve-resource.js";
import { writeTarget } from "./write-target.js";

/** PUT of an object or of one of its subresources. */
export async function updateResource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { definition, namespace, info } = request;
  if (info.name === "") throw methodNotAllowed();
  const query = writeQuery(request, "UpdateOptions");
  const { object: body, strictFaults } = await readObject(context, request, {
    expected: bodyKind(request),
    fieldValidation: query.fieldValidation,
  });
  const placed = scopeObject(body, { namespace, name: info.name });
  const { options, code } = writeTarget(request, writeOptions(request, query, strictFaults));
  const reference = referenceOf(request);
  const object = await (info.subresource === ""
    ? context.store.update(placed, options)
    : context.store.subresource(reference, reference, info.subresource).update(placed, options));
  return { type: "object", code: code(), definition, object };
}

/** The expected kind of a body: the subresource's, or the object's own kind for the main resource. */
export function bodyKind({ definition, info }: ResourceRequest): ExpectedKind {
  const subresource = definition.subresources.find(({ name }) => name === info.subresource);
  if (subresource === undefined) return expectedBody(definition);
  const { body, schemaName = definition.schemaName } = subresource;
  return { apiVersion: apiVersionOf(body), kind: body.kind, schemaName };
}
