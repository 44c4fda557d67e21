import { ageOf, count, type Fields, nameOf, object } from "@engenho/registry";
import { containerCells, containerColumns } from "./container-columns.js";
import { labelsText, selectorCell, selectorText } from "./label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "./printer.js";

function templateContainers(item: Fields): unknown {
  return object(object(object(item.spec).template).spec).containers;
}

/** Desired, current and ready replicas, as printed for ReplicaSet and ReplicationController. */
function replicaCells(item: Fields, nowMs: number): readonly unknown[] {
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

/** v1 ReplicationController. */
export const replicationControllerPrinter: Printer = {
  columns: [
    nameColumn,
    column("Desired", "integer", documented("core.v1.ReplicationControllerSpec", "replicas")),
    column("Current", "integer", documented("core.v1.ReplicationControllerStatus", "replicas")),
    column("Ready", "integer", documented("core.v1.ReplicationControllerStatus", "readyReplicas")),
    ageColumn,
    ...containerColumns,
    wide("Selector", "string", documented("core.v1.ReplicationControllerSpec", "selector")),
  ],
  cells: (item, nowMs) => [...replicaCells(item, nowMs), labelsText(object(item.spec).selector)],
};

/** apps/v1 ReplicaSet. */
export const replicaSetPrinter: Printer = {
  columns: [
    nameColumn,
    column("Desired", "integer", documented("apps.v1.ReplicaSetSpec", "replicas")),
    column("Current", "integer", documented("apps.v1.ReplicaSetStatus", "replicas")),
    column("Ready", "integer", documented("apps.v1.ReplicaSetStatus", "readyReplicas")),
    ageColumn,
    ...containerColumns,
    wide("Selector", "string", documented("apps.v1.ReplicaSetSpec", "selector")),
  ],
  cells: (item, nowMs) => [...replicaCells(item, nowMs), selectorCell(object(item.spec).selector)],
};

/** apps/v1 Deployment. */
export const deploymentPrinter: Printer = {
  columns: [
    nameColumn,
    column("Ready", "string", "Number of the pod with ready state"),
    column("Up-to-date", "string", documented("apps.v1.DeploymentStatus", "updatedReplicas")),
    column("Available", "string", documented("apps.v1.DeploymentStatus", "availableReplicas")),
    ageColumn,
    ...containerColumns,
    wide("Selector", "string", documented("apps.v1.DeploymentSpec", "selector")),
  ],
  cells(item, nowMs) {
    const status = object(item.status);
    return [
      nameOf(item),
      `${count(status.readyReplicas)}/${count(object(item.spec).replicas)}`,
      count(status.updatedReplicas),
      count(status.availableReplicas),
      ageOf(item, nowMs),
      ...containerCells(templateContainers(item)),
      // An empty selector is printed as an empty cell here, where other kinds print <none>.
      selectorText(object(item.spec).selector) ?? "<invalid>",
    ];
  },
};

/** apps/v1 StatefulSet. */
export const statefulSetPrinter: Printer = {
  columns: [
    nameColumn,
    column("Ready", "string", "Number of the pod with ready state"),
    ageColumn,
    ...containerColumns,
  ],
  cells: (item, nowMs) => [
    nameOf(item),
    `${count(object(item.status).readyReplicas)}/${count(object(item.spec).replicas)}`,
    ageOf(item, nowMs),
    ...containerCells(templateContainers(item)),
  ],
};

/** apps/v1 DaemonSet. */
export const daemonSetPrinter: Printer = {
  columns: [
    nameColumn,
    column("Desired", "integer", documented("apps.v1.DaemonSetStatus", "desiredNumberScheduled")),
    column("Current", "integer", documented("apps.v1.DaemonSetStatus", "currentNumberScheduled")),
    column("Ready", "integer", documented("apps.v1.DaemonSetStatus", "numberReady")),
    column("Up-to-date", "integer", documented("apps.v1.DaemonSetStatus", "updatedNumberScheduled")),
    column("Available", "integer", documented("apps.v1.DaemonSetStatus", "numberAvailable")),
    column("Node Selector", "string", documented("core.v1.PodSpec", "nodeSelector")),
    ageColumn,
    ...containerColumns,
    wide("Selector", "string", documented("apps.v1.DaemonSetSpec", "selector")),
  ],
  cells(item, nowMs) {
    const status = object(item.status);
    return [
      nameOf(item),
      count(status.desiredNumberScheduled),
      count(status.currentNumberScheduled),
      count(status.numberReady),
      count(status.updatedNumberScheduled),
      count(status.numberAvailable),
      labelsText(object(object(object(item.spec).template).spec).nodeSelector),
      ageOf(item, nowMs),
      ...containerCells(templateContainers(item)),
      selectorCell(object(item.spec).selector),
    ];
  },
};
