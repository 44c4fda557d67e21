import type { DeleteOptions, DeleteResult, KubernetesObject, ObjectReference, Stored } from "@engenho/core";
import { deepEqual, invalidError, isPending, type MaybePromise } from "@engenho/machinery";
import type { StorageKey } from "@engenho/storage";
import { ignoreWarning, type RegistryContext, strategyContext } from "../context/registry-context.js";
import { loadStrategy } from "../context/strategy-loading.js";
import { completed, toServed } from "../model/conversion.js";
import { conflict, methodNotAllowed, notFound } from "../model/refusals.js";
import type { Resource } from "../model/resource.js";
import { referencedKey } from "../model/storage-key.js";
import { planDeletion } from "./deletion-plan.js";
import { type Removed, removeObject } from "./remove.js";

const policies: readonly unknown[] = ["Foreground", "Background", "Orphan", undefined];

/** A DELETE by a client (AP-30..AP-42). */
export function deleteObject(
  context: RegistryContext,
  reference: ObjectReference,
  options: DeleteOptions,
): Promise<DeleteResult> {
  return deleteReferenced(context, { reference, admitting: true }, options);
}

/**
 * A deletion that is part of another operation, such as an eviction. Only that operation passes through admission (upstream:
 * rest.ValidateAllObjectFunc).
 */
export function deleteWithoutAdmission(
  context: RegistryContext,
  reference: ObjectReference,
  options: DeleteOptions,
): Promise<DeleteResult> {
  return deleteReferenced(context, { reference, admitting: false }, options);
}

async function deleteReferenced(
  context: RegistryContext,
  { reference, admitting }: { readonly reference: ObjectReference; readonly admitting: boolean },
  options: DeleteOptions,
): Promise<DeleteResult> {
  const resource = context.catalogue.find(reference);
  if (!resource.definition.verbs.includes("delete")) throw methodNotAllowed(resource, "delete");
  checkOptions(options);
  const loading = loadStrategy(context, resource);
  if (isPending(loading)) await loading;
  const key = referencedKey("Store.delete", resource, reference);
  const admit = admitting ? admissionOf(context, { resource, key }, options) : undefined;
  return deleteStored(context, { resource, key, show: (object) => toServed(resource, object), admit }, options);
}

/** Admission of a deletion; undefined if no plugin handles it. */
function admissionOf(
  context: RegistryContext,
  { resource, key }: { readonly resource: Resource; readonly key: StorageKey },
  options: DeleteOptions,
): Deletion["admit"] {
  const admission = context.admission.stepsFor("DELETE", resource, "");
  if (admission === undefined) return undefined;
  return (oldObject) =>
    admission.admitDeletion(() => ({
      operation: "DELETE",
      resource,
      subresource: "",
      namespace: key.namespace,
      name: key.name,
      object: undefined,
      oldObject,
      dryRun: options.dryRun === true,
      onWarning: options.onWarning ?? ignoreWarning,
      user: options.user,
      options,
    }));
}

/** An object to be deleted. */
export interface Deletion {
  /** The kind of the object. */
  readonly resource: Resource;
  /** Where the object is stored. */
  readonly key: StorageKey;
  /** Converts the object for the response. If this fails for the object as it is, nothing is deleted. */
  show(object: Stored): MaybePromise<Stored>;
  /**
   * Called with the object as shown, before it is marked or removed, and again with the newer object if another writer was
   * faster. Throws to reject the deletion. Not called for a deletion that is already pending. Default: every deletion is admitted.
   */
  readonly admit?: ((object: Stored) => MaybePromise<void>) | undefined;
}

/** A deletion without validation of the caller's options. */
export async function deleteStored(
  context: RegistryContext,
  { resource, key, show, admit }: Deletion,
  options: DeleteOptions,
): Promise<DeleteResult> {
  const found = context.backend.get(key);
  let current = isPending(found) ? await found : found;
  let ownMark: Stored | undefined;
  for (;;) {
    if (ownMark !== undefined && current?.metadata.uid !== ownMark.metadata.uid) {
      // Another writer completed the deletion that this call started: the object is gone, as requested.
      return { type: "deleted", object: await show(ownMark) };
    }
    if (current === undefined) throw notFound(resource, key.name);
    const converted = show(current);
    const shown = isPending(converted) ? await converted : converted;
    const complete = completed(resource, current);
    checkPreconditions(resource, current, { options, ownMark });
    const plan = planDeletion(resource.strategy, complete, { options, nowMs: context.clock.now() });
    if (plan.type === "pending") return { type: "deleting", object: shown };
    const admitted = ownMark === undefined ? admit?.(shown) : undefined;
    if (isPending(admitted)) await admitted;
    if (plan.type === "mark") {
      const marked: KubernetesObject =
        resource.strategy.markForDeletion?.(plan.object, strategyContext(context, { user: options.user })) ??
        plan.object;
      if (options.dryRun === true) {
        return { type: plan.thenRemove ? "deleted" : "deleting", object: await show(marked as Stored) };
      }
      if (deepEqual(marked, current)) return { type: "deleting", object: shown };
      const committed = context.backend.commit({ type: "update", key, object: marked, previous: current });
      const outcome = isPending(committed) ? await committed : committed;
      if (outcome.type !== "committed") {
        if (outcome.type === "conflict") current = outcome.current;
        continue;
      }
      const after = context.committed({ type: "update", key, object: outcome.object });
      if (isPending(after)) await after;
      if (!plan.thenRemove) return { type: "deleting", object: await show(outcome.object) };
      current = outcome.object;
      ownMark = outcome.object;
    } else if (options.dryRun === true) {
      return { type: "deleted", object: shown };
    }
    const removal = removeObject(context, { resource, key, last: completed(resource, current), current });
    const outcome: Removed = isPending(removal) ? await removal : removal;
    if (outcome.type === "removed") return { type: "deleted", object: await show(outcome.object) };
    current = outcome.current;
  }
}

function checkOptions(options: DeleteOptions): void {
  if (policies.includes(options.propagationPolicy)) return;
  throw invalidError({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", [
    {
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${JSON.stringify(options.propagationPolicy)}: supported values: "Foreground", "Background", "Orphan", "nil"`,
      field: "propagationPolicy",
    },
  ]);
}

/** AP-37. Changes made by this call itself do not count. */
function checkPreconditions(
  resource: Resource,
  current: Stored,
  { options, ownMark }: { readonly options: DeleteOptions; readonly ownMark: Stored | undefined },
): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { name } = current.metadata;
  if (uid !== undefined && uid !== current.metadata.uid) {
    const reason =
      `the UID in the precondition (${uid}) does not match the UID in record (${current.metadata.uid}). ` +
      "The object might have been deleted and then recreated";
    throw conflict(resource, name, reason, subjectOf(resource));
  }
  if (resourceVersion === undefined) return;
  const expected = ownMark?.metadata.resourceVersion ?? resourceVersion;
  if (expected === current.metadata.resourceVersion) return;
  const reason =
    `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record ` +
    `(${current.metadata.resourceVersion}). The object might have been modified`;
  throw conflict(resource, name, reason, subjectOf(resource));
}

/** Upstream uses the kind, not the resource, in these two messages. */
function subjectOf(resource: Resource): string {
  const { group, kind } = resource.definition;
  return group === "" ? kind : `${kind}.${group}`;
}
