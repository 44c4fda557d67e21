import { type Clock, silentLogger } from "@engenho/core";
import { type ControllerPart, controllerParts } from "../../apps/manager/src/controller-parts.js";
import { EventRecorders } from "../../apps/manager/src/event-recorders.js";

/** The controllers that turn a Deployment into running pods behind a Service, and remove them again. */
export const deploymentControllers = ["deployment", "replicaset", "endpoints", "endpointslice", "gc"] as const;

/** These and hollow nodes, for a test that creates each controller itself. */
export function deploymentParts(clock: Clock, nodes: number): readonly ControllerPart[] {
  const logger = silentLogger;
  const recorders = new EventRecorders({ clock, logger });
  return controllerParts({ controllers: deploymentControllers, nodes, clock, logger, recorders });
}
