import type { Answer } from "../answer.js";
import type { ResourceRequest } from "../api-request.js";
import type { ServerContext } from "../server-context.js";
import { referenceOf } from "./resolve-resource.js";

/** GET of one object, or of a subresource that is a view of it. */
export async function getResource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { subresource } = request.info;
  const object = await context.store.get(referenceOf(request), subresource === "" ? {} : { subresource });
  return { type: "object", code: 200, definition: request.definition, object };
}
