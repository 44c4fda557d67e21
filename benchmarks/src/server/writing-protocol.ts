import type { Access } from "../client/api-client.js";

/** What the measuring manager is asked to do. */
export type WritingCommand =
  /** Write stamped ConfigMaps, one every `everyMs`; measured: commit to the start of a tick. */
  | { readonly type: "stamp"; readonly samples: number; readonly everyMs: number }
  /** Create Deployments; measured: creation to the last pod's. */
  | { readonly type: "deploy"; readonly samples: number; readonly replicas: number }
  /** Write so many ConfigMaps a second from now on. */
  | { readonly type: "load"; readonly perSecond: number; readonly namespaces: readonly string[] };

/** What it answers. */
export type WritingResult =
  | { readonly type: "ready"; readonly access: Access }
  | { readonly type: "measured"; readonly milliseconds: readonly number[] }
  | { readonly type: "failed"; readonly message: string };
