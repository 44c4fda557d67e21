import type { SchemaNode } from "@engenho/kinds";
import { type OwnershipContext, setOfFields } from "./managers/ownership.js";
import { rootAtomOf } from "./typed/atom.js";

/** What every write that keeps track of ownership takes. */
export interface OwnershipOptions {
  /** The schema of the kind. */
  readonly schema: SchemaNode;
  /** Who writes. `""` becomes `unknown`. */
  readonly manager: string;
  /** When, in milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** The subresource that is written through, such as `status` or `scale`. Default: the main resource. */
  readonly subresource?: string | undefined;
  /**
   * Dotted paths of the fields that a write through this door cannot change (rest.ResetFieldsStrategy): nobody comes to
   * own them by it. Default: `status` for the main resource, `spec` for `status`, else none. Pass `[]` for a kind that has
   * no status subresource.
   */
  readonly resetFields?: readonly string[] | undefined;
  /**
   * Tells the apiVersions in which the object is served, field by field alike: what managers own in any other is forgotten.
   * Asked where there are managers. Default: all are kept.
   */
  readonly versions?: (() => readonly string[]) | undefined;
}

/** The context of a write. */
export function ownershipContext(options: OwnershipOptions): OwnershipContext {
  const { subresource = "", versions } = options;
  const byDoor: Readonly<Record<string, readonly string[]>> = { "": ["status"], status: ["spec"] };
  const resetFields =
    options.resetFields ?? (Object.hasOwn(byDoor, subresource) ? byDoor[subresource] : undefined) ?? [];
  return { atom: rootAtomOf(options.schema), resetFields: setOfFields(resetFields), versions };
}
