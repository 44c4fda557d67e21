import { copyWith, isStoreError, type KubernetesObject } from "@engenho/core";
import type { Answer } from "../answer.js";
import { type ResourceRequest, writeOptions, writeQuery } from "../api-request.js";
import { type ExpectedKind, expectedBody, readObject } from "../body/object-body.js";
import { placeObject } from "../body/place-object.js";
import { apiVersionOf } from "../catalogue/kind-catalogue.js";
import type { ServerContext } from "../server-context.js";
import { methodNotAllowed } from "../status/refusals.js";
import { referenceOf } from "./resolve-resource.js";

/** PUT of an object, or of one of its subresources. */
export async function updateResource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { definition, namespace, info } = request;
  if (info.name === "") throw methodNotAllowed();
  const query = writeQuery(request, "UpdateOptions");
  const parent = { apiVersion: apiVersionOf(definition), kind: definition.kind };
  const { object: body, strictFaults } = await readObject(context, request, {
    expected: bodyKind(request),
    fieldValidation: query.fieldValidation,
  });
  const placed = placeObject(body, { namespace, name: info.name });
  const creates = info.subresource === "" && (await isMissing(context, request, placed));
  const options = writeOptions(request, query, strictFaults);
  const object = await context.store.update(
    placed,
    info.subresource === "" ? options : copyWith(options, { subresource: info.subresource, parent }),
  );
  return { type: "object", code: creates ? 201 : 200, definition, object };
}

/** What the body of a subresource must be; the object's own kind for the main resource. */
export function bodyKind({ definition, info }: ResourceRequest): ExpectedKind {
  const subresource = definition.subresources.find(({ name }) => name === info.subresource);
  if (subresource === undefined) return expectedBody(definition);
  const { body, schemaName = definition.schemaName } = subresource;
  return { apiVersion: apiVersionOf(body), kind: body.kind, schemaName };
}

/** AP-18: a PUT may create, which is told by 201. One that names a version cannot. */
async function isMissing(context: ServerContext, request: ResourceRequest, body: KubernetesObject): Promise<boolean> {
  if ((body.metadata.resourceVersion ?? "") !== "") return false;
  return isAbsent(context, request);
}

/** Whether the object of the path is not there. */
export async function isAbsent(context: ServerContext, request: ResourceRequest): Promise<boolean> {
  try {
    await context.store.get(referenceOf(request));
    return false;
  } catch (error) {
    if (isStoreError(error, "NotFound")) return true;
    throw error;
  }
}
