import { copyWith } from "../objects/copy-with.js";
import type { KindReference, ObjectKey } from "../objects/object.js";
import type { Store } from "./store.js";
import type { Subresource, SubresourceBody } from "./subresource.js";
import type { User } from "./user.js";

/**
 * A view of a store in which `user` is the user of writes whose options name none. With it, admission sees the user of
 * a controller that runs in the store's process.
 */
export function withUser(store: Store, user: User): Store {
  const asUser = <Options extends { readonly user?: User | undefined }>(options: Options | undefined): Options =>
    options?.user === undefined ? (copyWith(options ?? {}, { user }) as Options) : options;

  function subresource<Name extends string>(
    kind: KindReference,
    key: ObjectKey,
    name: Name,
  ): Subresource<SubresourceBody<Name>> {
    const of = store.subresource(kind, key, name);
    return {
      get: (options) => of.get(options),
      create: (body, options) => of.create(body, asUser(options)),
      update: (body, options) => of.update(body, asUser(options)),
      patch: (patch, options) => of.patch(patch, asUser(options)),
    };
  }

  return {
    get: (kind, key, options) => store.get(kind, key, options),
    list: (kind, options) => store.list(kind, options),
    create: (object, options) => store.create(object, asUser(options)),
    update: (object, options) => store.update(object, asUser(options)),
    patch: (kind, key, patch, options) => store.patch(kind, key, patch, asUser(options)),
    delete: (kind, key, options) => store.delete(kind, key, asUser(options)),
    subresource,
    watch: (options) => store.watch(options),
    get oldestResourceVersion() {
      return store.oldestResourceVersion;
    },
    refresh: store.refresh && ((resourceVersion) => (store.refresh as NonNullable<Store["refresh"]>)(resourceVersion)),
    kinds: () => store.kinds(),
  };
}
