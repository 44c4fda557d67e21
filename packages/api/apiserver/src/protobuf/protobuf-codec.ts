import { type Clock, type KubernetesObject, type Stored, TimeSlice } from "@engenho/core";
import { apiVersionOf, type KindDefinition } from "@engenho/registry";
import { type ListSource, listMetadata } from "../encoding/list-pieces.js";
import type { ObjectSource } from "../encoding/object-pieces.js";
import type { SerializedObjects } from "../encoding/serialized-objects.js";
import { listTransform, objectTransform, type Transform } from "../encoding/transforms.js";
import { encodeMessage } from "./encode-message.js";
import {
  type EnvelopeType,
  envelope,
  envelopeEnd,
  envelopeHead,
  fieldBytes,
  fieldHead,
  watchFrame,
} from "./envelope.js";
import { type MessageType, messageOfDefinition, messageOfKind, messageType } from "./message-type.js";
import { MessageWriter } from "./message-writer.js";

/** Encodes responses in Kubernetes' protobuf. Objects are encoded once per version, as they are serialised once as JSON. */
export class ProtobufCodec {
  readonly #objects: SerializedObjects;
  readonly #writer = new MessageWriter();

  constructor(objects: SerializedObjects) {
    this.#objects = objects;
  }

  /** The body of one object. Throws 406 for a transform that does not apply to objects. */
  object(
    { definition, object }: Pick<ObjectSource, "definition" | "object">,
    transform: Transform | undefined,
  ): Buffer {
    if (objectTransform(transform) === undefined) return this.plain(definition, object);
    return this.partialMetadata(object, transform?.version ?? "v1");
  }

  /** An object in its envelope. */
  plain(definition: KindDefinition, object: KubernetesObject): Buffer {
    return envelope({ apiVersion: object.apiVersion, kind: object.kind }, this.#encoded(definition, object));
  }

  /** The metadata of an object as PartialObjectMetadata in its envelope. */
  partialMetadata(object: KubernetesObject, version: string): Buffer {
    const type = { apiVersion: `meta.k8s.io/${version}`, kind: "PartialObjectMetadata" };
    return envelope(type, this.#encodedMetadata(object));
  }

  /**
   * The body of a list, in pieces. Its length precedes its items, so all of them are encoded first, yielding to other requests;
   * where they exceed the cache, they are encoded again when they are written. Throws 406 for a transform that does not apply
   * to lists.
   */
  async list(
    { definition, list }: Pick<ListSource, "definition" | "list">,
    transform: Transform | undefined,
    clock: Clock,
  ): Promise<Iterable<Buffer>> {
    const asMetadata = listTransform(transform) !== undefined;
    const item = (object: Stored) => (asMetadata ? this.#encodedMetadata(object) : this.#encoded(definition, object));
    const slice = new TimeSlice(clock);
    let itemBytes = 0;
    for (const object of list.items) {
      itemBytes += fieldBytes(item(object).length);
      const turn = slice.giveWay();
      if (turn !== undefined) await turn;
    }
    const version = transform?.version ?? "v1";
    const type = asMetadata
      ? { apiVersion: `meta.k8s.io/${version}`, kind: "PartialObjectMetadataList" }
      : { apiVersion: apiVersionOf(definition), kind: definition.listKind };
    // In v1beta1 the two fields of this list kind had each other's numbers.
    const itemsFirst = asMetadata && version === "v1beta1";
    const metadata = this.#message(listMetadata(list), "meta.v1.ListMeta");
    return listPieces({ type, metadata, itemBytes, items: map(list.items, item), itemsFirst });
  }

  /** The body of a value that is not stored; undefined if it has no protobuf representation. */
  value(value: object): Buffer | undefined {
    const { apiVersion = "", kind = "" } = value as Partial<EnvelopeType>;
    const type = messageOfKind({ apiVersion: apiVersion === "" ? "v1" : apiVersion, kind });
    return type === undefined ? undefined : envelope({ apiVersion, kind }, encodeMessage(value, type, this.#writer));
  }

  /** One watch event, of an object in its envelope. */
  frame(eventType: string, object: Buffer): Buffer {
    return watchFrame(eventType, object);
  }

  #encoded({ schemaName = "" }: KindDefinition, object: KubernetesObject): Buffer {
    return this.#objects.encoded(object, () => {
      // In protobuf, custom resources are only represented by their metadata.
      const type = messageOfDefinition(schemaName);
      if (type === undefined) throw new Error(`no message ${schemaName} is known`);
      return encodeMessage(object, type, this.#writer);
    });
  }

  /** The metadata, which is the first field of every kind, encoded as that field. */
  #encodedMetadata(object: KubernetesObject): Buffer {
    const { metadata } = object;
    return this.#objects.encodedMetadata(object, () => this.#message({ metadata }, "meta.v1.PartialObjectMetadata"));
  }

  #message(value: object, name: string): Buffer {
    return encodeMessage(value, messageType(name) as MessageType, this.#writer);
  }
}

interface ListParts {
  readonly type: EnvelopeType;
  readonly metadata: Buffer;
  readonly itemBytes: number;
  readonly items: Iterable<Buffer>;
  readonly itemsFirst: boolean;
}

function* listPieces({ type, metadata, itemBytes, items, itemsFirst }: ListParts): Generator<Buffer> {
  yield envelopeHead(type, fieldBytes(metadata.length) + itemBytes);
  if (!itemsFirst) yield* field(1, metadata);
  for (const item of items) yield* field(itemsFirst ? 1 : 2, item);
  if (itemsFirst) yield* field(2, metadata);
  yield envelopeEnd;
}

function* field(number: number, content: Buffer): Generator<Buffer> {
  yield fieldHead(number, content.length);
  yield content;
}

function* map<T, U>(values: Iterable<T>, make: (value: T) => U): Generator<U> {
  for (const value of values) yield make(value);
}
