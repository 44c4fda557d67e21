import { type ConfigMap, parseTime, type Stored } from "@engenho/core";

/** How many seconds a ConfigMap lives from its creation. */
export const ttlAnnotation = "example.com/ttl-seconds";

/** How long a ConfigMap has left, in milliseconds; 0 or less if its time is over, undefined if it has no limit. Pure. */
export function remainingMs({ metadata }: Stored<ConfigMap>, nowMs: number): number | undefined {
  const ttlSeconds = Number(metadata.annotations?.[ttlAnnotation] ?? Number.NaN);
  if (!Number.isFinite(ttlSeconds)) return undefined;
  const createdMs = parseTime(metadata.creationTimestamp ?? "");
  return createdMs === undefined ? undefined : createdMs + ttlSeconds * 1000 - nowMs;
}
