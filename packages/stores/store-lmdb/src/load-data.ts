import { closeSync, fstatSync, openSync } from "node:fs";
import type { Stored } from "@engenho/core";
import { DataDirectoryError, damaged } from "./damage.js";
import { readDataFile } from "./data-file.js";
import { type HistoryRecord, type LoggedCommit, parseHistory, replayHistory } from "./history.js";
import { Finding } from "./meta-page.js";
import {
  isIntact,
  type JournalMark,
  objectKeyText,
  parseMark,
  parseObjectKey,
  readableFormats,
  recordKinds,
  textOfRecord,
  versionOfHistoryKey,
  weightOfRecord,
} from "./records.js";
import { StoredKinds } from "./stored-kind.js";

/** The content of a data directory. */
export interface LoadedData {
  /** Absent in a directory that was never written. */
  readonly format?: string | undefined;
  /** How far its journal has been applied. */
  readonly journal: JournalMark;
  /** The version of the last commit. */
  readonly version: number;
  /** The approximate total size of the objects, in bytes. */
  readonly weight: number;
  readonly kinds: StoredKinds;
  /** The history, oldest first. */
  readonly commits: readonly LoggedCommit[];
}

/** The version before the first commit: `"0"` means "any" to clients. */
const initialVersion = 1;

/** In a directory without a journal, such as one of format 1. */
const noJournal: JournalMark = { applied: 0, isClosed: true };

/** A directory without data. */
export function noData(): LoadedData {
  return { version: initialVersion, journal: noJournal, weight: 0, kinds: new StoredKinds(), commits: [] };
}

/**
 * Verifies the data file of a directory and returns its content, which is empty for an empty file. Throws {@link DataDirectoryError}. No
 * process may write to it meanwhile.
 */
export function loadData(directory: string, file: string): LoadedData {
  const descriptor = openSync(file, "r");
  try {
    if (fstatSync(descriptor).size === 0) return noData();
    const loader = new DataLoader(directory);
    readDataFile(descriptor, (key, value) => loader.add(key, value));
    return loader.finish();
  } catch (error) {
    throw error instanceof Finding ? damaged(directory, error.message) : error;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Verifies a data file as {@link loadData} does, without parsing objects, and counts. `visit` is called with every record. Throws
 * {@link DataDirectoryError} that names `directory`.
 */
export function verifyDataFile(
  directory: string,
  file: string,
  visit: (key: Buffer, value: Buffer) => void = () => undefined,
): { readonly resourceVersion: string; readonly objects: number } {
  let objects = 0;
  let resourceVersion = "";
  const descriptor = openSync(file, "r");
  try {
    readDataFile(descriptor, (key, value) => {
      checkRecord(key, value);
      if (key[0] === recordKinds.format) checkFormat(directory, textOfRecord(value));
      if (key[0] === recordKinds.object) objects++;
      if (key[0] === recordKinds.version) resourceVersion = textOfRecord(value);
      visit(key, value);
    });
    if (resourceVersion === "") throw new Finding("there is no last version");
    return { resourceVersion, objects };
  } catch (error) {
    throw error instanceof Finding ? damaged(directory, error.message) : error;
  } finally {
    closeSync(descriptor);
  }
}

function checkRecord(key: Buffer, value: Buffer): void {
  if (!isIntact(key, value)) throw new Finding(`the checksum of the record ${shown(key)} is wrong`);
}

/** Returns the format. Throws {@link DataDirectoryError} for one that this version does not read. */
function checkFormat(directory: string, text: string): string {
  if (readableFormats.includes(text)) return text;
  throw new DataDirectoryError(
    `the data directory ${directory} has format ${text}, but this version of engenho reads the formats ` +
      `${readableFormats.join(" and ")}: use a newer version`,
  );
}

class DataLoader {
  readonly #directory: string;
  readonly #kinds = new StoredKinds();
  readonly #history: HistoryRecord[] = [];
  /** The current objects of the keys that are in the history. */
  readonly #current = new Map<string, Stored>();
  readonly #keysInHistory = new Set<string>();
  #format: string | undefined;
  #journal = noJournal;
  #version: number | undefined;
  #weight = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Adds a record. They come in the order of their keys: the format first, the history before the objects. */
  add(key: Buffer, value: Buffer): void {
    checkRecord(key, value);
    const [kind] = key;
    if (kind === recordKinds.format) this.#format = checkFormat(this.#directory, textOfRecord(value));
    else if (kind === recordKinds.version) this.#version = Number(textOfRecord(value));
    else if (kind === recordKinds.journal) this.#journal = parseMark(value);
    else if (kind === recordKinds.history) this.#addHistory(key, value);
    else if (kind === recordKinds.object) this.#addObject(key.toString(), value);
    else if (kind !== recordKinds.file) throw new Finding(`the record ${shown(key)} is of an unknown kind`);
  }

  finish(): LoadedData {
    const isNew = this.#format === undefined && this.#version === undefined && this.#weight === 0;
    if (isNew) return noData();
    if (this.#format === undefined) throw new Finding("there is no format record");
    const version = this.#version;
    if (version === undefined || !Number.isSafeInteger(version)) throw new Finding("there is no last version");
    const commits = replayHistory(this.#history, this.#current);
    const last = commits[commits.length - 1];
    if (last !== undefined && last.version > version) throw new Finding("the history is ahead of the last version");
    return { format: this.#format, journal: this.#journal, version, weight: this.#weight, kinds: this.#kinds, commits };
  }

  #addHistory(key: Buffer, value: Buffer): void {
    const record = parseHistory(textOfRecord(value), versionOfHistoryKey(key), weightOfRecord(value));
    this.#history.push(record);
    this.#keysInHistory.add(objectKeyText(record.key));
  }

  #addObject(keyText: string, value: Buffer): void {
    const key = parseObjectKey(keyText);
    if (key === undefined) throw new Finding("an object has no name");
    const stored = this.#kinds.of(key.group, key.kind);
    stored.unread.add(keyText);
    this.#weight += weightOfRecord(value);
    if (!this.#keysInHistory.has(keyText)) return;
    const object = stored.take(keyText, value);
    if (object !== undefined) this.#current.set(keyText, object);
  }
}

function shown(key: Buffer): string {
  return JSON.stringify(key.toString("latin1").slice(0, 200));
}
