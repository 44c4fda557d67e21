import { errorMessage } from "@engenho/core";
import type { AdmissionContext, AdmissionRequest, RequestObjects, WebhookCallOptions } from "@engenho/registry";
import type { Invocation } from "../matching/invocation.js";
import { type AdmissionResponse, decodeResponse, verifyResponse } from "../review/admission-response.js";
import { admissionReview, type Review } from "../review/admission-review.js";
import { CallFailure, denial, dryRunUnsupported } from "./failures.js";

const reviewVersions = ["v1", "v1beta1"];
const withoutSideEffects = ["None", "NoneOnDryRun"];
const maxAnswerBytes = 16 * 1024 * 1024;

/** The request that a webhook is called for. */
export interface HookCall {
  readonly invocation: Invocation;
  readonly objects: RequestObjects;
  readonly isMutating: boolean;
  readonly credentialsFor: WebhookCallOptions["credentialsFor"];
}

/**
 * Calls a webhook and returns its response if it allows the request. Rejects with CallFailure, or with the StoreError
 * that denies the request.
 */
export async function callHook(
  { invocation, objects, isMutating, credentialsFor }: HookCall,
  request: AdmissionRequest,
  context: AdmissionContext,
): Promise<AdmissionResponse> {
  const { hook, resource } = invocation;
  if (request.dryRun) {
    if (hook.sideEffects === "") throw new CallFailure(hook.name, "Webhook SideEffects is nil", { status: 400 });
    if (!withoutSideEffects.includes(hook.sideEffects)) throw dryRunUnsupported(hook.name);
  }
  const version = hook.reviewVersions.find((known) => reviewVersions.includes(known));
  if (version === undefined) {
    const reason =
      "could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)";
    throw new CallFailure(hook.name, reason, { status: 400 });
  }
  const review = admissionReview(request, { resource, objects }, { version, uid: context.random.uuid() });
  const answer = await posted({ hook, credentialsFor }, review, request, context);
  let response: AdmissionResponse;
  try {
    response = verifyResponse(answer, review, isMutating);
  } catch (error) {
    const reason = `received invalid webhook response: ${errorMessage(error)}`;
    throw new CallFailure(hook.name, reason, { status: 503, cause: error });
  }
  for (const [key, value] of response.auditAnnotations)
    request.options.onAuditAnnotation?.(`${hook.name}/${key}`, value);
  for (const text of response.warnings) request.onWarning(text);
  if (!response.allowed) throw denial(hook.name, response.result);
  return response;
}

async function posted(
  { hook, credentialsFor }: Pick<Invocation, "hook"> & Pick<HookCall, "credentialsFor">,
  { body, version }: Review,
  request: AdmissionRequest,
  { webhookClient }: AdmissionContext,
) {
  const timeLeftMs = request.options.timeLeftMs?.() ?? Number.POSITIVE_INFINITY;
  const options = {
    timeoutMs: Math.max(0, Math.min(hook.timeoutMs, timeLeftMs)),
    tellsTimeout: true,
    maxAnswerBytes,
    expects: { group: "admission.k8s.io", version, kind: "AdmissionReview" },
    credentialsFor,
  };
  try {
    if (webhookClient === undefined) throw new Error("this server calls no webhooks");
    return decodeResponse(await webhookClient.post(hook.address, body, options));
  } catch (error) {
    // Timers may fire a moment early, so the clock does not tell which of the two times is over.
    const endsRequest = timeLeftMs <= hook.timeoutMs && (error as Error).name === "TimeoutError";
    throw new CallFailure(hook.name, reasonOf(error), { status: 503, cause: error, endsRequest });
  }
}

/** The error of a client that cannot be created has its own message. */
function reasonOf(error: unknown): string {
  const message = errorMessage(error);
  return message.startsWith("could not get REST client: ") ? message : `failed to call webhook: ${message}`;
}
