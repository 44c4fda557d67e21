import { definedFields, errorMessage, type KubernetesObject, LruMap, type PodSpec } from "@engenho/core";
import { isJsonObject, withBackoff } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from "@engenho/registry";
import { isPod } from "../shared/is-pod.js";

/** Asks the webhook. */
export interface ImagePolicyClient {
  /**
   * Posts an ImageReview, and returns the parsed body of a successful response. Rejects with Error; one with
   * `isTransient` set is worth a retry.
   */
  review(review: object): Promise<unknown>;
}

/** Options of {@link imagePolicyWebhook} (upstream: imagePolicyWebhookConfig). */
export interface ImagePolicyOptions {
  /** Asks the webhook. */
  readonly client: ImagePolicyClient;
  /** How long allowing answers are cached, in milliseconds. Default 300 000; 0: not at all. */
  readonly allowTtlMs?: number | undefined;
  /** How long denying answers are cached, in milliseconds. Default 30 000; 0: not at all. */
  readonly denyTtlMs?: number | undefined;
  /** The delay before the second of five attempts, in milliseconds. Default 500. */
  readonly retryBackoffMs?: number | undefined;
  /** Whether Pods are accepted if the webhook cannot be called. Default false. */
  readonly defaultAllow?: boolean | undefined;
}

type Pod = KubernetesObject & { readonly spec?: PodSpec };

interface Verdict {
  readonly allowed: boolean;
  readonly reason: string;
  readonly annotations: readonly (readonly [key: string, value: string])[];
}

const apiVersion = "imagepolicy.k8s.io/v1alpha1";
const annotationPart = ".image-policy.k8s.io/";
const auditPrefix = "imagepolicywebhook.image-policy.k8s.io/";
/** The maximum number of cached answers, as upstream. */
const maxRemembered = 1024;

/**
 * Lets a webhook decide about the images of Pods (upstream: plugin/pkg/admission/imagepolicy). Failed calls reject the
 * Pod unless `defaultAllow` is set.
 */
export function imagePolicyWebhook(options: ImagePolicyOptions): AdmissionPlugin {
  const { client, allowTtlMs = 300_000, denyTtlMs = 30_000, retryBackoffMs, defaultAllow = false } = options;
  const known = new LruMap<string, { readonly verdict: Verdict; readonly untilMs: number }>(maxRemembered);

  const ask = async (spec: object, { clock, random }: AdmissionContext): Promise<Verdict> => {
    const key = JSON.stringify(spec);
    const remembered = known.get(key);
    if (remembered !== undefined && remembered.untilMs > clock.monotonicNow()) return remembered.verdict;
    const review = { kind: "ImageReview", apiVersion, metadata: {}, spec, status: { allowed: false } };
    const backoff = { firstDelayMs: retryBackoffMs, clock, random };
    const verdict = verdictOf(await withBackoff(() => client.review(review), backoff));
    const ttlMs = verdict.allowed ? allowTtlMs : denyTtlMs;
    if (ttlMs > 0) known.set(key, { verdict, untilMs: clock.monotonicNow() + ttlMs });
    return verdict;
  };

  return {
    name: "ImagePolicyWebhook",
    handles: (operation, resource, subresource) =>
      operation !== "DELETE" && isPod(resource) && (subresource === "" || subresource === "ephemeralcontainers"),
    async validate(request, context) {
      const note = (key: string, value: string) => request.options.onAuditAnnotation?.(auditPrefix + key, value);
      let verdict: Verdict;
      try {
        verdict = await ask(questionOf(request), context);
      } catch (error) {
        if (!defaultAllow) throw admissionForbidden(request, { reason: errorMessage(error) });
        note("failed-open", "true");
        return;
      }
      for (const [key, value] of verdict.annotations) note(key, value);
      if (verdict.allowed) return;
      const denied = "image policy webhook backend denied one or more images";
      const reason =
        verdict.reason === "" ? "one or more images rejected by webhook backend" : `${denied}: ${verdict.reason}`;
      throw admissionForbidden(request, { reason });
    },
  };
}

/** The spec of the ImageReview about a request. */
function questionOf({ object, namespace, subresource }: AdmissionRequest): object {
  const { metadata, spec } = object as Pod;
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec ?? { containers: [] };
  const asked = subresource === "" ? [...containers, ...initContainers] : ephemeralContainers;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => key.includes(annotationPart));
  return definedFields({
    containers: asked.length === 0 ? undefined : asked.map(({ image = "" }) => ({ image })),
    annotations: annotations.length === 0 ? undefined : Object.fromEntries(annotations),
    namespace: namespace === "" ? undefined : namespace,
  });
}

/** Throws Error for an invalid response, so that it allows nothing. */
function verdictOf(answer: unknown): Verdict {
  const { kind, apiVersion: version, status } = isJsonObject(answer) ? answer : {};
  if (kind !== "ImageReview" || version !== apiVersion || !isJsonObject(status)) {
    throw new Error("the webhook did not answer with an ImageReview of imagepolicy.k8s.io/v1alpha1");
  }
  const { allowed = false, reason = "", auditAnnotations = {} } = status;
  if (typeof allowed !== "boolean" || typeof reason !== "string" || !areTexts(auditAnnotations)) {
    throw new Error("the webhook's answer has a malformed status");
  }
  return { allowed, reason, annotations: Object.entries(auditAnnotations) };
}

function areTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isJsonObject(value) && Object.values(value).every((each) => typeof each === "string");
}
