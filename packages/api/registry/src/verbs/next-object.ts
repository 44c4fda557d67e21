import { copyWith, type KubernetesObject, type Stored } from "@engenho/core";
import { buildMetadata } from "../metadata/metadata.js";
import { withoutDuplicateOwners } from "../metadata/owner-references.js";
import type { Resource } from "../model/resource.js";
import type { StrategyContext } from "../model/strategy.js";

/** The resource and subresource of an update. */
export interface UpdateTarget {
  /** The kind of the object, in the version of the update. */
  readonly resource: Resource;
  /** `""` for the main resource. */
  readonly subresource: string;
}

/** The object sent with an update. */
export interface SentObject {
  readonly sent: KubernetesObject;
  readonly current: Stored;
  /** Managed fields are kept if none were sent. */
  readonly keepsManagedFields: boolean;
  readonly context: StrategyContext;
}

/**
 * The next state of an object: the request, plus the fields that every update keeps (AP-19) and those that the strategy
 * restores (AP-24).
 */
export function prepareUpdate(target: UpdateTarget, update: SentObject): KubernetesObject {
  const { resource } = target;
  const { sent, current, keepsManagedFields, context } = update;
  const asked = sent.metadata;
  const kept = current.metadata;
  const next = copyWith(sent, {
    metadata: buildMetadata({
      name: asked.name ?? kept.name,
      generateName: asked.generateName,
      namespace: resource.definition.namespaced ? (asked.namespace ?? kept.namespace) : undefined,
      uid: asked.uid === undefined || asked.uid === "" ? kept.uid : asked.uid,
      resourceVersion: kept.resourceVersion,
      generation: kept.generation,
      creationTimestamp: kept.creationTimestamp,
      deletionTimestamp: kept.deletionTimestamp ?? asked.deletionTimestamp ?? undefined,
      deletionGracePeriodSeconds: asked.deletionGracePeriodSeconds ?? kept.deletionGracePeriodSeconds,
      labels: asked.labels,
      annotations: asked.annotations,
      ownerReferences: withoutDuplicateOwners(asked.ownerReferences, context.onWarning),
      finalizers: asked.finalizers,
      managedFields: asked.managedFields ?? (keepsManagedFields ? kept.managedFields : undefined),
    }),
  });
  return restore(target, next, { current, context });
}

function restore(
  target: UpdateTarget,
  next: KubernetesObject,
  { current, context }: Pick<SentObject, "current" | "context">,
): KubernetesObject {
  const { subresource } = target;
  const { strategy } = target.resource;
  switch (subresource) {
    case "":
    case "scale":
      return strategy.prepareForUpdate?.(next, current, context) ?? next;
    case "status":
      return strategy.prepareForStatusUpdate?.(next, current, context) ?? next;
    default:
      return strategy.prepareForSubresourceUpdate?.(subresource, next, current, context) ?? next;
  }
}

/** Whether the handler of a subresource's POST, such as that of `binding`, makes the update, and not a client. */
export function isHandlerUpdate({ resource, subresource }: UpdateTarget): boolean {
  return resource.subresources.get(subresource)?.create !== undefined;
}

/** AP-22, AP-23: increments the generation if the kind's policy says so, but not for status writes and those of handlers. */
export function bumpGeneration(target: UpdateTarget, next: KubernetesObject, current: Stored): KubernetesObject {
  if (target.subresource === "status" || isHandlerUpdate(target)) return next;
  if (target.resource.strategy.generation?.changes(next, current) !== true) return next;
  const generation = (current.metadata.generation ?? 0) + 1;
  return copyWith(next, { metadata: buildMetadata(copyWith(next.metadata, { generation })) });
}
