import { definedFields, type ManagedFieldsEntry } from "@engenho/core";
import { fieldOf, isJsonObject } from "../../decode/json-value.js";
import { goQuote } from "../../validation/go-format.js";
import type { FieldSet } from "../fields/field-set.js";
import { decodeFieldsV1, encodeFieldsV1 } from "../fields/fields-v1.js";
import { compareText, goJsonText } from "../fields/path-element.js";

/** Who writes. Appliers are one whatever the version they apply in; updaters are one per version. */
export interface Manager {
  readonly name: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  /** `""` is the main resource. */
  readonly subresource: string;
}

/** What a manager owns. */
export interface ManagedSet {
  readonly manager: Manager;
  readonly set: FieldSet;
  /** When the manager last changed something, RFC 3339; absent when it never did. */
  readonly time: string | undefined;
  /** The entry that it was read from, to be given back while it is as it was. */
  readonly entry?: ManagedFieldsEntry;
}

/** All managers of an object by {@link managerId}. */
export type Managed = ReadonlyMap<string, ManagedSet>;

/** What tells managers apart; sorting these sorts as upstream sorts. */
export function managerId(manager: Manager): string {
  const fields = [`"manager":${goJsonText(manager.name)}`, `"operation":"${manager.operation}"`];
  if (manager.operation === "Update") fields.push(`"apiVersion":${goJsonText(manager.apiVersion)}`);
  if (manager.subresource !== "") fields.push(`"subresource":${goJsonText(manager.subresource)}`);
  return `{${fields.join(",")}}`;
}

/** Reads `metadata.managedFields`. Throws RangeError, with upstream's text, for entries that cannot be read. */
export function decodeManaged(entries: unknown): Managed {
  const managed = new Map<string, ManagedSet>();
  if (entries === undefined || entries === null) return managed;
  if (!Array.isArray(entries)) throw new RangeError("managedFields must be a list");
  entries.forEach((entry: unknown, index) => {
    const next = decodeEntry(entry, index);
    managed.set(managerId(next.manager), next);
  });
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

/** Writes `metadata.managedFields` in upstream's order; `undefined` when nobody owns anything. */
export function encodeManaged(managed: Managed): readonly ManagedFieldsEntry[] | undefined {
  if (managed.size === 0) return undefined;
  return [...managed.values()].sort(compareManaged).map(encodeEntry);
}

function encodeEntry({ manager, set, time, entry }: ManagedSet): ManagedFieldsEntry {
  if (entry !== undefined) return entry;
  return definedFields({
    manager: manager.name || undefined,
    operation: manager.operation,
    apiVersion: manager.apiVersion,
    time,
    fieldsType: "FieldsV1",
    fieldsV1: encodeFieldsV1(set),
    subresource: manager.subresource || undefined,
  });
}

/** `managed` with the fields of a manager set to these; without it when they are none. */
export function withSet(managed: ManagedSet, set: FieldSet): ManagedSet {
  if (set === managed.set) return managed;
  return { manager: managed.manager, set, time: managed.time };
}

/** Seconds since the epoch, 0 for a manager without time. */
export function secondsOf(managed: ManagedSet): number {
  const milliseconds = managed.time === undefined ? 0 : Date.parse(managed.time);
  return Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1000);
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

/** A time as entries have it: RFC 3339 in UTC, whole seconds. */
export function entryTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
