import { definedFields, type FieldRequirement, type ListOptions, type ObjectList, StoreError } from "@engenho/core";
import { exactValue } from "@engenho/machinery";
import { apiVersionOf } from "@engenho/registry";
import type { Answer } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import type { ListQuery } from "../query/list-query.js";
import type { ServerContext } from "../server-context.js";
import { badRequest, resourceVersionTooLarge } from "../status/refusals.js";
import { refreshedFor } from "./refresh.js";

/** GET of a collection. */
export async function listResource(
  context: ServerContext,
  request: ResourceRequest,
  query: ListQuery,
): Promise<Answer> {
  // The pages of a list show the version of its first one.
  const refreshed = query.continue === undefined ? refreshedFor(context, query.resourceVersion) : undefined;
  if (refreshed !== undefined) await refreshed;
  const list = await listObjects(context, request, query);
  checkResourceVersion(query, list);
  return { type: "list", definition: request.definition, list };
}

/** Lists from the Store with the selectors, the limit and the path of the request. */
export function listObjects(context: ServerContext, request: ResourceRequest, query: ListQuery): Promise<ObjectList> {
  const { definition, namespace } = request;
  const fieldSelector = selectorOf(request, query);
  const options: ListOptions = definedFields({
    namespace,
    labelSelector: query.labelSelector,
    fieldSelector: fieldSelector.length === 0 ? undefined : fieldSelector,
    limit: query.limit === undefined || query.limit <= 0 ? undefined : query.limit,
    continue: query.continue,
  });
  return context.store.list({ apiVersion: apiVersionOf(definition), kind: definition.kind }, options);
}

/** The field selector, combined with the name in the path if there is one (the deprecated watch of one object). */
export function selectorOf({ info }: ResourceRequest, query: ListQuery): readonly FieldRequirement[] {
  if (info.name === "") return query.fieldSelector;
  if (query.fieldSelector.length === 0) return [{ field: "metadata.name", operator: "=", value: info.name }];
  if (exactValue(query.fieldSelector, "metadata.name") === info.name) return query.fieldSelector;
  throw badRequest("fieldSelector metadata.name doesn't match requested name");
}

/**
 * AP-80: a list always returns the current state, which satisfies every `resourceVersion` except a future one and an exact past
 * one, whose state is gone.
 */
export function checkResourceVersion(query: ListQuery, list: ObjectList): void {
  const { resourceVersion: wanted, resourceVersionMatch: match } = query;
  if (wanted === undefined || wanted === "0" || query.continue !== undefined) return;
  const current = list.resourceVersion;
  if (BigInt(wanted) > BigInt(current)) throw resourceVersionTooLarge(wanted, current);
  if (match === "Exact" && wanted !== current) {
    throw new StoreError("Expired", "The resourceVersion for the provided list is too old.");
  }
}
