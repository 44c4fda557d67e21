import { compileLabelSelector, type KubernetesObject, type Stored } from "@engenho/core";
import type { Answer } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import { parseListQuery } from "../query/list-query.js";
import { unknownFailure } from "../status/refusals.js";

/** A read of objects that are computed and not stored. Upstream: pkg/registry/core/componentstatus. */
export function readComputed(request: ResourceRequest, objects: readonly KubernetesObject[]): Answer {
  const { definition, info, query } = request;
  const all = objects as readonly Stored[];
  if (info.verb === "get") {
    const object = all.find(({ metadata }) => metadata.name === info.name);
    if (object === undefined) throw unknownFailure(`Component not found: ${info.name}`);
    return { type: "object", code: 200, definition, object };
  }
  const { labelSelector, fieldSelector } = parseListQuery(query);
  const items = all.filter(
    ({ metadata }) =>
      (labelSelector === undefined || compileLabelSelector(labelSelector).matches(metadata.labels)) &&
      fieldSelector.every(({ operator, value }) => (metadata.name === value) === (operator !== "!=")),
  );
  return { type: "list", definition, list: { items, resourceVersion: "" } };
}
