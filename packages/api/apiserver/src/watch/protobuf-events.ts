import type { KindDefinition } from "@engenho/registry";
import type { SerializedObjects } from "../encoding/serialized-objects.js";
import type { Transform } from "../encoding/transforms.js";
import { protobufMediaType } from "../http/negotiate.js";
import type { ProtobufCodec } from "../protobuf/protobuf-codec.js";
import type { EventEncoder } from "./event-encoder.js";

/** What determines a protobuf encoder; there are no Tables in protobuf. */
export interface ProtobufEventsOptions {
  readonly codec: ProtobufCodec;
  readonly definition: KindDefinition;
  readonly transform: Transform | undefined;
  readonly objects: SerializedObjects;
}

/** A watch in protobuf: length-prefixed frames. Those of whole objects are shared by all watchers. */
export function protobufEvents({ codec, definition, transform, objects }: ProtobufEventsOptions): EventEncoder {
  return {
    contentType: `${protobufMediaType};stream=watch`,
    event(type, object) {
      if (transform !== undefined) {
        return codec.frame(type, codec.partialMetadata(object, transform.version));
      }
      const make = () => codec.frame(type, codec.plain(definition, object));
      return type === "BOOKMARK" ? make() : objects.encodedFrame(type, object, make);
    },
    error: (status) => codec.frame("ERROR", codec.value(status) ?? Buffer.alloc(0)),
  };
}
