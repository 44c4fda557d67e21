import { type KubernetesObject, RecentMemo, type Stored } from "@engenho/core";
import type { Strategy } from "@engenho/registry";
import { isSetAt, valueAt, withChangeAt, withoutFieldAt } from "./field-path.js";
import type { GatedFields, GatedPart } from "./gated-fields.js";

/** Parts of objects without gated fields. Most new objects share theirs with others. */
const clean = new RecentMemo<object, GatedPart>();

/** The strategy of a kind with an additional step after its own preparation, which drops fields behind disabled gates. */
export function withGates(parts: readonly GatedPart[], strategy: Strategy): Strategy {
  return {
    ...strategy,
    prepareForCreate: (object, context) =>
      dropGatedFields(parts, strategy.prepareForCreate?.(object, context) ?? object, undefined),
    prepareForUpdate: (next, current, context) =>
      dropGatedFields(parts, strategy.prepareForUpdate?.(next, current, context) ?? next, current),
    prepareForStatusUpdate: (next, current, context) =>
      dropGatedFields(parts, strategy.prepareForStatusUpdate?.(next, current, context) ?? next, current),
    prepareForSubresourceUpdate: (subresource, next, current, context) =>
      dropGatedFields(
        parts,
        strategy.prepareForSubresourceUpdate?.(subresource, next, current, context) ?? next,
        current,
      ),
  };
}

/** An object without the gated fields of its parts, except those that the stored object uses. */
function dropGatedFields(
  parts: readonly GatedPart[],
  object: KubernetesObject,
  current: Stored | undefined,
): KubernetesObject {
  let next = object;
  for (const part of parts) {
    const holder = valueAt(next, part.at);
    const before = valueAt(current, part.at);
    if (holder === before) continue;
    const kept = withoutGated(part, holder, before);
    if (kept !== holder) next = withChangeAt(next, part.at, () => kept);
  }
  return next;
}

function withoutGated(part: GatedPart, holder: unknown, before: unknown): unknown {
  if (typeof holder !== "object" || holder === null || clean.get(holder) === part) return holder;
  let next: unknown = holder;
  for (const fields of part.fields) {
    if (!isUsed(fields.paths, next) || isUsed(fields.usedAt ?? fields.paths, before)) continue;
    next = drop(fields, next);
  }
  // Each object has a status of its own: caching costs more than checking.
  if (part.at === "status") return next;
  if (next === holder && Object.isFrozen(holder) && !part.fields.some(({ paths }) => isUsed(paths, holder))) {
    clean.set(holder, part);
  }
  return next;
}

function isUsed(paths: readonly string[], holder: unknown): boolean {
  return paths.some((path) => isSetAt(holder, path));
}

function drop({ paths, drop: special }: GatedFields, holder: unknown): unknown {
  if (special !== undefined) return special(holder as never);
  return paths.reduce((next, path) => withoutFieldAt(next, path), holder);
}
