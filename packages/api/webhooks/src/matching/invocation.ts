import { errorMessage, isStoreError, type StoreError, TimeSlice } from "@engenho/core";
import { matchRequest, RequestAuthorizer } from "@engenho/expressions";
import { isPending } from "@engenho/machinery";
import { type AdmissionContext, type AdmissionRequest, admissionForbidden, type Resource } from "@engenho/registry";
import type { Hook } from "../hooks/hook.js";
import { requestValue } from "../review/admission-review.js";
import { internalError, namespaceOf, objectsIn, userOf } from "../review/attributes.js";
import { matchesRule } from "./rules.js";
import { matchesNamespace, matchesObject } from "./selectors.js";

/** The version of the request's resource in which a webhook is to be called. */
export interface Invocation {
  readonly hook: Hook;
  readonly resource: Resource;
}

/**
 * Whether and how a webhook is called for a request; undefined if it is not (upstream: Webhook.ShouldCallHook). Rejects with StoreError
 * if that cannot be decided.
 */
export async function invocationOf(
  hook: Hook,
  request: AdmissionRequest,
  context: AdmissionContext,
): Promise<Invocation | undefined> {
  // The rules come after the selectors upstream. They cost least, and a selector that fails counts only if the rules match.
  const resource = matchedResource(hook, request, context);
  if (resource === undefined || !(await isSelected(hook, request, context))) return undefined;
  const conditions = hook.conditions();
  if (conditions.conditions.length === 0) return { hook, resource };
  const objects = objectsIn(resource, request, context);
  const { object = null, oldObject = null } = isPending(objects) ? await objects : objects;
  const input = {
    object,
    oldObject,
    request: requestValue(request, resource),
    namespaceObject: null,
    params: null,
    authorizer: new RequestAuthorizer(context.authorizer, userOf(request)),
    requestResource: requestResourceOf(request),
  };
  const options = { ignoresFailures: hook.ignoresFailures, slice: new TimeSlice(context.clock) };
  const result = await matchRequest(conditions, input, options);
  if (result.type === "failed") throw admissionForbidden(request, { reason: result.message });
  return result.type === "matches" ? { hook, resource } : undefined;
}

function requestResourceOf(request: AdmissionRequest) {
  const { resource, subresource, name } = request;
  const { group, plural } = resource.definition;
  return { group, resource: plural, subresource, namespace: namespaceOf(request), name };
}

/** The version of the request's resource that a rule names: the request's own first, then the others in the order of the rules. */
function matchedResource(
  { rules, matchesEquivalents }: Hook,
  request: AdmissionRequest,
  context: AdmissionContext,
): Resource | undefined {
  const { resource } = request;
  if (rules.some((rule) => matchesRule(rule, request, resource))) return resource;
  if (!matchesEquivalents) return undefined;
  const others = context.equivalents(resource).filter((other) => other !== resource);
  for (const rule of rules) {
    const found = others.find((other) => matchesRule(rule, request, other));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Both selectors; the error of one counts only if the other matches. */
async function isSelected(hook: Hook, request: AdmissionRequest, context: AdmissionContext): Promise<boolean> {
  let failed: unknown;
  let hasFailed = false;
  const attempts = [
    () => matchesNamespace(hook.namespaceSelector, request, context),
    () => matchesObject(hook.objectSelector, request),
  ];
  for (const attempt of attempts) {
    try {
      if (!(await attempt())) return false;
    } catch (error) {
      if (!hasFailed) failed = error;
      hasFailed = true;
    }
  }
  if (hasFailed) throw asStoreError(failed);
  return true;
}

function asStoreError(error: unknown): StoreError {
  return isStoreError(error) ? error : internalError(errorMessage(error), error);
}
