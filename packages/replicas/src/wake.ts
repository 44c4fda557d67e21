import { controllerOf, makeKey, type OwnerReference, type Pod, strictlyEqual, type WatchEvent } from "@engenho/core";

/** Whom a pod's commit concerns. */
export interface WokenByPod {
  /** Keys of the owners, by the names in the pod's controller references; whether they exist is seen in the reconcile. */
  readonly owners: readonly string[];
  /** Set to the pod when nobody owns it: whoever selects it may want to adopt it. */
  readonly orphan?: Pod;
}

const nobody: WokenByPod = { owners: [] };

/** Maps a pod's commit to whom it concerns: owners of `kind` (RS-5..RS-13). Pure. */
export function wokenByPod(event: WatchEvent, kind: string): WokenByPod {
  const pod = event.object as unknown as Pod;
  const owner = controllerOf(pod);
  const deleting = pod.metadata.deletionTimestamp !== undefined;
  if (event.type !== "MODIFIED") {
    if (owner !== undefined) return { owners: ownerKeys(pod, [owner], kind) };
    // RS-6, RS-13: nobody waits for an orphan that goes.
    return event.type === "DELETED" || deleting ? nobody : { owners: [], orphan: pod };
  }

  const previous = event.previous as unknown as Pod;
  if (previous.metadata.resourceVersion === pod.metadata.resourceVersion) return nobody;
  const earlier = controllerOf(previous);
  const ownerChanged = !strictlyEqual(owner, earlier);
  const owners = ownerKeys(pod, [ownerChanged ? earlier : undefined, owner], kind);
  if (owner !== undefined || deleting) return { owners };
  const labelsChanged = !strictlyEqual(pod.metadata.labels, previous.metadata.labels);
  return ownerChanged || labelsChanged ? { owners, orphan: pod } : { owners };
}

/** The group of the reference is not compared (RS-5). */
function ownerKeys(pod: Pod, references: readonly (OwnerReference | undefined)[], kind: string): string[] {
  const keys: string[] = [];
  for (const reference of references) {
    if (reference?.kind !== kind) continue;
    const key = makeKey(pod.metadata.namespace, reference.name);
    if (!keys.includes(key)) keys.push(key);
  }
  return keys;
}
