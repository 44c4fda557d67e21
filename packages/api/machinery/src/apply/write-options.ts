import type { SchemaNode } from "../schema/schema-node.js";
import { type OwnershipContext, setOfFields } from "./managers/ownership.js";
import { rootAtomOf } from "./typed/atom.js";

/** Options of every write that tracks ownership. */
export interface OwnershipOptions {
  /** The schema of the kind. */
  readonly schema: SchemaNode;
  /** The field manager. `""` becomes `unknown`. */
  readonly manager: string;
  /** The time, in milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** The subresource of the write, such as `status` or `scale`. Default: the main resource. */
  readonly subresource?: string | undefined;
  /**
   * Dotted paths of the fields that this write cannot change (rest.ResetFieldsStrategy), and therefore gives no
   * manager. Default: `status` for the main resource, `spec` for `status`, otherwise none. Pass `[]` for a kind without
   * a status subresource.
   */
  readonly resetFields?: readonly string[] | undefined;
  /**
   * The apiVersions in which the object is served with identical fields: ownership in other versions is dropped. Called only if
   * there are managers. Default: all are kept.
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
