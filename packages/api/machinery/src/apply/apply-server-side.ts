import { formatTime, type KubernetesObject, type Stored, StoreError } from "@engenho/core";
import {
  fieldOf,
  isDeeperThan,
  type JsonObject,
  jsonOf,
  maxDepth,
  objectOf,
  stringField,
} from "../decode/json-value.js";
import { deepEqual } from "../equality/deep-equal.js";
import type { LongWork } from "../work/long-work.js";
import { type FieldSet, recursiveDifference } from "./fields/field-set.js";
import { fieldsOfLastApplied, withLastApplied } from "./last-applied.js";
import { conflictError, conflictsBeyond, conflictsOf } from "./managers/conflict.js";
import {
  decodeManaged,
  encodeManaged,
  type Managed,
  type ManagedSet,
  type Manager,
  managerId,
  reuseFieldsV1,
} from "./managers/managed.js";
import { changeOwnership, currentManagers, type OwnershipContext, tracked } from "./managers/ownership.js";
import {
  describeKind,
  describeObject,
  managedFieldsOf,
  withManagedFields,
  withoutManagedFields,
} from "./object-fields.js";
import { prune } from "./prune.js";
import { updatedManagers } from "./record-update.js";
import { ItemError } from "./typed/list-item.js";
import { merge } from "./typed/merge.js";
import { fieldSetOf } from "./typed/to-field-set.js";
import { joinErrors, validationErrors } from "./typed/validate.js";
import { type OwnershipOptions, ownershipContext } from "./write-options.js";

/** Options of {@link applyServerSide}. */
export interface ApplyOptions extends OwnershipOptions {
  /** The stored object; `undefined` if the apply creates it. */
  readonly live?: Stored | undefined;
  /** The apply configuration: all the fields that the manager specifies, as parsed JSON. */
  readonly config: unknown;
  /** Whether to take over fields that other managers own instead of refusing. */
  readonly force: boolean;
}

const beforeFirstApply = "before-first-apply";
const kubectl = "kubectl";

/**
 * Server-side apply: the live object with the configuration merged in, without the fields that this manager applied before,
 * does not apply any more and nobody else owns, and with updated managed fields. The result has yet to be decoded, defaulted
 * and validated. Shares unchanged parts with `live`.
 *
 * For an object without managed fields, all of its fields become owned by `before-first-apply`. An apply by `kubectl` takes
 * over the fields that client-side apply set and nobody has changed since, and updates client-side apply's annotation.
 *
 * Each phase is a piece of work whose duration is linear in the size of the object.
 *
 * Throws StoreError: `Conflict`, with a cause for each field that another manager owns, unless forced; `BadRequest` if the kind
 * differs from the live object's or the configuration has managed fields; `InternalError`, with upstream's message and status,
 * for a configuration that does not match the schema.
 */
export function* applyServerSide(options: ApplyOptions): LongWork<KubernetesObject> {
  const config = checkedConfig(options);
  const context = ownershipContext(options);
  const errors = validationErrors(context.atom, config);
  yield;
  if (errors.length > 0) {
    const reason = joinErrors(errors);
    throw new StoreError("InternalError", `failed to create typed patch object (${describeObject(config)}): ${reason}`);
  }
  try {
    return yield* applyChecked(config, context, options);
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    throw new StoreError("InternalError", `failed to merge config: ${error.message}`);
  }
}

function checkedConfig({ config, live }: ApplyOptions): JsonObject {
  if (typeof config !== "object" || config === null || Array.isArray(config) || isDeeperThan(config, maxDepth)) {
    throw new StoreError("BadRequest", "error decoding patch: the configuration must be an object");
  }
  const fields = config as JsonObject;
  if (
    live !== undefined &&
    (fieldOf(fields, "apiVersion") !== live.apiVersion || fieldOf(fields, "kind") !== live.kind)
  ) {
    throw new StoreError("BadRequest", `invalid object type: ${describeKind(fields)}`);
  }
  if (Array.isArray(managedFieldsOf(fields))) throw new StoreError("BadRequest", "metadata.managedFields must be nil");
  return fields;
}

