import { copyWith } from "../objects/copy-with.js";
import type { KindReference, ObjectKey } from "../objects/object.js";
import type { Store } from "../store/store.js";
import { StoreError } from "../store/store-error.js";
import type { Subresource, SubresourceBody } from "../store/subresource.js";
import type { Leadership } from "./leadership.js";

/**
 * A view of a store in which writes fail with `Conflict` once the term is over. Writes also carry the term's fence, so
 * that stores that check fences refuse those that arrive too late. Reads are not affected.
 */
export function withLeadership(store: Store, leadership: Leadership): Store {
  const fenced = <Options extends object>(options: Options | undefined): Options => {
    if (!leadership.isCurrent())
      throw new StoreError("Conflict", "this process leads no longer: the write was not sent");
    return copyWith(options ?? {}, { fence: leadership.fence }) as unknown as Options;
  };

  function subresource<Name extends string>(
    kind: KindReference,
    key: ObjectKey,
    name: Name,
  ): Subresource<SubresourceBody<Name>> {
    const of = store.subresource(kind, key, name);
    return {
      get: (options) => of.get(options),
      create: async (body, options) => of.create(body, fenced(options)),
      update: async (body, options) => of.update(body, fenced(options)),
      patch: async (patch, options) => of.patch(patch, fenced(options)),
    };
  }

  return {
    get: (kind, key, options) => store.get(kind, key, options),
    list: (kind, options) => store.list(kind, options),
    create: async (object, options) => store.create(object, fenced(options)),
    update: async (object, options) => store.update(object, fenced(options)),
    patch: async (kind, key, patch, options) => store.patch(kind, key, patch, fenced(options)),
    delete: async (kind, key, options) => store.delete(kind, key, fenced(options)),
    subresource,
    watch: (options) => store.watch(options),
    get oldestResourceVersion() {
      return store.oldestResourceVersion;
    },
    kinds: () => store.kinds(),
  };
}
