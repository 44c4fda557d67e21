import type { KubernetesObject, ObjectList, Stored } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";
import type { Exchange, ResponseHeaders } from "./http/exchange.js";
import type { Negotiated } from "./http/negotiate.js";
import type { DeflatedPart } from "./open-api/deflated-part.js";
import type { Status } from "./status/status.js";

/** What a handler found; how it is written is settled elsewhere. */
export type Answer =
  /** One object, shown as `definition` has it. */
  | {
      readonly type: "object";
      readonly code: number;
      readonly definition: KindDefinition;
      readonly object: Stored<KubernetesObject>;
    }
  /** A collection; its items are in the version of `definition`. */
  | { readonly type: "list"; readonly definition: KindDefinition; readonly list: ObjectList }
  /** An object that is no kind of the store's: a review, a Scale. */
  | { readonly type: "value"; readonly code: number; readonly value: object }
  | { readonly type: "status"; readonly code: number; readonly status: Status }
  /** A body that is ready, whatever the client prefers. */
  | { readonly type: "bytes"; readonly code: number; readonly headers: ResponseHeaders; readonly body: Buffer }
  /** A document of parts that are kept compressed: sent so, or inflated on its way. */
  | {
      readonly type: "parts";
      readonly code: number;
      readonly headers: ResponseHeaders;
      readonly parts: readonly DeflatedPart[];
      readonly compressed: boolean;
    }
  /** A body that is written over time. Resolves when it is complete. */
  | { readonly type: "stream"; readonly run: (target: StreamTarget) => Promise<void> };

/** Where a stream goes. */
export interface StreamTarget {
  readonly exchange: Exchange;
  readonly negotiated: Negotiated;
  readonly headers: ResponseHeaders;
}
