import { copyWith, formatTime, type KubernetesObject, type ManagedFieldsEntry } from "@engenho/core";
import { isJsonObject, type JsonObject, jsonOf } from "../decode/json-value.js";
import type { LongWork } from "../work/long-work.js";
import { union } from "./fields/field-set.js";
import { capUpdaters } from "./managers/cap.js";
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
import { managedFieldsOf, withManagedFields, withoutManagedFields } from "./object-fields.js";
import { ItemError } from "./typed/list-item.js";
import { type OwnershipOptions, ownershipContext } from "./write-options.js";
import { zeroObjectOf } from "./zero-object.js";

/** Options of {@link recordUpdate}. */
export interface RecordUpdateOptions extends OwnershipOptions {
  /** The stored object; `undefined` on create. */
  readonly before: KubernetesObject | undefined;
  /** The object as the client sent it: decoded and defaulted, before the server sets or restores any fields. */
  readonly after: KubernetesObject;
  /** The version in which the client writes. */
  readonly apiVersion: string;
}

/**
 * `after` with its managed fields updated for a create, update or patch other than apply: the manager becomes the owner of what
 * it adds or changes, all others lose what is changed or removed, and its entry's time changes only if it changed something. An
 * untracked object (whose entries were reset) remains so until the first apply. At most ten Update managers are kept
 * separately: the oldest become `ancient-changes`.
 *
 * Entries in `after` replace those of `before` if they can be decoded (a reset is `[]` or `[{}]`), but not through a
 * subresource. Never throws for anything that a client may write: if values cannot be compared, the entries are left unchanged.
 *
 * Each traversal of a field set is a piece of the work.
 */
export function* recordUpdate(options: RecordUpdateOptions): LongWork<KubernetesObject> {
  const after = jsonOf(options.after);
  const before = options.before as JsonObject | undefined;
  if (after === before) return options.after;
  const managed = hasManagers(before, after)
    ? yield* managersToStartFrom(before, after, options.subresource ?? "")
    : none;
  if (managed.size === 0 && before !== undefined) return withManagedFields(after, undefined);
  try {
    const next = yield* updatedManagers(managed, options);
    yield;
    return withManagedFields(after, yield* encodeManaged(next));
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    return withManagedFields(
      after,
      before === undefined ? undefined : (managedFieldsOf(before) as readonly ManagedFieldsEntry[]),
    );
  }
}

const none: Managed = new Map();

/** Most creations have none to read. */
function hasManagers(before: JsonObject | undefined, after: JsonObject): boolean {
  return before !== undefined || managedFieldsOf(after) !== undefined;
}

function* managersToStartFrom(
  before: JsonObject | undefined,
  after: JsonObject,
  subresource: string,
): LongWork<Managed> {
  const own = managedFieldsOf(after);
  if (subresource === "") {
    if (isReset(own)) return new Map();
    const managed = yield* readable(own);
    if (managed !== undefined && managed.size > 0) return managed;
  }
  return (before === undefined ? undefined : yield* readable(managedFieldsOf(before))) ?? new Map();
}

function* readable(entries: unknown): LongWork<Managed | undefined> {
  try {
    return yield* decodeManaged(entries);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isReset(entries: unknown): boolean {
  if (!Array.isArray(entries)) return false;
  return (
    entries.length === 0 || (entries.length === 1 && isJsonObject(entries[0]) && Object.keys(entries[0]).length === 0)
  );
}

/** The managers after an update. */
export function* updatedManagers(managed: Managed, options: RecordUpdateOptions): LongWork<Managed> {
  const context = ownershipContext(options);
  const manager: Manager = {
    name: options.manager === "" ? "unknown" : options.manager,
    operation: "Update",
    apiVersion: options.apiVersion,
    subresource: options.subresource ?? "",
  };
  // Structs that Go always writes exist even if nobody has set anything in them yet.
  const before: JsonObject = copyWith(zeroObjectOf(options.schema), options.before ?? {});
  const after = withoutManagedFields(jsonOf(options.after));
  const time = formatTime(options.nowMs);
  return capUpdaters(yield* withUpdate({ before, after, manager, time }, managed, context));
}

interface Update {
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly manager: Manager;
  readonly time: string;
}

function* withUpdate(
  { before, after, manager, time }: Update,
  managed: Managed,
  context: OwnershipContext,
): LongWork<Managed> {
  const id = managerId(manager);
  // The writer is first treated as one of the others, so that its entry also loses what it removes.
  const writer = { id: "current-operation", context };
  const current = managed.size === 0 ? managed : yield* currentManagers(managed, context);
  const { comparison, managed: others } = yield* changeOwnership(before, after, current, writer);
  yield;
  const written = tracked(union(comparison.modified, comparison.added));
  if (written.size === 0) return others;
  const next = new Map<string, ManagedSet>(others);
  const kept = others.get(id);
  yield;
  const set = kept === undefined ? written : union(kept.set, written);
  yield;
  next.set(id, reuseFieldsV1({ manager, set, time }, current.get(id)));
  return next;
}
