import { bigintOf, bytesOf, type FieldValue, MessageWriter, numberOf, readMessage } from "./protobuf.js";

/**
 * The messages of etcd's API v3 (etcdserverpb, mvccpb) that a store needs. The field numbers are those of the
 * published definitions; unused fields are skipped.
 */

/** mvccpb.KeyValue. */
export interface KeyValue {
  readonly key: Buffer;
  readonly value: Buffer;
  /** The revision of its last write. */
  readonly modRevision: number;
  /** How often it was written since it was created. */
  readonly version: number;
}

/** mvccpb.Event. The value of a deletion is empty. */
export interface KeyEvent {
  readonly type: "put" | "delete";
  readonly kv: KeyValue;
  /** The previous key-value pair, if the watch asks for it and etcd has not compacted it; otherwise undefined. */
  readonly previous?: KeyValue | undefined;
}

/** WatchCreateRequest: the keys from `key` to `rangeEnd`, exclusive, from a revision on. */
export interface WatchRequest {
  readonly key: Buffer;
  readonly rangeEnd: Buffer;
  readonly startRevision: number;
  /** Whether events contain the previous key-value pair. */
  readonly withPrevious: boolean;
}

/** RangeRequest: one key, or those from `key` to `rangeEnd`, exclusive. */
export interface RangeRequest {
  readonly key: Buffer;
  readonly rangeEnd?: Buffer | undefined;
  /** Default: no limit. */
  readonly limit?: number | undefined;
  /** Default: the newest. */
  readonly revision?: number | undefined;
  readonly keysOnly?: boolean | undefined;
}

/** RangeResponse. */
export interface RangeResponse {
  /** The revision of the whole store when it answered. */
  readonly revision: number;
  readonly kvs: readonly KeyValue[];
  /** Whether there are more keys than the limit. */
  readonly more: boolean;
}

/** Compare: holds if a key's revision (0: the key does not exist) or version equals this. */
export interface Compare {
  readonly target: "modRevision" | "version";
  readonly key: Buffer;
  readonly value: number;
}

/** RequestOp. */
export type RequestOp =
  | { readonly type: "put"; readonly key: Buffer; readonly value: Buffer; readonly lease?: bigint | undefined }
  | { readonly type: "delete"; readonly key: Buffer }
  | { readonly type: "range"; readonly key: Buffer };

/** TxnRequest. */
export interface TxnRequest {
  readonly compare: readonly Compare[];
  readonly success: readonly RequestOp[];
  readonly failure: readonly RequestOp[];
}

/** TxnResponse. */
export interface TxnResponse {
  readonly revision: number;
  readonly succeeded: boolean;
  /** The results of the `range` operations, in order; undefined for a key that does not exist. */
  readonly found: readonly (KeyValue | undefined)[];
}

/** WatchResponse. */
export interface WatchResponse {
  readonly revision: number;
  readonly created: boolean;
  readonly canceled: boolean;
  /** The oldest revision that can still be watched; 0 unless the watch was cancelled because of a compaction. */
  readonly compactRevision: number;
  readonly cancelReason: string;
  readonly events: readonly KeyEvent[];
}

const targets = { version: 0, modRevision: 2 } as const;
const unions = { version: 4, modRevision: 6 } as const;

export function encodeRange({ key, rangeEnd, limit, revision, keysOnly }: RangeRequest): Buffer {
  const writer = new MessageWriter().bytes(1, key);
  if (rangeEnd !== undefined) writer.bytes(2, rangeEnd);
  return writer
    .optional(3, limit)
    .optional(4, revision)
    .optional(8, keysOnly === true ? 1 : 0)
    .finish();
}

export function decodeRange(message: Buffer): RangeResponse {
  let revision = 0;
  let more = false;
  const kvs: KeyValue[] = [];
  readMessage(message, (field, value) => {
    if (field === 1) revision = revisionOf(value);
    else if (field === 2) kvs.push(keyValueOf(value));
    else if (field === 3) more = numberOf(value) !== 0;
  });
  return { revision, kvs, more };
}

export function encodeTxn({ compare, success, failure }: TxnRequest): Buffer {
  const writer = new MessageWriter();
  for (const { target, key, value } of compare) {
    // The result 0 (EQUAL) is the default. The value is part of a oneof, so it is written even if it is 0.
    const encoded = new MessageWriter().optional(2, targets[target]).bytes(3, key).number(unions[target], value);
    writer.bytes(1, encoded.finish());
  }
  for (const operation of success) writer.bytes(2, encodeOp(operation));
  for (const operation of failure) writer.bytes(3, encodeOp(operation));
  return writer.finish();
}

