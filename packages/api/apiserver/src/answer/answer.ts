import type { KubernetesObject, ObjectList, Stored } from "@engenho/core";
import type { KindDefinition } from "@engenho/registry";
import type { DeflatedPart } from "../encoding/deflated-part.js";
import type { Exchange, ResponseHeaders } from "../http/exchange.js";
import type { Negotiated } from "../http/negotiate.js";
import type { Status } from "../status/status.js";

/** What a handler returns; how it is serialised is decided elsewhere. */
export type Answer =
  /** One object, represented as a kind's `definition` says. */
  | {
      readonly type: "object";
      readonly code: number;
      readonly definition: KindDefinition;
      readonly object: Stored<KubernetesObject>;
    }
  /** A collection; its items are in the version of `definition`. */
  | { readonly type: "list"; readonly definition: KindDefinition; readonly list: ObjectList }
  /** An object of a kind that is not stored: a review, a Scale. */
  | { readonly type: "value"; readonly code: number; readonly value: object }
  | { readonly type: "status"; readonly code: number; readonly status: Status }
  /** A complete body, independent of content negotiation. */
  | { readonly type: "bytes"; readonly code: number; readonly headers: ResponseHeaders; readonly body: Buffer }
  /** A document made of compressed parts: sent as it is, or inflated while it is sent. */
  | {
      readonly type: "parts";
      readonly code: number;
      readonly headers: ResponseHeaders;
      readonly parts: readonly DeflatedPart[];
      readonly compressed: boolean;
    }
  /**
   * A body that is written incrementally. Resolves when it is complete. `code` is the one that `run` answers with, 200
   * by default.
   */
  | { readonly type: "stream"; readonly code?: number; readonly run: (target: StreamTarget) => Promise<void> };

/** The destination of a streamed response. */
export interface StreamTarget {
  readonly exchange: Exchange;
  readonly negotiated: Negotiated;
  readonly headers: ResponseHeaders;
}
