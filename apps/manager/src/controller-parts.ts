import { type Clock, definedFields, type KeyedController, type Logger, type Store } from "@engenho/core";
import { createNodeRegistrar, createPodBinder, createPodLifecycle } from "@engenho/hollow-node";
import { controllerCatalogue } from "./controller-catalogue.js";
import { selectControllers } from "./controller-selection.js";
import type { EventRecorders } from "./event-recorders.js";
import { defaultManagerOptions } from "./manager-options.js";
import { kubernetesVersion } from "./version.js";

/** Which controllers and hollow nodes a control plane has. */
export interface ControllerPartsOptions {
  /** Which controllers run, as kube-controller-manager's `--controllers` tells. Default `["*"]`, all of them. */
  readonly controllers?: readonly string[];
  /** How many nodes are pretended; 0: nobody binds pods or makes them ready. Default 2. */
  readonly nodes?: number;
  /** How many pods fit on a node. Default 10 000. */
  readonly podCapacity?: number;
  /** How long a pod takes from its binding to Ready, in milliseconds. Default 0. */
  readonly podStartupMs?: number;
  /** How long what is in a namespace outlives its deletion, in milliseconds. Default 5000. */
  readonly namespaceDeletionDelayMs?: number;
  /** The certificates that clients trust, PEM. Without them no controller publishes any. */
  readonly rootCa?: string;
}

/** A controller of a control plane, not made yet. */
export interface ControllerPart {
  /** The name that the controller has itself. */
  readonly name: string;
  readonly create: (store: Store) => KeyedController;
}

/** What all controllers of a control plane share. */
interface SharedContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recorders: EventRecorders;
}

/**
 * The controllers that were chosen, and the hollow nodes. Throws RangeError for the name of a controller that does not exist.
 */
export function controllerParts(options: ControllerPartsOptions & SharedContext): readonly ControllerPart[] {
  const { clock, logger, recorders, rootCa, controllers = defaultManagerOptions.controllers } = options;
  const { namespaceDeletionDelayMs = defaultManagerOptions.namespaceDeletionDelayMs } = options;
  const context = { clock, logger, recorders, rootCa, namespaceDeletionDelayMs };
  const selected = selectControllers(controllerCatalogue, controllers)
    .filter(({ needs }) => needs === undefined || context[needs] !== undefined)
    .map(({ name, create }) => ({ name, create: (store: Store) => create({ ...context, store }) }));
  return [...selected, ...hollowNodes(options)];
}

function hollowNodes(options: ControllerPartsOptions & SharedContext): readonly ControllerPart[] {
  const { clock, logger, recorders, podCapacity, podStartupMs = defaultManagerOptions.podStartupMs } = options;
  const { nodes = defaultManagerOptions.nodes } = options;
  if (nodes === 0) return [];
  const common = { clock, logger };
  const registrar = { ...common, nodes, kubeletVersion: kubernetesVersion, ...definedFields({ podCapacity }) };
  return [
    { name: "hollow-node-registrar", create: (store) => createNodeRegistrar({ ...registrar, store }) },
    {
      name: "hollow-binder",
      create: (store) => createPodBinder({ ...common, store, recorder: recorders.of("default-scheduler", store) }),
    },
    { name: "hollow-pod-lifecycle", create: (store) => createPodLifecycle({ ...common, store, podStartupMs }) },
  ];
}
