import { copyWith } from "../objects/copy-with.js";
import type { KindReference, ObjectKey } from "../objects/object.js";
import type { Store, WriteOptions } from "./store.js";
import type { Subresource, SubresourceBody } from "./subresource.js";

/** The options that views of a store may set. */
export type ViewOptions = Pick<WriteOptions, "user" | "fence">;

/**
 * A view of a store that sets the options of each write that `optionsOf` returns for the write's own options; undefined: none. An
 * error that it throws rejects the write.
 */
export function withWriteOptions(
  store: Store,
  optionsOf: (own: ViewOptions | undefined) => ViewOptions | undefined,
): Store {
  const set = <Options extends ViewOptions>(own: Options | undefined): Options | undefined => {
    const options = optionsOf(own);
    return options === undefined ? own : (copyWith(own ?? {}, options) as Options);
  };

  function subresource<Name extends string>(
    kind: KindReference,
    key: ObjectKey,
    name: Name,
  ): Subresource<SubresourceBody<Name>> {
    const of = store.subresource(kind, key, name);
    return {
      get: (options) => of.get(options),
      create: (body, options) => attempt(() => of.create(body, set(options))),
      update: (body, options) => attempt(() => of.update(body, set(options))),
      patch: (patch, options) => attempt(() => of.patch(patch, set(options))),
    };
  }

  const { refresh } = store;
  return {
    get: (kind, key, options) => store.get(kind, key, options),
    list: (kind, options) => store.list(kind, options),
    create: (object, options) => attempt(() => store.create(object, set(options))),
    update: (object, options) => attempt(() => store.update(object, set(options))),
    patch: (kind, key, patch, options) => attempt(() => store.patch(kind, key, patch, set(options))),
    delete: (kind, key, options) => attempt(() => store.delete(kind, key, set(options))),
    subresource,
    watch: (options) => store.watch(options),
    get oldestResourceVersion() {
      return store.oldestResourceVersion;
    },
    refresh: refresh && ((resourceVersion) => refresh.call(store, resourceVersion)),
    kinds: () => store.kinds(),
  };
}

/** Calls a write. Not an async function, whose promise would resolve some microtasks later. */
function attempt<T>(write: () => Promise<T>): Promise<T> {
  try {
    return write();
  } catch (error) {
    return Promise.reject(error);
  }
}