function encodeOp(operation: RequestOp): Buffer {
  const inner = new MessageWriter().bytes(1, operation.key);
  switch (operation.type) {
    case "range":
      return new MessageWriter().bytes(1, inner.finish()).finish();
    case "put":
      inner.bytes(2, operation.value).optional(3, operation.lease);
      return new MessageWriter().bytes(2, inner.finish()).finish();
    case "delete":
      return new MessageWriter().bytes(3, inner.finish()).finish();
  }
}

export function decodeTxn(message: Buffer): TxnResponse {
  let revision = 0;
  let succeeded = false;
  const found: (KeyValue | undefined)[] = [];
  readMessage(message, (field, value) => {
    if (field === 1) revision = revisionOf(value);
    else if (field === 2) succeeded = numberOf(value) !== 0;
    else if (field === 3) {
      readMessage(bytesOf(value), (kind, response) => {
        if (kind === 1) found.push(decodeRange(bytesOf(response)).kvs[0]);
      });
    }
  });
  return { revision, succeeded, found };
}

/** The request for a watch with progress notifications. */
export function encodeWatch({ key, rangeEnd, startRevision, withPrevious }: WatchRequest): Buffer {
  const create = new MessageWriter().bytes(1, key).bytes(2, rangeEnd).number(3, startRevision).number(4, 1);
  return new MessageWriter().bytes(1, create.optional(6, withPrevious ? 1 : 0).finish()).finish();
}

/** Asks for a response without events, once every event up to its revision has been sent. */
export function encodeProgressRequest(): Buffer {
  return new MessageWriter().bytes(3, Buffer.alloc(0)).finish();
}

export function decodeWatch(message: Buffer): WatchResponse {
  let revision = 0;
  let created = false;
  let canceled = false;
  let compactRevision = 0;
  let cancelReason = "";
  const events: KeyEvent[] = [];
  readMessage(message, (field, value) => {
    if (field === 1) revision = revisionOf(value);
    else if (field === 3) created = numberOf(value) !== 0;
    else if (field === 4) canceled = numberOf(value) !== 0;
    else if (field === 5) compactRevision = numberOf(value);
    else if (field === 6) cancelReason = bytesOf(value).toString();
    else if (field === 11) events.push(eventOf(value));
  });
  return { revision, created, canceled, compactRevision, cancelReason, events };
}

export function encodeCompaction(revision: number): Buffer {
  return new MessageWriter().number(1, revision).finish();
}

export function encodeLeaseGrant(ttlSeconds: number): Buffer {
  return new MessageWriter().number(1, ttlSeconds).finish();
}

/** The ID of the new lease. */
export function decodeLeaseGrant(message: Buffer): bigint {
  let id = 0n;
  readMessage(message, (field, value) => {
    if (field === 2) id = bigintOf(value);
  });
  return id;
}

/** The version of the member that answers: `3.5.16`. */
export function decodeStatus(message: Buffer): MemberStatus {
  let version = "";
  let storageBytes = 0;
  readMessage(message, (field, value) => {
    if (field === 2) version = bytesOf(value).toString();
    else if (field === 3) storageBytes = numberOf(value);
  });
  return { version, storageBytes };
}

/** What a member says of itself. */
export interface MemberStatus {
  /** Such as `3.4.23`. */
  readonly version: string;
  /** The size of the file of its database. */
  readonly storageBytes: number;
}

function revisionOf(header: FieldValue): number {
  let revision = 0;
  readMessage(bytesOf(header), (field, value) => {
    if (field === 3) revision = numberOf(value);
  });
  return revision;
}

function keyValueOf(message: FieldValue): KeyValue {
  const kv = { key: bytesOf(0), value: bytesOf(0), modRevision: 0, version: 0 };
  readMessage(bytesOf(message), (field, value) => {
    if (field === 1) kv.key = bytesOf(value);
    else if (field === 3) kv.modRevision = numberOf(value);
    else if (field === 4) kv.version = numberOf(value);
    else if (field === 5) kv.value = bytesOf(value);
  });
  return kv;
}

function eventOf(message: FieldValue): KeyEvent {
  let type: KeyEvent["type"] = "put";
  let kv: KeyValue | undefined;
  let previous: KeyValue | undefined;
  readMessage(bytesOf(message), (field, value) => {
    if (field === 1) type = numberOf(value) === 1 ? "delete" : "put";
    else if (field === 2) kv = keyValueOf(value);
    else if (field === 3) previous = keyValueOf(value);
  });
  return { type, kv: kv ?? keyValueOf(0), previous };
}
