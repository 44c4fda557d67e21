import type { Answer } from "../answer/answer.js";
import { type ResourceRequest, writeOptions, writeQuery } from "../api-request.js";
import { patchType, readPatch } from "../body/patch-body.js";
import type { ServerContext } from "../server-context.js";
import { methodNotAllowed } from "../status/refusals.js";
import { referenceOf } from "./resolve-resource.js";
import { writeTarget } from "./write-target.js";

/** PATCH of an object or of one of its subresources. An apply may create. */
export async function patchResource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { definition, info, exchange } = request;
  if (info.name === "") throw methodNotAllowed();
  const type = patchType(exchange.header("content-type"), { strategic: definition.schemaName !== undefined });
  const query = writeQuery(request, type === "apply" ? "ApplyOptions" : "PatchOptions");
  const { patch, strictFaults } = await readPatch(context, request, {
    type,
    force: query.force ?? false,
    fieldValidation: query.fieldValidation,
  });
  const { options, code } = writeTarget(request, writeOptions(request, query, strictFaults));
  const reference = referenceOf(request);
  const object = await (info.subresource === ""
    ? context.store.patch(reference, reference, patch, options)
    : context.store.subresource(reference, reference, info.subresource).patch(patch, options));
  return { type: "object", code: code(), definition, object };
}
