import type { Clock, KubernetesObject } from "@engenho/core";
import type { KindDefinition } from "@engenho/registry";
import { partialMetadata } from "../encoding/object-pieces.js";
import type { EventType, SerializedObjects } from "../encoding/serialized-objects.js";
import { columnDefinitions, type IncludeObject, tableEnd, tableHead, tableRowPieces } from "../encoding/table.js";
import type { Transform } from "../encoding/transforms.js";
import type { Status } from "../status/status.js";

/** Encodes watch events for the stream. */
export interface EventEncoder {
  /** The Content-Type of the stream. */
  readonly contentType: string;
  event(type: EventType | "BOOKMARK", object: KubernetesObject): Buffer;
  /** The event that ends a watch with an error. */
  error(status: Status): Buffer;
}

const jsonStream = {
  contentType: "application/json",
  error: (status: Status) => line("ERROR", JSON.stringify(status)),
} as const;

/** What determines an encoder. */
export interface EncoderOptions {
  readonly definition: KindDefinition;
  readonly transform: Transform | undefined;
  readonly includeObject: IncludeObject;
  readonly objects: SerializedObjects;
  readonly clock: Clock;
}

/** The encoder of a JSON stream for the negotiated transform. */
export function eventEncoder(options: EncoderOptions): EventEncoder {
  switch (options.transform?.kind) {
    case undefined:
      return plainEncoder(options);
    case "Table":
      return tableEncoder(options, options.transform.version);
    default:
      return metadataEncoder(options, options.transform?.version ?? "v1");
  }
}

/** One encoder serves all watchers of a version: the encoded lines are shared. */
function plainEncoder({ objects }: EncoderOptions): EventEncoder {
  return {
    ...jsonStream,
    event: (type, object) => (type === "BOOKMARK" ? line(type, JSON.stringify(object)) : objects.frame(type, object)),
  };
}

function metadataEncoder({ objects }: EncoderOptions, version: string): EventEncoder {
  return {
    ...jsonStream,
    event: (type, object) => line(type, partialMetadata(objects, object, version).toString()),
  };
}

/** Only the first event contains the column definitions. */
function tableEncoder(options: EncoderOptions, version: string): EventEncoder {
  const { definition, objects, clock, includeObject } = options;
  let columns = columnDefinitions(definition);
  return {
    ...jsonStream,
    event(type, object) {
      const metadata = { resourceVersion: object.metadata.resourceVersion };
      const rowOptions = { definition, version, includeObject, nowMs: clock.now(), objects };
      const row = Buffer.concat(tableRowPieces(rowOptions, object)).toString();
      const table = `${tableHead(version, metadata, columns)}${row}${tableEnd}`;
      columns = "null";
      return line(type, table);
    },
  };
}

/** The object of a bookmark: its kind and the version up to which all events have been sent. */
export function bookmarkObject(
  kind: { readonly apiVersion: string; readonly kind: string },
  resourceVersion: string,
  initialEventsEnd: boolean,
): KubernetesObject {
  const annotations = initialEventsEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {};
  return {
    kind: kind.kind,
    apiVersion: kind.apiVersion,
    metadata: { resourceVersion, ...annotations },
  };
}

function line(type: string, json: string): Buffer {
  return Buffer.from(`{"type":"${type}","object":${json}}\n`);
}
