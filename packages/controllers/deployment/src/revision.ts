import type { KubernetesObject } from "@engenho/core";
import { revisionAnnotation } from "./annotation-keys.js";

const int64 = 64;

/** Reads a decimal 64-bit integer as Go's strconv.ParseInt does; `undefined` for any other text. */
export function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return BigInt.asIntN(int64, value) === value ? value : undefined;
}

/** The revision that an object is annotated with: 0 without one, `undefined` where it is no integer (DEP-27). */
export function revisionOf(object: KubernetesObject): bigint | undefined {
  const text = object.metadata.annotations?.[revisionAnnotation];
  return text === undefined ? 0n : parseInt64(text);
}

/** The revision after the highest of these objects, as the text of the annotation. What cannot be read is passed over. */
export function nextRevision(oldReplicaSets: readonly KubernetesObject[]): string {
  let highest = 0n;
  for (const each of oldReplicaSets) {
    const revision = revisionOf(each);
    if (revision !== undefined && revision > highest) highest = revision;
  }
  return String(BigInt.asIntN(int64, highest + 1n));
}

/** The second highest revision, which a rollback without a number goes to; 0 when there is none (DEP-95). */
export function lastRevision(replicaSets: readonly KubernetesObject[]): bigint {
  let highest = 0n;
  let second = 0n;
  for (const each of replicaSets) {
    const revision = revisionOf(each);
    if (revision === undefined) continue;
    if (revision >= highest) {
      second = highest;
      highest = revision;
    } else if (revision > second) {
      second = revision;
    }
  }
  return second;
}
