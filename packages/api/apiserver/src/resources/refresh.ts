import type { ServerContext } from "../server-context.js";

/**
 * Waits until a read shows what its resourceVersion asks for: absent, everything that was written before the request; `0`, whatever
 * there is; any other, that version (upstream: Cacher.waitUntilFreshAndList). Undefined for a store whose reads always do.
 */
export function refreshedFor({ store }: ServerContext, wanted: string | undefined): Promise<void> | undefined {
  return wanted === "0" ? undefined : store.refresh?.(wanted);
}
