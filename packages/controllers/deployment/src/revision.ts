import type { KubernetesObject } from "@engenho/core";
import { revisionAnnotation } from "./annotation-keys.js";

const int64 = 64;

/** Parses a decimal 64-bit integer as Go's strconv.ParseInt does; `undefined` for any other string. */
export function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return BigInt.asIntN(int64, value) === value ? value : undefined;
}

/** The revision annotation of an object: 0 if absent, `undefined` if it is not an integer (DEP-27). */
export function revisionOf(object: KubernetesObject): bigint | undefined {
  const text = object.metadata.annotations?.[revisionAnnotation];
  return text === undefined ? 0n : parseInt64(text);
}

/** The revision after the highest one of these objects, as annotation value. Invalid revisions are ignored. */
export function nextRevision(oldReplicaSets: readonly KubernetesObject[]): string {
  let highest = 0n;
  for (const each of oldReplicaSets) {
    const revision = revisionOf(each);
    if (revision !== undefined && revision > highest) highest = revision;
  }
  return String(BigInt.asIntN(int64, highest + 1n));
}

/** The second highest revision, the target of a rollback without a revision; 0 if there is none (DEP-95). */
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
