import {
  type DeleteOptions,
  type Fence,
  fenceHeader,
  formatFence,
  type Patch,
  type UpdateOptions,
  type WriteOptions,
} from "@engenho/core";
import type { ApiRequest } from "../http/api-client.js";

/** The query of a write. */
export function writeQuery({ dryRun, fieldManager, fieldValidation = "Strict" }: WriteOptions): URLSearchParams {
  const query = new URLSearchParams({ fieldValidation });
  if (dryRun === true) query.set("dryRun", "All");
  if (fieldManager !== undefined) query.set("fieldManager", fieldManager);
  return query;
}

/** The headers of a write. A fence is sent as a header: servers that support it reject writes of a leader whose term is over. */
export function writeHeaders({ fence }: { readonly fence?: Fence | undefined }): NonNullable<ApiRequest["headers"]> {
  return fence === undefined ? noHeaders : { [fenceHeader]: formatFence(fence) };
}

const noHeaders = {};

const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  // JSON is valid YAML.
  apply: "application/apply-patch+yaml",
} as const;

/** The request of a patch. */
export function patchRequest(path: string, patch: Patch, options: UpdateOptions): ApiRequest {
  const query = writeQuery(options);
  if (patch.type === "apply" && patch.force === true) query.set("force", "true");
  return {
    method: "PATCH",
    path,
    query,
    body: patch.value,
    contentType: patchTypes[patch.type],
    headers: writeHeaders(options),
    onWarning: options.onWarning,
  };
}

/** The request of a deletion. */
export function deleteRequest(path: string, options: DeleteOptions): ApiRequest {
  const { propagationPolicy, gracePeriodSeconds, preconditions, dryRun, onWarning } = options;
  const body = {
    apiVersion: "meta.k8s.io/v1",
    kind: "DeleteOptions",
    propagationPolicy,
    gracePeriodSeconds,
    preconditions,
    ...(dryRun === true ? { dryRun: ["All"] } : {}),
  };
  return { method: "DELETE", path, body, headers: writeHeaders(options), onWarning };
}
