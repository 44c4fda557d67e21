import {
  deepFreeze,
  definedFields,
  isStoreError,
  type KubernetesObject,
  type Patch,
  RecentMemo,
  type Stored,
  setField,
  type WriteOptions,
} from "@engenho/core";
import {
  applyDefaults,
  decode,
  isJsonObject,
  type JsonObject,
  jsonOf,
  type MaybePromise,
  objectOf,
  type RequestTurns,
} from "@engenho/machinery";
import { ignoreWarning } from "../context/registry-context.js";
import type { Resource } from "../model/resource.js";

/** Frozen values that are known to be fully defaulted: those that new objects share with stored ones. */
const hasDefaults = new RecentMemo<object, object>();

/** Options of {@link decodeAndDefault}. */
export interface DecodeWriteOptions {
  readonly write: WriteOptions;
  /** The patch that the value is the result of. */
  readonly patch?: Patch | undefined;
  /** The stored object, in the served version: parts shared with it have been processed before. */
  readonly current?: Stored | undefined;
}

/** The decoded object, not yet defaulted. */
interface Decoded {
  /** The whole object, or those of its fields that changed. */
  readonly object: KubernetesObject;
  /** The value as sent, if it shares fields with the stored object. */
  readonly sent: JsonObject | undefined;
  readonly changed: ChangedFields | undefined;
}

/**
 * Decodes and defaults a request body or the result of a patch: decoded by the kind's schema, with unknown fields treated
 * according to `fieldValidation`. Decoding and defaulting are phases of the write. Throws StoreError `BadRequest` or `Invalid`.
 */
export function decodeAndDefault(
  resource: Resource,
  sent: unknown,
  options: DecodeWriteOptions,
  turns: RequestTurns,
): MaybePromise<KubernetesObject> {
  const decoded = decodeSent(resource, sent, options);
  const turn = turns.betweenPhases();
  return turn === undefined ? complete(resource, decoded) : completeAfter(turn, resource, decoded);
}

async function completeAfter(turn: Promise<void>, resource: Resource, decoded: Decoded): Promise<KubernetesObject> {
  await turn;
  return complete(resource, decoded);
}

function decodeSent(resource: Resource, sent: unknown, options: DecodeWriteOptions): Decoded {
  const changed = changedFields(resource, sent, options.current);
  if (changed !== undefined) {
    try {
      return { object: decodeAs(resource, changed.fields, options), sent: sent as JsonObject, changed };
    } catch (error) {
      if (!isStoreError(error)) throw error;
      // The error contains the whole document.
    }
  }
  return { object: decodeAs(resource, sent, options), sent: undefined, changed: undefined };
}

function complete(resource: Resource, { object, sent, changed }: Decoded): KubernetesObject {
  // Frozen values are identified by reference from here on, so that their defaulting and validation are cached. Metadata is
  // rebuilt.
  freezeContent(object);
  if (sent === undefined || changed === undefined) return completeWhole(resource, object);
  const whole = objectOf(reassembled(sent, changed, fillFields(resource, object)));
  // A stored spec is already defaulted.
  if (changed.statusAlone) return resource.strategy.applyStatusDefaults?.(whole) ?? whole;
  return withKindDefaults(resource, whole);
}

function completeWhole(resource: Resource, object: KubernetesObject): KubernetesObject {
  const filled = applyDefaults(resource.schema, object, hasDefaults) as KubernetesObject;
  if (filled !== object) freezeContent(filled);
  return withKindDefaults(resource, filled);
}

function decodeAs(resource: Resource, sent: unknown, options: DecodeWriteOptions): KubernetesObject {
  const { schema, custom, kind } = resource;
  return decode(
    sent,
    schema,
    definedFields({
      fieldValidation: options.write.fieldValidation ?? "Strict",
      strictFaults: options.write.strictFaults,
      onWarning: options.write.onWarning ?? ignoreWarning,
      kind,
      custom,
      patch: options.patch,
    }),
  );
}

/** Defaults the content of the changed fields; none of them has a default of its own. */
function fillFields(resource: Resource, object: KubernetesObject): JsonObject {
  const filled: Record<string, unknown> = {};
  for (const field of Object.keys(object)) {
    const value = jsonOf(object)[field];
    const node = typeof value === "object" ? resource.schema.properties?.[field] : undefined;
    setField(
      filled,
      field,
      node === undefined ? value : freezeUnlessMetadata(field, applyDefaults(node, value, hasDefaults)),
    );
  }
  return filled;
}

function withKindDefaults(resource: Resource, object: KubernetesObject): KubernetesObject {
  return resource.strategy.applyDefaults?.(object) ?? object;
}

function freezeContent(object: KubernetesObject): void {
  for (const field of Object.keys(object)) freezeUnlessMetadata(field, jsonOf(object)[field]);
}

function freezeUnlessMetadata(field: string, value: unknown): unknown {
  return field === "metadata" ? value : deepFreeze(value);
}

interface ChangedFields {
  readonly fields: JsonObject;
  readonly statusAlone: boolean;
}

/**
 * The fields that are not shared with the stored object; undefined if none is shared, or if a default at the root may have to
 * be filled in.
 */
function changedFields(resource: Resource, sent: unknown, current: Stored | undefined): ChangedFields | undefined {
  if (current === undefined || !isJsonObject(sent)) return undefined;
  const stored = jsonOf(current);
  const fields: Record<string, unknown> = {};
  let shared = false;
  let statusAlone = true;
  for (const field of Object.keys(sent)) {
    const value = sent[field];
    const isPart = typeof value === "object" && value !== null;
    if (isPart && value === stored[field]) {
      shared = true;
      continue;
    }
    if (isPart && field !== "status") statusAlone = false;
    setField(fields, field, value);
  }
  if (!shared || resource.defaultedFields.some((field) => !isJsonObject(sent[field]))) return undefined;
  return { fields, statusAlone: statusAlone && Object.keys(current).every((field) => Object.hasOwn(sent, field)) };
}

/** The value as sent, with its changed fields replaced by their decoded form, and defaults for absent ones. */
function reassembled(sent: JsonObject, changed: ChangedFields, filled: JsonObject): JsonObject {
  const whole: Record<string, unknown> = {};
  for (const field of Object.keys(sent)) {
    if (!Object.hasOwn(changed.fields, field)) setField(whole, field, sent[field]);
    else if (Object.hasOwn(filled, field)) setField(whole, field, filled[field]);
  }
  for (const field of Object.keys(filled)) {
    if (!Object.hasOwn(whole, field)) setField(whole, field, filled[field]);
  }
  return whole;
}
