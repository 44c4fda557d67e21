import type { Authenticator } from "@engenho/authentication";
import { isStored } from "@engenho/registry";
import type { Answer } from "./answer/answer.js";
import type { ApiRequest, ResourceRequest } from "./api-request.js";
import { connect, connectorOf } from "./connect/connect.js";
import { parseListQuery } from "./query/list-query.js";
import { removedReleaseOf } from "./request-labels.js";
import { readComputed } from "./resources/computed.js";
import { createResource } from "./resources/create.js";
import { deleteResource } from "./resources/delete.js";
import { deleteCollection } from "./resources/delete-collection.js";
import { getResource } from "./resources/get.js";
import { listResource } from "./resources/list.js";
import { patchResource } from "./resources/patch.js";
import { resolveResource } from "./resources/resolve-resource.js";
import { updateResource } from "./resources/update.js";
import type { ServerContext } from "./server-context.js";
import { methodNotAllowed, resourceNotFound } from "./status/refusals.js";
import { createSubresource } from "./subresources/create-subresource.js";
import { scaleDefinition } from "./subresources/scale.js";
import { watchResource } from "./watch/watch-resource.js";

/** Answers a resource request; undefined when its group version is not served. Throws errors that become a Status. */
export async function serveResource(
  context: ServerContext,
  request: ApiRequest,
  authenticator: Authenticator,
): Promise<Answer | undefined> {
  const resource = resolveResource(request);
  if (resource === undefined) return undefined;
  const { info, definition } = resource;
  if (definition.deprecationWarning !== undefined) {
    request.warnings.push(definition.deprecationWarning);
    request.record?.annotate("k8s.io/deprecated", "true");
    const removed = removedReleaseOf(definition);
    if (removed !== "") request.record?.annotate("k8s.io/removed-release", removed);
  }
  if (info.subresource !== "") return serveSubresource(context, resource);
  if (info.watchPath && info.verb === "watch") {
    return watchResource(context, resource, parseListQuery(request.query, true));
  }
  if (!definition.verbs.includes(info.verb)) throw methodNotAllowed();
  if (definition.computed !== undefined) return readComputed(resource, definition.computed());
  if (!isStored(definition)) {
    const { createReview } = await import("./reviews/create-review.js");
    return createReview(context, resource, authenticator);
  }
  switch (info.verb) {
    case "get":
      return getResource(context, resource);
    case "list":
      return listResource(context, resource, parseListQuery(request.query));
    case "watch":
      return watchResource(context, resource, parseListQuery(request.query));
    case "create":
      return createResource(context, resource);
    case "update":
      return updateResource(context, resource);
    case "patch":
      return patchResource(context, resource);
    case "delete":
      return deleteResource(context, resource);
    case "deletecollection":
      return deleteCollection(context, resource);
    default:
      throw methodNotAllowed();
  }
}

async function serveSubresource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { info, definition } = request;
  const connector = connectorOf(request);
  if (connector !== undefined) return connect(context, request, connector);
  const subresource = definition.subresources.find(({ name }) => name === info.subresource);
  if (subresource === undefined || info.rest.length > 0) throw resourceNotFound();
  if (!subresource.verbs.includes(info.verb)) throw methodNotAllowed();
  switch (info.verb) {
    case "get":
      return asScale(await getResource(context, request), info.subresource);
    case "update":
      return asScale(await updateResource(context, request), info.subresource);
    case "patch":
      return asScale(await patchResource(context, request), info.subresource);
    case "create":
      return createSubresource(context, request);
    default:
      throw methodNotAllowed();
  }
}

/** `/scale` returns a Scale, not an object of the kind. */
function asScale(answer: Answer, subresource: string): Answer {
  return answer.type === "object" && subresource === "scale" ? { ...answer, definition: scaleDefinition } : answer;
}
