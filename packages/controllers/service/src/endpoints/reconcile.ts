import {
  type EventRecorder,
  endpoints,
  errorMessage,
  findObject,
  hasStatusCause,
  isStoreError,
  pods,
  type ReconcileContext,
  type ReconcileResult,
  type Service,
  type Store,
  type Stored,
  services,
  splitKey,
} from "@engenho/core";
import { podSelectorOf } from "../shared/service-facts.js";
import type { TriggerTimes } from "../shared/trigger-times.js";
import { createAddressMakers } from "./address.js";
import { type EndpointsPlan, planEndpoints } from "./plan.js";
import { planSubsets } from "./subsets.js";

/** What {@link createReconciler} needs. */
export interface ReconcilerOptions {
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly triggerTimes: TriggerTimes;
}

const unchanged: ReconcileResult = { changed: false };

/** Returns the reconcile function; a key names a Service and its Endpoints (upstream's syncService; EP-10..35). */
export function createReconciler(
  options: ReconcilerOptions,
): (key: string, context: ReconcileContext) => Promise<ReconcileResult> {
  const { store, triggerTimes } = options;
  const addressesOf = createAddressMakers();
  return async (key, { observe }) => {
    const { namespace, name } = splitKey(key);
    const service = await findObject(store, services, { namespace, name });
    if (service === undefined) {
      triggerTimes.forget(key);
      return { changed: await deleteEndpoints(store, namespace, name) };
    }
    const selector = podSelectorOf(service);
    if (selector === undefined) return unchanged;
    const plan = await observe(async () => {
      const [selected, current] = await Promise.all([
        store.list(pods, { namespace, labelSelector: { matchLabels: selector } }),
        findObject(store, endpoints, { namespace, name }),
      ]);
      // EP-40: computed in every reconcile, even in one that writes nothing.
      const triggerTimeMs = triggerTimes.next(key, service, selected.items);
      const subsets = planSubsets(service, selected.items, addressesOf(service));
      return planEndpoints({ service, current, subsets, triggerTimeMs });
    });
    return { changed: plan.type !== "nothing" && (await applyPlan(options, service, plan)) };
  };
}

/** EP-10: returns false if there were none, as after a deletion of the Service, which also deletes its Endpoints. */
async function deleteEndpoints(store: Store, namespace: string | undefined, name: string): Promise<boolean> {
  try {
    await store.delete(endpoints, { namespace, name });
    return true;
  } catch (error) {
    if (isStoreError(error, "NotFound")) return false;
    throw error;
  }
}

/** Carries out the plan; returns whether anything was written. Records an Event before it throws a store error (EP-34). */
async function applyPlan(
  { store, recorder }: ReconcilerOptions,
  { metadata: { namespace, name } }: Stored<Service>,
  { type, endpoints }: Exclude<EndpointsPlan, { type: "nothing" }>,
): Promise<boolean> {
  try {
    if (type === "create") await store.create(endpoints);
    else await store.update(endpoints);
    return true;
  } catch (error) {
    if (type === "create" && isStoreError(error, "Forbidden") && hasStatusCause(error, "NamespaceTerminating")) {
      return false;
    }
    const text = errorMessage(error);
    if (type === "create") {
      const message = `Failed to create endpoint for service ${namespace}/${name}: ${text}`;
      recorder.event(endpoints, "Warning", "FailedToCreateEndpoint", message);
    } else {
      const message = `Failed to update endpoint ${namespace}/${name}: ${text}`;
      recorder.event(endpoints, "Warning", "FailedToUpdateEndpoint", message);
    }
    throw error;
  }
}
