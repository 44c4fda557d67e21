import { type ConfigMap, parseTime, type Stored } from "@engenho/core";

/** The annotation with a ConfigMap's lifetime, in seconds since its creation. */
export const ttlAnnotation = "example.com/ttl-seconds";

/** The remaining lifetime of a ConfigMap in milliseconds; 0 or less if it has expired, undefined if it is unlimited. Pure. */
export function remainingMs({ metadata }: Stored<ConfigMap>, nowMs: number): number | undefined {
  const ttlSeconds = Number(metadata.annotations?.[ttlAnnotation] ?? Number.NaN);
  if (!Number.isFinite(ttlSeconds)) return undefined;
  const createdMs = parseTime(metadata.creationTimestamp ?? "");
  return createdMs === undefined ? undefined : createdMs + ttlSeconds * 1000 - nowMs;
}
