import { type coreV1, LruMap, StoreError } from "@engenho/core";
import type { AdmissionPlugin, AdmissionRequest } from "@engenho/registry";

/** A limit of the rate of Events (upstream: eventratelimit Limit). */
export interface EventLimit {
  /** The scope of a rate: the whole server, each namespace, each user, or each source and object. */
  readonly type: "Server" | "Namespace" | "User" | "SourceAndObject";
  /** Events per second. */
  readonly qps: number;
  /** How many may come at once. */
  readonly burst: number;
  /** The maximum number of rates; the least recently used one is dropped. Default 4096. */
  readonly cacheSize?: number | undefined;
}

/** Options of {@link eventRateLimit}. */
export interface EventRateLimitOptions {
  /** Each of them may reject an Event. */
  readonly limits: readonly EventLimit[];
}

const defaultCacheSize = 4096;

/** Rejects Events of the group core with 429 when there are too many (upstream: plugin/pkg/admission/eventratelimit). */
export function eventRateLimit({ limits }: EventRateLimitOptions): AdmissionPlugin {
  const enforcers = limits.map(enforcerOf);
  return {
    name: "EventRateLimit",
    handles: (operation, { definition: { group, kind } }) => operation !== "DELETE" && group === "" && kind === "Event",
    validate(request, { clock }) {
      if (request.dryRun) return;
      const nowMs = clock.monotonicNow();
      // As upstream: each limit is charged, and the error names the last one that is exceeded.
      const refusals = enforcers.map((enforce) => enforce(request, nowMs)).filter((refusal) => refusal !== undefined);
      const last = refusals.at(-1);
      if (last !== undefined) throw new StoreError("TooManyRequests", `Too many requests: ${last}`);
    },
  };
}

/** A token bucket, initially full. */
interface Bucket {
  tokens: number;
  atMs: number;
}

type Enforce = (request: AdmissionRequest, nowMs: number) => string | undefined;

function enforcerOf({ type, qps, burst, cacheSize }: EventLimit): Enforce {
  const buckets = new LruMap<string, Bucket>(type === "Server" ? 1 : cacheSize || defaultCacheSize);
  return (request, nowMs) => {
    const key = keyOf(type, request);
    const bucket = buckets.get(key) ?? { tokens: burst, atMs: nowMs };
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * qps);
    bucket.atMs = nowMs;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return `limit reached on type ${type} for key ${key}`;
    bucket.tokens--;
    return undefined;
  };
}

function keyOf(type: EventLimit["type"], { namespace, user, object }: AdmissionRequest): string {
  switch (type) {
    case "Server":
      return "";
    case "Namespace":
      return namespace;
    case "User":
      return user?.name ?? "";
    case "SourceAndObject": {
      const { source, involvedObject } = object as coreV1.Event;
      const { kind, namespace: of, name, uid, apiVersion } = involvedObject ?? {};
      return [source?.component, source?.host, kind, of, name, uid, apiVersion].join("");
    }
  }
}
