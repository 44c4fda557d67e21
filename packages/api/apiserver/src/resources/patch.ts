import { copyWith } from "@engenho/core";
import type { Answer } from "../answer.js";
import { type ResourceRequest, writeOptions, writeQuery } from "../api-request.js";
import { patchType, readPatch } from "../body/patch-body.js";
import { apiVersionOf } from "../catalogue/kind-catalogue.js";
import type { ServerContext } from "../server-context.js";
import { methodNotAllowed } from "../status/refusals.js";
import { referenceOf } from "./resolve-resource.js";
import { isAbsent } from "./update.js";

/** PATCH of an object, or of one of its subresources. An apply may create. */
export async function patchResource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { definition, info, exchange } = request;
  const type = patchType(exchange.header("content-type"), { strategic: definition.schemaName !== undefined });
  if (info.name === "") throw methodNotAllowed();
  const query = writeQuery(request, type === "apply" ? "ApplyOptions" : "PatchOptions");
  const { patch, strictFaults } = await readPatch(context, request, {
    type,
    force: query.force ?? false,
    fieldValidation: query.fieldValidation,
  });
  const creates = type === "apply" && info.subresource === "" && (await isAbsent(context, request));
  const parent = { apiVersion: apiVersionOf(definition), kind: definition.kind };
  const options = writeOptions(request, query, strictFaults);
  const object = await context.store.patch(
    referenceOf(request),
    patch,
    info.subresource === "" ? options : copyWith(options, { subresource: info.subresource, parent }),
  );
  return { type: "object", code: creates ? 201 : 200, definition, object };
}
