import type { Clock } from "@engenho/core";
import { badRequest, requestTimedOut } from "../status/refusals.js";
import { parseGoDuration } from "./go-duration.js";

/** What a request may take at most (kube-apiserver's --request-timeout). */
const maximumTimeoutMs = 60_000;

/**
 * How long a request may take: what `?timeout=` says where that is less than a minute; 0 and less say nothing. Throws
 * StoreError `BadRequest` with Go's words. Upstream: pkg/endpoints/filters/request_deadline.go.
 */
export function requestTimeoutMs(query: URLSearchParams): number {
  const text = query.get("timeout");
  if (text === null || text === "") return maximumTimeoutMs;
  const parsed = parseGoDuration(text);
  if (typeof parsed === "string") throw badRequest(`invalid timeout specified in the request URL - ${parsed}`);
  return parsed > 0 && parsed < maximumTimeoutMs ? parsed : maximumTimeoutMs;
}

/** What `work` comes to. Rejects with StatusError 504 when that takes longer; the work itself is not stopped. */
export function withinTime<T>(clock: Clock, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(() => reject(requestTimedOut()), timeoutMs);
    work()
      .finally(() => timer.cancel())
      .then(resolve, reject);
  });
}
