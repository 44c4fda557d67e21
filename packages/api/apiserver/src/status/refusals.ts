import { type StatusCause, StoreError } from "@engenho/core";
import { goQuote } from "@engenho/machinery";
import type { AuthorizationAttributes } from "@engenho/registry";
import { failure, PlainTextError, StatusError, serverStatus } from "./status.js";

/** A resource in error messages: the plural, and the group (`""` is core). */
export interface GroupResource {
  readonly group: string;
  readonly plural: string;
}

/** `deployments.apps`, `pods`. */
function qualifiedResource(resource: GroupResource): string {
  return resource.group === "" ? resource.plural : `${resource.plural}.${resource.group}`;
}

/** 400. */
export function badRequest(message: string): StoreError {
  return new StoreError("BadRequest", message);
}

/** 401, with upstream's message. */
export function unauthorized(): StoreError {
  return new StoreError("Unauthorized", "Unauthorized");
}

/** 403 for a non-resource path. */
export function forbiddenPath(user: { readonly name: string }, request: { verb: string; path: string }): StatusError {
  const asked = `cannot ${request.verb} path ${JSON.stringify(request.path)}`;
  return new StatusError(serverStatus(403, "Forbidden", `forbidden: User ${JSON.stringify(user.name)} ${asked}`));
}

/** 403 for a request that the authorizer does not allow (upstream: responsewriters.ForbiddenStatusError). */
export function forbiddenRequest(attributes: AuthorizationAttributes, reason: string): StatusError | StoreError {
  const { user, verb, isResource, path, group, resource: plural, subresource, namespace, name } = attributes;
  const why = reason === "" ? "" : `: ${reason}`;
  const who = `User ${goQuote(user.name)} cannot ${verb}`;
  if (!isResource) {
    return new StatusError(
      serverStatus(403, "Forbidden", `forbidden: ${sanitized(`${who} path ${goQuote(path)}`)}${why}`),
    );
  }
  const asked = goQuote(subresource === "" ? plural : `${plural}/${subresource}`);
  const scope = namespace === "" ? "at the cluster scope" : `in the namespace ${goQuote(namespace)}`;
  const refused = sanitized(`${who} resource ${asked} in API group ${goQuote(group)} ${scope}`);
  const resource = qualifiedResource({ group, plural });
  const subject = name === "" ? resource : `${resource} ${goQuote(name)}`;
  return new StoreError("Forbidden", `${subject} is forbidden: ${refused}${why}`, {
    details: { name, group, kind: plural },
  });
}

/** 500 for a request that could not be authorized, or recorded (upstream: responsewriters.InternalError). `url` is the request target. */
export function internalFailure(url: string, error: string): PlainTextError {
  return new PlainTextError(500, sanitized(`Internal Server Error: ${goQuote(url)}: ${error}\n`));
}

/** Escapes HTML, for browsers that sniff content types. */
function sanitized(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** 404 for a path below a served group version that has no such resource. */
export function resourceNotFound(): StatusError {
  return new StatusError(serverStatus(404, "NotFound", "the server could not find the requested resource"));
}

/** 405 for a path that exists, but does not support this method. */
export function methodNotAllowed(): StatusError {
  return new StatusError(
    serverStatus(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
  );
}

/** 405 with the action and the resource in its message, as upstream's handlers of custom resources and connectors respond. */
export function notSupported(resource: GroupResource, action: string, why?: string): StoreError {
  const reason = why === undefined ? "" : `: ${why}`;
  const message = `${action} is not supported on resources of kind "${qualifiedResource(resource)}"${reason}`;
  return new StoreError("MethodNotAllowed", message, { details: { group: resource.group, kind: resource.plural } });
}

/** 406. */
export function notAcceptable(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(", ")}`;
  return new StatusError(failure({ code: 406, reason: "NotAcceptable", message }));
}

/** 406 for an object that cannot be transformed as requested. */
export function cannotTransform(message: string): StatusError {
  return new StatusError(failure({ code: 406, reason: "NotAcceptable", message }));
}

/** 413. */
export function entityTooLarge(message: string): StoreError {
  return new StoreError("RequestEntityTooLarge", `Request entity too large: ${message}`);
}

/** 415. */
export function unsupportedMediaType(accepted: readonly string[]): StoreError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`;
  return new StoreError("UnsupportedMediaType", message);
}

/** 429, with upstream's message; to be retried after a second. */
export function tooManyRequests(): StoreError {
  const details = { retryAfterSeconds: 1 };
  return new StoreError("TooManyRequests", "Too many requests, please try again later.", { details });
}

/** 504 for a request that exceeded its time limit. */
export function requestTimedOut(): StatusError {
  const message = "Timeout: request did not complete within the allotted timeout";
  return new StatusError(serverStatus(504, "Timeout", message));
}

/** 500 without a reason, which upstream returns for an error that is not a Status. */
export function unknownFailure(message: string): StatusError {
  return new StatusError(failure({ code: 500, reason: "", message }));
}

/** The client has disconnected, so there is nobody to respond to. */
export class ClientGoneError extends Error {
  override readonly name = "ClientGoneError";

  constructor() {
    super("the client disconnected before its request was complete");
  }
}

/** 422 for request options such as `ListOptions`, whose kinds are in the group meta.k8s.io. */
export function invalidOptions(kind: string, causes: readonly StatusCause[]): StoreError {
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  const text = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  return new StoreError("Invalid", `${kind}.meta.k8s.io "" is invalid: ${text}`, {
    details: { group: "meta.k8s.io", kind, causes },
  });
}

/** 504: a list was required to be no older than a version that does not exist yet. */
export function resourceVersionTooLarge(wanted: string, current: string): StoreError {
  return new StoreError("Timeout", `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    },
  });
}
