import type { ServerContext } from "../server-context.js";

/**
 * Waits until reads satisfy the requested resourceVersion: absent, all writes before the request; `0`, nothing; any
 * other, that version (upstream: Cacher.waitUntilFreshAndList). Undefined for a store whose reads are always current.
 */
export function refreshedFor({ store }: ServerContext, wanted: string | undefined): Promise<void> | undefined {
  return wanted === "0" ? undefined : store.refresh?.(wanted);
}
