import type { Clock } from "@engenho/core";
import { parseGoDuration } from "@engenho/kinds";
import type { Exchange } from "../http/exchange.js";
import { badRequest, requestTimedOut } from "../status/refusals.js";

/** What a request may take at most (kube-apiserver's --request-timeout). */
const maximumTimeoutMs = 60_000;

/** How long a request may take. */
export interface RequestTimeout {
  readonly ms: number;
  /** Whether the client has said so. */
  readonly isAsked: boolean;
}

const maximumTimeout: RequestTimeout = { ms: maximumTimeoutMs, isAsked: false };

/**
 * How long a request may take: what `?timeout=` says where that is less than a minute; 0 and less say nothing. Throws
 * StoreError `BadRequest` with Go's words. Upstream: pkg/endpoints/filters/request_deadline.go.
 */
export function requestTimeout(query: URLSearchParams): RequestTimeout {
  const text = query.get("timeout");
  if (text === null || text === "") return maximumTimeout;
  const parsed = parseGoDuration(text);
  if (typeof parsed === "string") throw badRequest(`invalid timeout specified in the request URL - ${parsed}`);
  return parsed > 0 && parsed < maximumTimeoutMs ? { ms: parsed, isAsked: true } : maximumTimeout;
}

/**
 * What `work` comes to. Rejects with StatusError 504 when that takes longer; the work itself is not stopped. An answer that
 * has begun has as long again while it is this server that is slow, and not its client.
 */
export function withinTime<T>(
  clock: Clock,
  { exchange, timeout }: { readonly exchange: Exchange; readonly timeout: RequestTimeout },
  work: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onTimer = () => {
      if (timeout.isAsked || !exchange.responded || exchange.closed || exchange.waitsForClient)
        reject(requestTimedOut());
      else timer = clock.setTimer(onTimer, timeout.ms);
    };
    let timer = clock.setTimer(onTimer, timeout.ms);
    work()
      .finally(() => timer.cancel())
      .then(resolve, reject);
  });
}
