import type { Access } from "../client/api-client.js";

/** A command for the measuring manager. */
export type WritingCommand =
  /** Write ConfigMaps with timestamps, one every `everyMs`; measures from commit to the start of a tick. */
  | { readonly type: "stamp"; readonly samples: number; readonly everyMs: number }
  /** Create Deployments; measures from their creation to that of their last pod. */
  | { readonly type: "deploy"; readonly samples: number; readonly replicas: number }
  /** Keep writing this many ConfigMaps per second. */
  | { readonly type: "load"; readonly perSecond: number; readonly namespaces: readonly string[] };

/** Its response. */
export type WritingResult =
  | { readonly type: "ready"; readonly access: Access }
  | { readonly type: "measured"; readonly milliseconds: readonly number[] }
  | { readonly type: "failed"; readonly message: string };
