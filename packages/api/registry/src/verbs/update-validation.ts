import type { Clock, KubernetesObject, ObjectMeta, StatusCause, Stored } from "@engenho/core";
import {
  type GivesWay,
  isPending,
  type MaybePromise,
  type MaybeWork,
  noCauses,
  settled,
  validateObjectMetaUpdate,
} from "@engenho/machinery";
import { invalid } from "../model/refusals.js";
import { isHandlerUpdate, type UpdateTarget } from "./next-object.js";

/** The next state of an object, its current state, a receiver for warnings about tolerated errors, and the registry's clock. */
export interface UpdateStates {
  readonly next: KubernetesObject;
  readonly current: Stored;
  readonly onWarning: (text: string) => void;
  readonly clock: Clock;
}

/** Throws StoreError `Invalid` if the next state of an object is not a valid successor of the current one. */
export function validateUpdate(target: UpdateTarget, states: UpdateStates, turns: GivesWay): MaybePromise<void> {
  const { next, current } = states;
  const ofMetadata = sharesMetadata(next.metadata, current.metadata)
    ? noCauses
    : validateObjectMetaUpdate(next, current, target.resource.strategy);
  const refuse = (found: readonly StatusCause[]) => {
    const causes = [...ofMetadata, ...found];
    if (causes.length > 0) throw invalid(target.resource, current.metadata.name, causes);
  };
  const found = settled(strategyCauses(target, states), turns);
  return isPending(found) ? found.then(refuse) : refuse(found);
}

/** Whether everything that validation checks in the metadata was already checked when the current object was written. */
function sharesMetadata(next: ObjectMeta, current: ObjectMeta): boolean {
  return (
    next.labels === current.labels &&
    next.annotations === current.annotations &&
    next.ownerReferences === current.ownerReferences &&
    next.finalizers === current.finalizers &&
    next.managedFields === current.managedFields &&
    next.name === current.name &&
    next.namespace === current.namespace &&
    next.uid === current.uid &&
    next.deletionTimestamp === current.deletionTimestamp &&
    next.deletionGracePeriodSeconds === current.deletionGracePeriodSeconds
  );
}

function strategyCauses(
  target: UpdateTarget,
  { next, current, onWarning, clock }: UpdateStates,
): MaybeWork<readonly StatusCause[]> {
  const { subresource } = target;
  const { strategy } = target.resource;
  switch (subresource) {
    case "":
    case "scale":
      return strategy.validateUpdate?.(next, current, onWarning) ?? [];
    case "status":
      return strategy.validateStatusUpdate?.(next, current, onWarning, clock) ?? [];
    default:
      // The changes of a handler are the server's own.
      if (isHandlerUpdate(target)) return [];
      return strategy.validateSubresourceUpdate?.(subresource, next, current) ?? [];
  }
}
