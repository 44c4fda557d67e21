import { isJsonObject } from "../decode/json-value.js";
import type { SchemaNode } from "../schema/schema-node.js";
import type { LongWork } from "../work/long-work.js";
import { type Atom, rootAtomOf } from "./typed/atom.js";
import { ItemError } from "./typed/list-item.js";
import { merge } from "./typed/merge.js";
import { joinErrors, validationErrors } from "./typed/validate.js";

/**
 * An object with an apply configuration merged in, without ownership: for mutating admission policies (mutating/patch/smd.go). Shares
 * unchanged parts with `live`, and is `live` itself if nothing changes. Throws Error with upstream's message for a configuration
 * that does not match the schema, or that contains a list, map or struct that is replaced as a whole.
 */
export function* mergeConfiguration(schema: SchemaNode, live: object, configuration: object): LongWork<unknown> {
  const atom = rootAtomOf(schema);
  const errors = validationErrors(atom, configuration);
  if (errors.length > 0) throw new Error(`failed to convert patch object to typed object: ${joinErrors(errors)}`);
  const atomics = [...atomicsIn(atom, configuration, "")];
  if (atomics.length > 0) {
    const told = "may not mutate atomic arrays, maps or structs";
    throw new Error(`invalid ApplyConfiguration: ${told}: ${atomics.join(", ")}`);
  }
  try {
    return yield* merge(atom, live, configuration);
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    throw new Error(`failed to merge patch: ${error.message}`);
  }
}

/** The paths of everything that would be replaced as a whole. */
function* atomicsIn(atom: Atom, value: unknown, path: string): Generator<string> {
  if (isJsonObject(value) && atom.map !== undefined) {
    if (atom.map.atomic) yield path;
    for (const [key, inner] of Object.entries(value)) {
      const field = atom.map.declares(key) ? atom.map.field(key) : undefined;
      if (field !== undefined) yield* atomicsIn(field, inner, `${path}.${key}`);
    }
  } else if (Array.isArray(value) && atom.list !== undefined) {
    if (atom.list.atomic) yield path;
    for (const [index, item] of value.entries()) yield* atomicsIn(atom.list.items, item, `${path}[${index}]`);
  }
}
