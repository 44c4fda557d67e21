import { copyWith, type KubernetesObject, type Stored } from "@engenho/core";
import { type Sections, withStatus } from "./object-fields.js";
import type { Strategy } from "./strategy.js";

/** The part of a strategy that separates `status` from the rest of an object (AP-24). */
export type StatusRules = Required<Pick<Strategy, "prepareForCreate" | "prepareForUpdate" | "prepareForStatusUpdate">>;

/**
 * A new object has `initial` as its status, a write of the main resource keeps the stored status, a write of `/status` keeps
 * everything except status and metadata.
 */
export function statusSubresource(initial: unknown): StatusRules {
  return {
    prepareForCreate: (object) => withStatus(object, initial),
    prepareForUpdate: (next, current) => withStatus(next, (current as Sections).status),
    prepareForStatusUpdate,
  };
}

/** The stored object with the status and metadata of the request. */
export function prepareForStatusUpdate(next: KubernetesObject, current: Stored): KubernetesObject {
  const kept: KubernetesObject = copyWith(current, { metadata: next.metadata });
  return withStatus(kept, (next as Sections).status);
}
