import type { Stored } from "@engenho/core";
import type { Answer } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import { booleanValue, resourceVersionFault, textValue } from "../query/query-values.js";
import type { ServerContext } from "../server-context.js";
import { badRequest, resourceVersionTooLarge, unknownFailure } from "../status/refusals.js";
import { refreshedFor } from "./refresh.js";
import { referenceOf } from "./resolve-resource.js";

/** GET of an object, or of a subresource that is a view of it. */
export async function getResource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { subresource } = request.info;
  const wanted = request.query.size === 0 ? undefined : wantedVersion(request.query);
  const reference = referenceOf(request);
  const refreshed = refreshedFor(context, wanted);
  if (refreshed !== undefined) await refreshed;
  const object = await (subresource === ""
    ? context.store.get(reference, reference)
    : context.store.subresource(reference, reference, subresource).get());
  if (wanted !== undefined) await checkVersion(context, { request, object, wanted });
  return { type: "object", code: 200, definition: request.definition, object };
}

/** The minimum resource version of the object (metav1.GetOptions). */
function wantedVersion(query: URLSearchParams): string | undefined {
  if (booleanValue(query, "export") === true) {
    throw badRequest("the export parameter, deprecated since v1.14, is no longer supported");
  }
  const wanted = textValue(query, "resourceVersion");
  const fault = wanted === undefined ? undefined : resourceVersionFault(wanted);
  if (fault !== undefined) throw unknownFailure(fault);
  return wanted;
}

/** Reads are always current, so only a future version cannot be satisfied. */
async function checkVersion(
  { store }: ServerContext,
  { request, object, wanted }: { readonly request: ResourceRequest; readonly object: Stored; readonly wanted: string },
): Promise<void> {
  if (BigInt(wanted) <= BigInt(object.metadata.resourceVersion)) return;
  const { namespace, name } = object.metadata;
  // Selects the object alone: a first page of several would pin its version for a client that does not exist.
  const fieldSelector = [{ field: "metadata.name", operator: "=", value: name }] as const;
  const { resourceVersion } = await store.list(referenceOf(request), { namespace, fieldSelector });
  if (BigInt(wanted) > BigInt(resourceVersion)) throw resourceVersionTooLarge(wanted, resourceVersion);
}
