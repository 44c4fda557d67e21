import type { Clock } from "@engenho/core";
import { parseGoDuration } from "@engenho/machinery";
import type { Exchange } from "../http/exchange.js";
import { badRequest, requestTimedOut } from "../status/refusals.js";

/** The maximum duration of a request (kube-apiserver's --request-timeout). */
const maximumTimeoutMs = 60_000;

/** The time limit of a request. */
export interface RequestTimeout {
  readonly ms: number;
  /** Whether the client specified it. */
  readonly isExplicit: boolean;
}

const maximumTimeout: RequestTimeout = { ms: maximumTimeoutMs, isExplicit: false };

/**
 * The time limit of a request: `?timeout=` if that is less than a minute; 0 and negative values are ignored. Throws StoreError
 * `BadRequest` with Go's message. Upstream: pkg/endpoints/filters/request_deadline.go.
 */
export function requestTimeout(query: URLSearchParams): RequestTimeout {
  const text = query.get("timeout");
  if (text === null || text === "") return maximumTimeout;
  const parsed = parseGoDuration(text);
  if (typeof parsed === "string") throw badRequest(`invalid timeout specified in the request URL - ${parsed}`);
  return parsed > 0 && parsed < maximumTimeoutMs ? { ms: parsed, isExplicit: true } : maximumTimeout;
}

/**
 * Returns a function that computes the remaining time of a request that starts now, in milliseconds: 0 once its client
 * has disconnected. For long-running requests it starts from the default limit.
 */
export function timeLeftOf(
  clock: Clock,
  { exchange, timeout }: { readonly exchange: Exchange; readonly timeout: RequestTimeout | undefined },
): () => number {
  const endMs = clock.monotonicNow() + (timeout ?? maximumTimeout).ms;
  return () => (exchange.closed ? 0 : endMs - clock.monotonicNow());
}

/**
 * The result of `work`. Rejects with StatusError 504 when it takes longer than the limit; the work itself is not cancelled. Unless
 * the client specified the limit, it is extended for a response that has begun as long as the server, not its client, is the slow
 * side.
 */
export function withinTime<T>(
  clock: Clock,
  { exchange, timeout }: { readonly exchange: Exchange; readonly timeout: RequestTimeout },
  work: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onTimer = () => {
      if (timeout.isExplicit || !exchange.responded || exchange.closed || exchange.waitsForClient)
        reject(requestTimedOut());
      else timer = clock.setTimer(onTimer, timeout.ms);
    };
    let timer = clock.setTimer(onTimer, timeout.ms);
    work()
      .finally(() => timer.cancel())
      .then(resolve, reject);
  });
}
