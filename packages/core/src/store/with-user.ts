import type { Store } from "./store.js";
import type { User } from "./user.js";
import { withWriteOptions } from "./with-write-options.js";

/**
 * A view of a store in which `user` is the user of writes whose options name none. With it, admission sees the user of a
 * controller that runs in the store's process.
 */
export function withUser(store: Store, user: User): Store {
  return withWriteOptions(store, (own) => (own?.user === undefined ? { user } : undefined));
}
