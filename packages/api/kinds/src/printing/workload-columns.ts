import { ageOf, count, type Fields, nameOf, object } from "@engenho/registry";
import { containerCells } from "./container-columns.js";

/** The containers of the Pod template at `spec.template`. */
export function templateContainers(item: Fields): unknown {
  return object(object(object(item.spec).template).spec).containers;
}

/** Desired, current and ready replicas, as printed for ReplicaSet and ReplicationController. */
export function replicaCells(item: Fields, nowMs: number): readonly unknown[] {
  const status = object(item.status);
  return [
    nameOf(item),
    count(object(item.spec).replicas),
    count(status.replicas),
    count(status.readyReplicas),
    ageOf(item, nowMs),
    ...containerCells(templateContainers(item)),
  ];
}
