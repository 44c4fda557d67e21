import type { KubernetesObject } from "@engenho/core";
import { jsonOf } from "@engenho/machinery";

/** An object as JSON. Offsets are in bytes. */
export interface SerializedObject {
  readonly json: Buffer;
  /** The offset just after `{"kind":...,"apiVersion":...`, where the comma before the remaining fields would be cut. */
  readonly typeEnd: number;
  /** The value of `metadata` is `json[metadataStart..metadataEnd)`. */
  readonly metadataStart: number;
  readonly metadataEnd: number;
}

/** The type of a watch event. */
export type EventType = "ADDED" | "MODIFIED" | "DELETED";

interface Entry {
  serialized: SerializedObject | undefined;
  /** The JSON of the metadata of an object that is yet to be serialised as a whole. */
  begun: string | undefined;
  /** The metadata only. */
  metadata: Buffer | undefined;
  readonly frames: Partial<Record<EventType, Buffer>>;
  /** The same in protobuf. */
  encoded: Buffer | undefined;
  encodedMetadata: Buffer | undefined;
  readonly encodedFrames: Partial<Record<EventType, Buffer>>;
}

const suffix = Buffer.from("}\n");
const prefixes: Readonly<Record<EventType, Buffer>> = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
};

/**
 * Caches objects as JSON and as protobuf, each version serialised once in either format, however many gets, lists and watches
 * return it: a Store's objects are immutable and shared, so the object itself is the key. Kept in two generations of bounded
 * size: entries that were not used during the last generation are evicted with it, and those of unreachable objects are
 * garbage-collected.
 */
export class SerializedObjects {
  #young = new WeakMap<object, Entry>();
  #old = new WeakMap<object, Entry>();
  #youngBytes = 0;
  readonly #generationBytes: number;
  #serializations = 0;

  /** `limitBytes`: approximately how many bytes are kept. */
  constructor(limitBytes: number) {
    this.#generationBytes = limitBytes / 2;
  }

  /** How many objects were serialised as JSON: once per version, unless they were evicted. */
  get serializations(): number {
    return this.#serializations;
  }

  /** The first half of `get`, for callers who can do the other half in another turn: managed fields are as long as the content. */
  begin(object: KubernetesObject): void {
    const entry = this.#entry(object);
    if (entry.serialized === undefined) entry.begun ??= JSON.stringify(object.metadata);
  }

  get(object: KubernetesObject): SerializedObject {
    const entry = this.#entry(object);
    if (entry.serialized === undefined) {
      entry.serialized = serialize(object, entry.begun);
      entry.begun = undefined;
      this.#serializations++;
      this.#account(entry.serialized.json.length);
    }
    return entry.serialized;
  }

  /** The JSON of an object's metadata. Responses that contain no more do not serialise the whole object. */
  metadata(object: KubernetesObject): Buffer {
    const entry = this.#entry(object);
    if (entry.serialized !== undefined) {
      const { json, metadataStart, metadataEnd } = entry.serialized;
      return json.subarray(metadataStart, metadataEnd);
    }
    if (entry.metadata === undefined) {
      entry.metadata = Buffer.from(JSON.stringify(object.metadata));
      this.#account(entry.metadata.length);
    }
    return entry.metadata;
  }

  /** One line of a watch. */
  frame(type: EventType, object: KubernetesObject): Buffer {
    const entry = this.#entry(object);
    const known = entry.frames[type];
    if (known !== undefined) return known;
    const frame = Buffer.concat([prefixes[type], this.get(object).json, suffix]);
    entry.frames[type] = frame;
    this.#account(frame.length);
    return frame;
  }

  /** The object in protobuf; `encode` is called when it is not cached. */
  encoded(object: KubernetesObject, encode: () => Buffer): Buffer {
    const entry = this.#entry(object);
    if (entry.encoded === undefined) {
      entry.encoded = encode();
      this.#account(entry.encoded.length);
    }
    return entry.encoded;
  }

  /** The metadata of an object in protobuf; `encode` is called when it is not cached. */
  encodedMetadata(object: KubernetesObject, encode: () => Buffer): Buffer {
    const entry = this.#entry(object);
    if (entry.encodedMetadata === undefined) {
      entry.encodedMetadata = encode();
      this.#account(entry.encodedMetadata.length);
    }
    return entry.encodedMetadata;
  }

  /** One watch event in protobuf; `make` is called when it is not cached. */
  encodedFrame(type: EventType, object: KubernetesObject, make: () => Buffer): Buffer {
    const entry = this.#entry(object);
    const known = entry.encodedFrames[type];
    if (known !== undefined) return known;
    const frame = make();
    entry.encodedFrames[type] = frame;
    this.#account(frame.length);
    return frame;
  }

  #entry(object: KubernetesObject): Entry {
    const young = this.#young.get(object);
    if (young !== undefined) return young;
    const entry = this.#old.get(object) ?? {
      serialized: undefined,
      begun: undefined,
      metadata: undefined,
      frames: {},
      encoded: undefined,
      encodedMetadata: undefined,
      encodedFrames: {},
    };
    this.#young.set(object, entry);
    this.#account(sizeOf(entry));
    return entry;
  }

  #account(bytes: number): void {
    this.#youngBytes += bytes;
    if (this.#youngBytes < this.#generationBytes) return;
    this.#old = this.#young;
    this.#young = new WeakMap();
    this.#youngBytes = 0;
  }
}

function sizeOf({ serialized, metadata, frames, encoded, encodedMetadata, encodedFrames }: Entry): number {
  let size = 0;
  for (const part of [serialized?.json, metadata, encoded, encodedMetadata]) size += part?.length ?? 0;
  for (const frame of Object.values(frames)) size += frame.length;
  for (const frame of Object.values(encodedFrames)) size += frame.length;
  return size;
}

/** JSON with upstream's order of fields: kind, apiVersion, metadata, the rest, status. `metadata`: its JSON, if it is known. */
export function serialize(object: KubernetesObject, metadata = JSON.stringify(object.metadata)): SerializedObject {
  const type = `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)},`;
  let rest = "";
  let status = "";
  for (const key of Object.keys(object)) {
    if (key === "kind" || key === "apiVersion" || key === "metadata") continue;
    const value = JSON.stringify(jsonOf(object)[key]);
    if (value === undefined) continue;
    if (key === "status") status = `,"status":${value}`;
    else rest += `,${JSON.stringify(key)}:${value}`;
  }
  const typeEnd = Buffer.byteLength(type);
  const metadataStart = typeEnd + '"metadata":'.length;
  return {
    json: Buffer.from(`${type}"metadata":${metadata}${rest}${status}}`),
    typeEnd,
    metadataStart,
    metadataEnd: metadataStart + Buffer.byteLength(metadata),
  };
}
