import type { KubernetesObject, Stored, WriteOptions } from "@engenho/core";
import { applyServerSide, type LongWork, type MaybeWork, recordUpdate } from "@engenho/machinery";
import type { RegistryContext } from "../context/registry-context.js";
import { namedFieldManager } from "../metadata/field-manager.js";
import type { Resource } from "../model/resource.js";

/** A write whose managed fields are to be updated. */
export interface ManagedWrite {
  readonly resource: Resource;
  /** The stored object, in the served version; undefined on create. */
  readonly before: Stored | undefined;
  /** The object as the client sent it, decoded and defaulted. */
  readonly after: KubernetesObject;
  /** `""` for the main resource. */
  readonly subresource: string;
}

/** `after` with its changed fields recorded as owned by the caller's field manager, if there is one; otherwise unchanged. */
export function withManager(
  context: RegistryContext,
  write: ManagedWrite,
  options: WriteOptions,
): MaybeWork<KubernetesObject> {
  const manager = namedFieldManager(options);
  if (manager === undefined) return write.after;
  const { resource, before, after } = write;
  return recordUpdate({ before, after, apiVersion: resource.apiVersion, manager, ...ownership(context, write) });
}

/** The result of an apply patch. Throws StoreError `Invalid` without a field manager. */
export function applied(
  context: RegistryContext,
  apply: Omit<ManagedWrite, "before" | "after"> & {
    readonly live: Stored | undefined;
    readonly config: unknown;
    readonly force: boolean;
    readonly manager: string;
  },
): LongWork<KubernetesObject> {
  const { live, config, force, manager } = apply;
  return applyServerSide({ live, config, force, manager, ...ownership(context, apply) });
}

function ownership(
  context: RegistryContext,
  { resource, subresource }: { readonly resource: Resource; readonly subresource: string },
) {
  const resetFields = resource.strategy.resetFields?.[subresource];
  return {
    schema: resource.schema,
    nowMs: context.clock.now(),
    subresource,
    versions: () => context.catalogue.ofKind(resource.definition).map(({ apiVersion }) => apiVersion),
    resetFields: subresource === "" && !resource.subresources.has("status") ? [] : resetFields,
  };
}
