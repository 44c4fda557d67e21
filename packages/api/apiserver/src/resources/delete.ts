import type { DeleteResult } from "@engenho/core";
import type { KindDefinition } from "@engenho/registry";
import type { Answer } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import { readDeletion } from "../body/deletion-body.js";
import type { ServerContext } from "../server-context.js";
import { methodNotAllowed } from "../status/refusals.js";
import { success } from "../status/status.js";
import { referenceOf } from "./resolve-resource.js";

/** DELETE of one object. */
export async function deleteResource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  if (request.info.subresource !== "") throw methodNotAllowed();
  const deletion = await readDeletion(context, request);
  const reference = referenceOf(request);
  const result = await context.store.delete(reference, reference, deletion.options);
  const accepted = result.type === "deleting" && deletion.orphanDependentsFalse;
  return deletionAnswer(request.definition, result, accepted ? 202 : 200);
}

function deletionAnswer(definition: KindDefinition, result: DeleteResult, code: number): Answer {
  const { object } = result;
  if (result.type === "deleting" || definition.returnsDeletedObject === true) {
    return { type: "object", code, definition, object };
  }
  const { name, uid } = object.metadata;
  const group = definition.group === "" ? {} : { group: definition.group };
  return { type: "status", code, status: success({ name, ...group, kind: definition.plural, uid }) };
}
