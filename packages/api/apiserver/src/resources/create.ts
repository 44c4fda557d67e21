import type { Answer } from "../answer/answer.js";
import { type ResourceRequest, writeOptions, writeQuery } from "../api-request.js";
import { expectedBody, readObject } from "../body/object-body.js";
import { scopeObject } from "../body/scope-object.js";
import type { ServerContext } from "../server-context.js";
import { methodNotAllowed } from "../status/refusals.js";

/** POST to a collection. */
export async function createResource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { definition, namespace, info } = request;
  if (info.name !== "") throw methodNotAllowed();
  const query = writeQuery(request, "CreateOptions");
  const expected = expectedBody(definition);
  const { object: body, strictFaults } = await readObject(context, request, {
    expected,
    fieldValidation: query.fieldValidation,
  });
  const object = await context.store.create(
    scopeObject(body, { namespace }),
    writeOptions(request, query, strictFaults),
  );
  return { type: "object", code: 201, definition, object };
}
