import type { Patch } from "@engenho/core";
import { isDeeperThan, maxDepth } from "../decode/json-value.js";
import type { SchemaNode } from "../schema/schema-node.js";
import { finished, type LongWork } from "../work/long-work.js";
import { applyJsonPatch } from "./json-patch.js";
import { applyMergePatch } from "./merge-patch.js";
import { badPatch } from "./patch-error.js";
import { applyStrategicMergePatch } from "./strategic-merge-patch.js";

/** A patch that is applied to the current object alone: any but a server-side apply. */
export type PartialPatch = Exclude<Patch, { readonly type: "apply" }>;

/** Options of {@link applyPatch}. */
export interface ApplyPatchOptions {
  /** The schema of the kind, for the merge keys of a strategic patch. */
  readonly schema?: SchemaNode | undefined;
  /** Whether the kind supports strategic merge patches: built-in kinds do, custom resources do not (AP-21). */
  readonly strategicAllowed: boolean;
}

/**
 * The result of a patch, yet to be decoded and validated. Shares every unchanged part with `current`, is `current` itself if
 * nothing changes, and modifies neither of its inputs.
 *
 * Throws StoreError as upstream responds: `BadRequest` for a malformed patch, `Invalid` for one that cannot be applied (a
 * failing `test`, a missing path), `RequestEntityTooLarge` above 10,000 operations, `UnsupportedMediaType` for a strategic
 * merge patch of a custom resource.
 */
export function* applyPatch(current: unknown, patch: PartialPatch, options: ApplyPatchOptions): LongWork<unknown> {
  if (isDeeperThan(patch.value, maxDepth)) throw badPatch("error decoding patch: exceeded max depth");
  yield;
  switch (patch.type) {
    case "json":
      return yield* applyJsonPatch(current, patch.value);
    case "merge":
      return yield* applyMergePatch(current, patch.value);
    case "strategic": {
      const schema = options.strategicAllowed ? options.schema : undefined;
      return yield* applyStrategicMergePatch(current, patch.value, schema);
    }
  }
}

/** The same in one piece, for small objects. */
export function applySmallPatch(current: unknown, patch: PartialPatch, options: ApplyPatchOptions): unknown {
  return finished(applyPatch(current, patch, options));
}
