import { type Clock, errorMessage, LruMap, type RandomSource, type User } from "@engenho/core";
import { isPending, type MaybePromise, withBackoff } from "@engenho/machinery";
import type { AuthorizationAttributes, AuthorizationDecision, Authorizer, UserRules } from "@engenho/registry";
import { type AccessRequest, accessRequest, accessReview, type ReviewVersion } from "./access-review.js";

/** Asks the webhook. */
export interface ReviewClient {
  /**
   * Posts a SubjectAccessReview, and returns the body of a successful answer, as parsed JSON. Rejects with Error; one that has
   * `isTransient` set is worth another attempt.
   */
  review(review: object): Promise<unknown>;
}

/** An error of a {@link ReviewClient}. */
export interface ReviewFailure extends Error {
  /** Whether another attempt may succeed. */
  readonly isTransient?: boolean;
}

/** Options of the mode `Webhook`. */
export interface WebhookModeOptions {
  /** Asks the webhook. */
  readonly client: ReviewClient;
  /** The version of authorization.k8s.io for the webhook. Default `v1beta1`, as kube-apiserver. */
  readonly version?: ReviewVersion | undefined;
  /** How long allowing answers are cached, in milliseconds. Default 300 000; 0: not at all. */
  readonly authorizedTtlMs?: number | undefined;
  /** How long other answers are cached, in milliseconds. Default 30 000; 0: not at all. */
  readonly unauthorizedTtlMs?: number | undefined;
  /**
   * The decision when the webhook cannot be called, its response is invalid, or its conditions fail. Default
   * `NoOpinion`.
   */
  readonly failurePolicy?: "NoOpinion" | "Deny" | undefined;
  /**
   * Whether the webhook is called for a request; otherwise it has no opinion. May throw or reject with Error, which
   * counts as a failure. Default: it is called for every request.
   */
  readonly matches?: ((request: AccessRequest) => MaybePromise<boolean>) | undefined;
}

/** The answer of a webhook. */
interface Answer {
  readonly allowed: boolean;
  readonly denied: boolean;
  readonly reason: string;
}

const notAsked: AuthorizationDecision = { decision: "NoOpinion", reason: "" };

/** A cached answer with its expiry and the length of its texts. */
interface Remembered {
  readonly answer: Answer;
  readonly untilMs: number;
  readonly length: number;
}

/** The maximum number of characters of cached requests and reasons: 8,192 answers of the usual length. */
const maxRemembered = 8192 * 2048;
const usualLength = 2048;
/** Answers to requests with longer texts, which clients choose, are not cached. */
const maxRememberedText = 10_000;

/**
 * Calls a webhook with SubjectAccessReviews (upstream: plugin/pkg/authorizer/webhook). Answers are cached. When calls
 * fail, after up to five attempts for transient failures, the failure policy decides, with an error.
 */
export class WebhookAuthorizer implements Authorizer {
  readonly #client: ReviewClient;
  readonly #version: ReviewVersion;
  readonly #authorizedTtlMs: number;
  readonly #unauthorizedTtlMs: number;
  readonly #decisionOnError: "NoOpinion" | "Deny";
  readonly #matches: WebhookModeOptions["matches"];
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #answers = new LruMap<string, Remembered>(maxRemembered, ({ length }) => length);

  constructor(
    {
      client,
      version = "v1beta1",
      authorizedTtlMs = 300_000,
      unauthorizedTtlMs = 30_000,
      failurePolicy = "NoOpinion",
      matches,
    }: WebhookModeOptions,
    { clock, random }: { readonly clock: Clock; readonly random: RandomSource },
  ) {
    this.#client = client;
    this.#version = version;
    this.#authorizedTtlMs = authorizedTtlMs;
    this.#unauthorizedTtlMs = unauthorizedTtlMs;
    this.#decisionOnError = failurePolicy;
    this.#matches = matches;
    this.#clock = clock;
    this.#random = random;
  }

  authorize(attributes: AuthorizationAttributes): MaybePromise<AuthorizationDecision> {
    if (this.#matches === undefined) return this.#decide(attributes);
    try {
      const matches = this.#matches(accessRequest(attributes));
      if (!isPending(matches)) return matches ? this.#decide(attributes) : notAsked;
      return matches.then(
        (matched) => (matched ? this.#decide(attributes) : notAsked),
        (error: unknown) => this.#failed(error),
      );
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): AuthorizationDecision {
    return { decision: this.#decisionOnError, reason: "", error: errorMessage(error) };
  }

  #decide(attributes: AuthorizationAttributes): MaybePromise<AuthorizationDecision> {
    const review = accessReview(attributes, this.#version);
    const key = JSON.stringify(review.spec);
    const known = this.#answers.get(key);
    if (known !== undefined && known.untilMs > this.#clock.monotonicNow()) return decisionOf(known.answer);
    return this.#ask(review).then(
      (answer) => {
        if (textOf(attributes) < maxRememberedText) this.#remember(key, answer);
        return decisionOf(answer);
      },
      (error: unknown) => this.#failed(error),
    );
  }

  rulesFor(_user: User, _namespace: string): UserRules {
    const evaluationError = "webhook authorizer does not support user rule resolution";
    return { resourceRules: [], nonResourceRules: [], incomplete: true, evaluationError };
  }

  #remember(key: string, answer: Answer): void {
    const ttlMs = answer.allowed ? this.#authorizedTtlMs : this.#unauthorizedTtlMs;
    if (ttlMs === 0) return;
    const length = Math.max(usualLength, key.length + answer.reason.length);
    this.#answers.set(key, { answer, untilMs: this.#clock.monotonicNow() + ttlMs, length });
  }

  #ask(review: object): Promise<Answer> {
    const options = { clock: this.#clock, random: this.#random };
    return withBackoff(async () => answerOf(await this.#client.review(review)), options);
  }
}

/** The status of an answered review. Throws Error for any other response, so that it allows nothing. */
function answerOf(body: unknown): Answer {
  const { kind, status } = (body ?? {}) as { readonly kind?: unknown; readonly status?: unknown };
  if (kind !== "SubjectAccessReview" || typeof status !== "object" || status === null) {
    throw new Error("the webhook did not answer with a SubjectAccessReview");
  }
  const { allowed = false, denied = false, reason = "" } = status as Partial<Record<string, unknown>>;
  if (typeof allowed !== "boolean" || typeof denied !== "boolean" || typeof reason !== "string") {
    throw new Error("the webhook's answer has a malformed status");
  }
  return { allowed, denied, reason };
}

function decisionOf({ allowed, denied, reason }: Answer): AuthorizationDecision {
  if (denied && allowed) {
    const error = "webhook subject access review returned both allow and deny response";
    return { decision: "Deny", reason, error };
  }
  if (denied) return { decision: "Deny", reason };
  return { decision: allowed ? "Allow" : "NoOpinion", reason };
}

/** The length of the texts that a client chooses. */
function textOf({
  namespace,
  verb,
  group,
  version,
  resource,
  subresource,
  name,
  path,
}: AuthorizationAttributes): number {
  return [namespace, verb, group, version, resource, subresource, name, path].reduce(
    (sum, { length }) => sum + length,
    0,
  );
}