function* applyChecked(
  config: JsonObject,
  context: OwnershipContext,
  options: ApplyOptions,
): LongWork<KubernetesObject> {
  const live = options.live === undefined ? undefined : withoutManagedFields(jsonOf(options.live));
  const application: Application = {
    live,
    config,
    context,
    manager: {
      name: options.manager === "" ? "unknown" : options.manager,
      operation: "Apply",
      apiVersion: stringField(config, "apiVersion"),
      subresource: options.subresource ?? "",
    },
    managed: yield* managersBefore(live, options),
    time: formatTime(options.nowMs),
  };
  const outcome = yield* apply(application, options);
  const result = outcome.object === live && options.live !== undefined ? jsonOf(options.live) : outcome.object;
  yield;
  const object = withManagedFields(result, yield* encodeManaged(outcome.managed));
  return options.manager === kubectl ? withLastApplied(object, config) : object;
}

/** The managers and their fields before this apply. */
function* managersBefore(live: JsonObject | undefined, options: ApplyOptions): LongWork<Managed> {
  if (options.live === undefined || live === undefined) return new Map();
  const managed = yield* decoded(managedFieldsOf(jsonOf(options.live)));
  if (managed.size > 0) return managed;
  const { apiVersion } = options.live;
  const after = objectOf(live);
  return yield* updatedManagers(managed, {
    ...options,
    manager: beforeFirstApply,
    before: undefined,
    after,
    apiVersion,
  });
}

function* decoded(entries: unknown): LongWork<Managed> {
  try {
    return yield* decodeManaged(entries);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StoreError("InternalError", `failed to decode managed fields: ${error.message}`);
  }
}

interface Application {
  readonly live: JsonObject | undefined;
  readonly config: JsonObject;
  readonly context: OwnershipContext;
  readonly manager: Manager;
  readonly managed: Managed;
  readonly time: string;
}

interface Outcome {
  /** The live object itself if nothing changes. */
  readonly object: JsonObject;
  readonly managed: Managed;
}

function* apply(application: Application, options: ApplyOptions): LongWork<Outcome> {
  const { live, config, context, manager } = application;
  const { atom, resetFields } = context;
  const id = managerId(manager);
  const current = yield* currentManagers(application.managed, context);
  const last = current.get(id);

  const set = recursiveDifference(yield* fieldSetOf(atom, config), resetFields);
  const managed = new Map<string, ManagedSet>(current);
  managed.set(id, { manager, set, time: last?.time });
  yield;
  const merged = yield* merge(atom, live ?? {}, config);
  yield;
  const object = (last === undefined ? merged : ((yield* prune(atom, merged, last.set, managed)) ?? {})) as JsonObject;

  yield;
  const change = yield* changeOwnership(live ?? {}, object, managed, { id, context });
  yield;
  if (!options.force) refuseConflicts(application, change.conflicts, options);
  const isNoop = live !== undefined && deepEqual(live, object);
  return {
    object: isNoop ? live : object,
    managed: withApplied(change.managed, { id, last, time: isNoop ? last?.time : application.time }),
  };
}

function refuseConflicts(application: Application, taken: ReadonlyMap<string, FieldSet>, options: ApplyOptions): void {
  if (taken.size === 0) return;
  const conflicts = conflictsOf(taken, application.managed);
  const { live, context } = application;
  const allowed =
    options.manager === kubectl && live !== undefined ? fieldsOfLastApplied(context.atom, live) : undefined;
  const remaining = allowed === undefined ? conflicts : conflictsBeyond(conflicts, allowed);
  if (remaining.length > 0) throw conflictError(remaining);
}

/** The managers, with the applier's set restricted to tracked fields, and its entry kept if it is unchanged. */
function withApplied(
  managed: Managed,
  applied: { readonly id: string; readonly last: ManagedSet | undefined; readonly time: string | undefined },
): Managed {
  const own = managed.get(applied.id);
  if (own === undefined) return managed;
  const next = new Map(managed);
  const set = tracked(own.set);
  if (set.size === 0) next.delete(applied.id);
  else next.set(applied.id, reuseEntry({ manager: own.manager, set, time: applied.time }, applied.last));
  return next;
}

/** The original entry, if it is equal. */
function reuseEntry(next: ManagedSet, last: ManagedSet | undefined): ManagedSet {
  const owned = reuseFieldsV1(next, last);
  const isSame =
    last !== undefined &&
    owned.set === last.set &&
    last.time === next.time &&
    last.manager.apiVersion === next.manager.apiVersion;
  return isSame ? last : owned;
}
