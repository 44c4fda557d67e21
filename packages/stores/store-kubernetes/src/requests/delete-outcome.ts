import type { DeleteResult, Namespace, Stored } from "@engenho/core";
import { storedOf } from "../cache/kind-cache.js";
import type { DiscoveredKind } from "../discovery/served-kind.js";
import { isStatus } from "../http/status-error.js";

/** The result of a deletion from its response. `known` is the last known state of the object. */
export function deleteOutcome(
  answer: unknown,
  { kind, namespace, name }: { readonly kind: DiscoveredKind; readonly namespace: string; readonly name: string },
  known: Stored | undefined,
): DeleteResult {
  if (!isStatus(answer) && answer !== undefined) {
    const object = storedOf(answer, kind);
    return { type: isStillThere(object) ? "deleting" : "deleted", object };
  }
  if (known !== undefined) return { type: "deleted", object: known };
  // A Status does not contain the deleted object.
  const uid = isStatus(answer) ? (answer.details?.uid ?? "") : "";
  const metadata = { name, ...(namespace === "" ? {} : { namespace }), uid, resourceVersion: "" };
  return { type: "deleted", object: Object.freeze({ apiVersion: kind.apiVersion, kind: kind.kind, metadata }) };
}

/**
 * Whether the write that returned this object has removed it, because it was being deleted and nothing blocks that any
 * more.
 */
export function isRemoved(object: Stored): boolean {
  return object.metadata.deletionTimestamp !== undefined && !isStillThere(object);
}

/** Whether an object in the response to its deletion still exists, because of finalizers or its grace period. */
function isStillThere({ kind, metadata, ...rest }: Stored): boolean {
  const { finalizers = [], deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata;
  if (finalizers.length > 0) return true;
  if (kind === "Namespace" && ((rest as Partial<Namespace>).spec?.finalizers ?? []).length > 0) return true;
  return deletionTimestamp !== undefined && deletionGracePeriodSeconds > 0;
}
