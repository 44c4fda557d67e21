import { type Clock, errorMessage, type RandomSource, systemClock, systemRandom } from "@engenho/core";
import { withBackoff } from "@engenho/machinery";
import {
  type Authentication,
  defaultAudience,
  intersection,
  type TokenAuthenticator,
  unknown,
} from "../port/authenticator.js";
import { withAuthenticatedGroup } from "../port/groups.js";
import { RememberedAnswers } from "../tokens/remembered-answers.js";
import { reviewedToken, type TokenReviewVersion, tokenReview } from "./token-review.js";

/** Options of {@link webhookTokens}. */
export interface WebhookTokensOptions {
  /** The client of the webhook. */
  readonly client: {
    /**
     * Posts a TokenReview, and returns the body of a successful answer, as parsed JSON. Rejects with Error; one that has `isTransient` set
     * is worth another attempt.
     */
    review(review: object): Promise<unknown>;
  };
  /** The version of authentication.k8s.io that the webhook speaks. Default `v1beta1`, as kube-apiserver. */
  readonly version?: TokenReviewVersion | undefined;
  /** How long responses are cached, in milliseconds. Default 120 000. Successes are cached for at least 10 000. */
  readonly cacheTtlMs?: number | undefined;
  /** The audiences of the API server, for webhooks that are not audience-aware. Default: see `AuthenticatorOptions.audiences`. */
  readonly audiences?: readonly string[] | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Default: the system's. */
  readonly random?: RandomSource | undefined;
}

const defaultTtlMs = 120_000;
/** kube-apiserver's cache of successes, for all authenticators. */
const successTtlMs = 10_000;
/** The maximum length of a token, in characters. */
const maxTokenLength = 256 * 1024;

/**
 * Authenticates tokens by a webhook (upstream: plugin/pkg/authenticator/token/webhook). Responses are cached. If the webhook fails (transient
 * errors are retried, with five attempts in total) or its response is malformed, the token is rejected, and nothing is cached. Concurrent
 * requests with the same token share one call.
 */
export function webhookTokens(options: WebhookTokensOptions): TokenAuthenticator {
  const { client, version = "v1beta1", cacheTtlMs = defaultTtlMs, audiences: own = [defaultAudience] } = options;
  const { clock = systemClock, random = systemRandom } = options;
  const answers = new RememberedAnswers(clock);
  const asking = new Map<string, Promise<Authentication>>();

  async function ask(token: string, requested: readonly string[]): Promise<Authentication> {
    const review = tokenReview(token, requested, version);
    const attempt = async () => reviewedToken(await client.review(review), version);
    const { user, audiences: meantFor, error } = await withBackoff(attempt, { clock, random });
    const audiences = intersection(requested, meantFor.length === 0 ? own : meantFor);
    if (audiences.length === 0) return unknown;
    if (user === undefined) return error === "" ? unknown : { user: undefined, error };
    return { user: withAuthenticatedGroup(user), audiences };
  }

  async function asked(token: string, requested: readonly string[], key: string): Promise<Authentication> {
    try {
      const answer = await ask(token, requested);
      if (answer.user !== undefined) answers.set(key, answer, Math.max(cacheTtlMs, successTtlMs));
      else if (answer.error === undefined) answers.set(key, answer, cacheTtlMs);
      return answer;
    } catch (error) {
      return { user: undefined, error: errorMessage(error) };
    } finally {
      asking.delete(key);
    }
  }

  return {
    authenticateToken(token, request) {
      if (token.length > maxTokenLength) return unknown;
      const key = answers.keyOf(token, request);
      const known = answers.get(key);
      if (known !== undefined) return known;
      const { audiences: requested } = request;
      let answer = asking.get(key);
      if (answer === undefined) {
        answer = asked(token, requested, key);
        asking.set(key, answer);
      }
      return answer;
    },
  };
}
