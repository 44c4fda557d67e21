import { isStoreError, type ObjectList } from "@engenho/core";
import { apiVersionOf } from "@engenho/registry";
import type { Answer } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import { readDeletion } from "../body/deletion-body.js";
import { parseListQuery } from "../query/list-query.js";
import type { ServerContext } from "../server-context.js";
import { listObjects } from "./list.js";

/** How many deletions of one request run concurrently. */
const concurrency = 16;

/** DELETE of a collection (AP-38): deletes each selected object as if individually. */
export async function deleteCollection(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const query = parseListQuery(request.query);
  const { options } = await readDeletion(context, request);
  const list: ObjectList = await listObjects(context, request, query);
  const { definition } = request;
  const kind = { apiVersion: apiVersionOf(definition), kind: definition.kind };
  const pending = list.items[Symbol.iterator]();
  const work = async () => {
    for (let next = pending.next(); next.done !== true; next = pending.next()) {
      const { namespace, name } = next.value.metadata;
      try {
        await context.store.delete(kind, { namespace, name }, options);
      } catch (error) {
        // Another client was faster; the object is gone either way.
        if (!isStoreError(error, "NotFound")) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, list.items.length) }, work));
  return { type: "list", definition, list };
}
