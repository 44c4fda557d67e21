import { errorMessage, isStoreError, type StoreError, TimeSlice } from "@engenho/core";
import { matchRequest, RequestAuthorizer } from "@engenho/expressions";
import { internalError, isPending, settled } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionRequest,
  admissionForbidden,
  matchesNamespace,
  matchesObject,
  matchesRule,
  objectsInVersion,
  type Resource,
  requestResourceOf,
  requestValue,
  subjectOf,
  userOf,
} from "@engenho/registry";
import type { Hook } from "../hooks/hook.js";

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
  // Upstream checks the rules after the selectors. They are the cheapest check, and an error of a selector matters only
  // if the rules match.
  const resource = matchedResource(hook, request, context);
  if (resource === undefined || !(await isSelected(hook, request, context))) return undefined;
  const slice = new TimeSlice(context.clock);
  const conditions = await settled(hook.conditions(), slice);
  if (conditions.conditions.length === 0) return { hook, resource };
  const objects = objectsInVersion(request, resource, context);
  const { object, oldObject } = isPending(objects) ? await objects : objects;
  const input = {
    object,
    oldObject,
    // As upstream: the kind in which the webhook is called, and the resource of the request itself.
    request: requestValue(request, { kind: resource, resource: request.resource }),
    namespaceObject: null,
    params: null,
    authorizer: new RequestAuthorizer(context.authorizer, userOf(request)),
    requestResource: requestResourceOf(request),
  };
  const options = { ignoresFailures: hook.ignoresFailures, slice };
  const result = await matchRequest(conditions, input, options);
  if (result.type === "failed") throw admissionForbidden(request, { reason: result.message });
  return result.type === "matches" ? { hook, resource } : undefined;
}

/** The version of the request's resource that a rule names: the request's own first, then the others in the order of the rules. */
function matchedResource(
  { rules, matchesEquivalents }: Hook,
  request: AdmissionRequest,
  context: AdmissionContext,
): Resource | undefined {
  const { resource } = request;
  const subject = subjectOf(request, resource);
  if (rules.some((rule) => matchesRule(rule, subject))) return resource;
  if (!matchesEquivalents) return undefined;
  const others = context.equivalents(resource).filter((other) => other !== resource);
  for (const rule of rules) {
    const found = others.find((other) => matchesRule(rule, subjectOf(request, other)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether both selectors match; an error of one is thrown only if the other matches. */
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
