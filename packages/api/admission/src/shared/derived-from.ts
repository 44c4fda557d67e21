import type { Stored } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { AdmissionContext } from "@engenho/registry";

/** A value made of all objects of a kind, kept for each registry that the plugin runs in. See AdmissionContext.derived. */
export function derivedFrom<T>(
  kind: { readonly group: string; readonly kind: string },
  derive: (objects: readonly Stored[]) => T,
): (context: AdmissionContext) => MaybePromise<T> {
  const known = new WeakMap<AdmissionContext, () => MaybePromise<T>>();
  return (context) => {
    let current = known.get(context);
    if (current === undefined) {
      current = context.derived(kind, derive);
      known.set(context, current);
    }
    return current();
  };
}
