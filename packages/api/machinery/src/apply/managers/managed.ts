import { definedFields, type ManagedFieldsEntry, parseTime } from "@engenho/core";
import { fieldOf, isJsonObject } from "../../decode/json-value.js";
import { goQuote } from "../../validation/go-format.js";
import type { LongWork } from "../../work/long-work.js";
import { equalSets, type FieldSet } from "../fields/field-set.js";
import { decodeFieldsV1, encodeFieldsV1 } from "../fields/fields-v1.js";
import { compareText, goJsonText } from "../fields/path-element.js";

/**
 * A field manager. Appliers are identified independently of the version in which they apply; update managers are per version.
 */
export interface Manager {
  readonly name: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  /** `""` for the main resource. */
  readonly subresource: string;
}

/** The fields that a manager owns. */
export interface ManagedSet {
  readonly manager: Manager;
  readonly set: FieldSet;
  /** When the manager last changed something, RFC 3339; absent if it never did. */
  readonly time: string | undefined;
  /** The entry that it was decoded from, reused while it is unchanged. */
  readonly entry?: ManagedFieldsEntry;
  /** The encoded set, if available. */
  readonly fieldsV1?: ManagedFieldsEntry["fieldsV1"];
}

/** All managers of an object by {@link managerId}. */
export type Managed = ReadonlyMap<string, ManagedSet>;

/** The identity of a manager; sorting by it gives upstream's order. */
export function managerId(manager: Manager): string {
  const fields = [`"manager":${goJsonText(manager.name)}`, `"operation":"${manager.operation}"`];
  if (manager.operation === "Update") fields.push(`"apiVersion":${goJsonText(manager.apiVersion)}`);
  if (manager.subresource !== "") fields.push(`"subresource":${goJsonText(manager.subresource)}`);
  return `{${fields.join(",")}}`;
}

/** Decodes `metadata.managedFields`, one entry per piece. Throws RangeError, with upstream's message, for invalid entries. */
export function* decodeManaged(entries: unknown): LongWork<Managed> {
  const managed = new Map<string, ManagedSet>();
  if (entries === undefined || entries === null) return managed;
  if (!Array.isArray(entries)) throw new RangeError("managedFields must be a list");
  for (let index = 0; index < entries.length; index++) {
    const next = decodeEntry(entries[index], index);
    managed.set(managerId(next.manager), next);
    yield;
  }
  return managed;
}

function decodeEntry(entry: unknown, index: number): ManagedSet {
  const text = (name: string): string => {
    const value = isJsonObject(entry) ? fieldOf(entry, name) : undefined;
    return typeof value === "string" ? value : "";
  };
  const operation = text("operation");
  if (operation !== "Apply" && operation !== "Update") throw new RangeError("operation must be `Apply` or `Update`");
  const apiVersion = text("apiVersion");
  if (apiVersion === "") throw new RangeError("apiVersion must not be empty");
  const fieldsType = text("fieldsType");
  if (fieldsType === "") throw new RangeError(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== "FieldsV1") {
    throw new RangeError(`invalid fieldsType ${goQuote(fieldsType)} in managed fields entry ${index}`);
  }
  const source = entry as ManagedFieldsEntry;
  return {
    manager: { name: text("manager"), operation, apiVersion, subresource: text("subresource") },
    set: decodeFieldsV1(source.fieldsV1),
    time: text("time") || undefined,
    entry: source,
  };
}

/**
 * Encodes `metadata.managedFields` in upstream's order; `undefined` if nobody owns anything. Yields while it encodes large
 * sets.
 */
export function* encodeManaged(managed: Managed): LongWork<readonly ManagedFieldsEntry[] | undefined> {
  if (managed.size === 0) return undefined;
  const entries: ManagedFieldsEntry[] = [];
  for (const owner of [...managed.values()].sort(compareManaged)) {
    if (owner.entry !== undefined) entries.push(owner.entry);
    else {
      // Not `?? (yield* ...)`: what tsup makes of that for CommonJS is no generator.
      const known = owner.fieldsV1 ?? undefined;
      entries.push(entryOf(owner, known === undefined ? yield* encodeFieldsV1(owner.set) : known));
    }
  }
  return entries;
}

function entryOf({ manager, time }: ManagedSet, fieldsV1: object): ManagedFieldsEntry {
  return definedFields({
    manager: manager.name || undefined,
    operation: manager.operation,
    apiVersion: manager.apiVersion,
    time,
    fieldsType: "FieldsV1",
    fieldsV1,
    subresource: manager.subresource || undefined,
  });
}

/** `managed` with the fields of a manager replaced. */
export function withSet(managed: ManagedSet, set: FieldSet): ManagedSet {
  if (set === managed.set) return managed;
  return { manager: managed.manager, set, time: managed.time };
}

/** The fields that a manager owns from now on; the previous entry if they are the same. */
export function reuseFieldsV1(next: ManagedSet, last: ManagedSet | undefined): ManagedSet {
  const fieldsV1 = last?.entry?.fieldsV1;
  if (last === undefined || fieldsV1 === undefined || !equalSets(last.set, next.set)) return next;
  return { manager: next.manager, set: last.set, time: next.time, fieldsV1 };
}

/** Seconds since the epoch, 0 without a time. */
export function secondsOf(managed: ManagedSet): number {
  return Math.floor((parseTime(managed.time) ?? 0) / 1000);
}

function compareManaged(left: ManagedSet, right: ManagedSet): number {
  return (
    compareText(left.manager.operation, right.manager.operation) ||
    secondsOf(left) - secondsOf(right) ||
    compareText(left.manager.name, right.manager.name) ||
    compareText(left.manager.apiVersion, right.manager.apiVersion) ||
    compareText(left.manager.subresource, right.manager.subresource)
  );
}
