import {
  type EndpointSlice,
  type Endpoints,
  type EventRecorder,
  endpointSlices,
  errorMessage,
  findObject,
  type ReconcileResult,
  type Store,
  type Stored,
  services,
  splitKey,
} from "@engenho/core";
import type { SliceTracker } from "../shared/slice-tracker.js";
import { applySliceWrites, deleteSlice, type SliceWritesContext } from "../shared/slice-writes.js";
import { serviceNameLabel, sliceManagedByLabel } from "../shared/well-known-names.js";
import { type DesiredSlices, desiredSlices } from "./desired.js";
import { isMirrorable } from "./mirrorable.js";
import { planMirror } from "./plan.js";
import { managedBy } from "./slice.js";

/** What {@link createReconciler} needs. */
export interface ReconcilerOptions {
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly tracker: SliceTracker;
  readonly maxEndpointsPerSubset: number;
}

/** Returns the reconcile function; a key names Endpoints and their Service (upstream's syncEndpoints; EM-5..10). */
export function createReconciler(options: ReconcilerOptions): (key: string) => Promise<ReconcileResult> {
  const { store, recorder, tracker, maxEndpointsPerSubset } = options;
  return async (key) => {
    const { namespace, name } = splitKey(key);
    const sliceLabels = { [serviceNameLabel]: name, [sliceManagedByLabel]: managedBy };
    const [endpoints, service, { items: slices }] = await Promise.all([
      findObject<Endpoints>(store, { apiVersion: "v1", kind: "Endpoints" }, { namespace, name }),
      findObject(store, services, { namespace, name }),
      store.list(endpointSlices, { namespace, labelSelector: { matchLabels: sliceLabels } }),
    ]);
    const isOwnerTerminating = endpoints?.metadata.deletionTimestamp !== undefined;
    const context = { store, tracker, key, owner: `Endpoints ${key}`, isOwnerTerminating };
    const wanted =
      endpoints !== undefined &&
      isMirrorable(endpoints) &&
      service !== undefined &&
      service.spec?.selector === undefined;
    if (!wanted) {
      if (slices.length === 0) tracker.forget(key);
      return { changed: await deleteAll(slices, context) };
    }
    const desired = desiredSlices(endpoints, maxEndpointsPerSubset);
    recordSkippedAddresses(recorder, endpoints, desired, maxEndpointsPerSubset);
    return { changed: await applySliceWrites(planMirror(endpoints, desired.slices, slices), context) };
  };
}

/** EM-5: deletes all slices. All are tried before an error is thrown. */
async function deleteAll(slices: readonly Stored<EndpointSlice>[], context: SliceWritesContext): Promise<boolean> {
  const failures: unknown[] = [];
  let changed = false;
  for (const slice of slices) {
    try {
      changed = (await deleteSlice(slice, context)) || changed;
    } catch (error) {
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first === undefined) return changed;
  const text = errorMessage(first);
  const which = `${failures.length}/${slices.length} EndpointSlices for ${context.key} Endpoints`;
  throw new Error(`error(s) deleting ${which}, including: ${text}`, { cause: first });
}

/** EM-8: records Events about addresses that are not mirrored. */
function recordSkippedAddresses(
  recorder: EventRecorder,
  endpoints: Endpoints,
  { invalidAddresses, skippedAddresses }: DesiredSlices,
  maximum: number,
): void {
  if (invalidAddresses > 0) {
    const message = `Skipped ${invalidAddresses} invalid IP addresses when mirroring to EndpointSlices`;
    recorder.event(endpoints, "Warning", "InvalidIPAddress", message);
  }
  if (skippedAddresses > invalidAddresses) {
    const limit = `A max of ${maximum} addresses can be mirrored to EndpointSlices per Endpoints subset`;
    const message = `${limit}. ${skippedAddresses} addresses were skipped`;
    recorder.event(endpoints, "Warning", "TooManyAddressesToMirror", message);
  }
}
