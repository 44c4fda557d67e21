import type { Clock, EventRecorder, KeyedController, Logger, Store } from "@engenho/core";
import { createDeploymentController } from "@engenho/deployment";
import { createGarbageCollector } from "@engenho/gc";
import { createNamespaceController } from "@engenho/namespace";
import { createReplicaSetController } from "@engenho/replicaset";
import { createReplicationControllerController } from "@engenho/replicationcontroller";
import {
  createEndpointSliceController,
  createEndpointSliceMirroringController,
  createEndpointsController,
} from "@engenho/service";
import { createRootCaPublisher, createServiceAccountController } from "@engenho/serviceaccount";
import { createPersistentVolumeClaimProtection, createPersistentVolumeProtection } from "@engenho/storage-protection";
import type { ControllerNames } from "./controller-selection.js";
import type { EventRecorders } from "./event-recorders.js";

/** What a controller is made with. */
export interface ControllerContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the recorders of Events come from. */
  readonly recorders: EventRecorders;
  /** The certificates that clients trust, PEM. */
  readonly rootCa: string | undefined;
  /** How long what is in a namespace outlives its deletion. */
  readonly namespaceDeletionDelayMs: number;
}

/** A controller that the manager can run. */
export interface ControllerEntry extends ControllerNames {
  /** What it cannot do without; it does not run where this is undefined. */
  readonly needs?: "rootCa";
  readonly create: (context: ControllerContext) => KeyedController;
}

/** What every controller takes. */
type CommonOptions = Pick<ControllerContext, "store" | "clock" | "logger">;

function commonOptions({ store, clock, logger }: ControllerContext): CommonOptions {
  return { store, clock, logger };
}

/** Makes a controller that takes nothing else. */
function plain(create: (options: CommonOptions) => KeyedController): ControllerEntry["create"] {
  return (context) => create(commonOptions(context));
}

/** Makes a controller whose Events are told as those of `component`. */
function recording(
  create: (options: CommonOptions & { readonly recorder: EventRecorder }) => KeyedController,
  component: string,
): ControllerEntry["create"] {
  return (context) => create({ ...commonOptions(context), recorder: context.recorders.of(component, context.store) });
}

/** Every controller, named as kube-controller-manager names it; the aliases are its older names and ours. */
export const controllerCatalogue: readonly ControllerEntry[] = [
  {
    name: "deployment-controller",
    aliases: ["deployment"],
    create: recording(createDeploymentController, "deployment-controller"),
  },
  {
    name: "replicaset-controller",
    aliases: ["replicaset"],
    create: recording(createReplicaSetController, "replicaset-controller"),
  },
  {
    name: "replicationcontroller-controller",
    aliases: ["replicationcontroller"],
    create: recording(createReplicationControllerController, "replication-controller"),
  },
  {
    name: "endpoints-controller",
    aliases: ["endpoint", "endpoints"],
    create: recording(createEndpointsController, "endpoint-controller"),
  },
  {
    name: "endpointslice-controller",
    aliases: ["endpointslice"],
    create: recording(createEndpointSliceController, "endpoint-slice-controller"),
  },
  {
    name: "endpointslice-mirroring-controller",
    aliases: ["endpointslicemirroring"],
    create: recording(createEndpointSliceMirroringController, "endpoint-slice-mirroring-controller"),
  },
  {
    name: "garbage-collector-controller",
    aliases: ["garbagecollector", "gc"],
    create: recording(createGarbageCollector, "garbage-collector-controller"),
  },
  {
    name: "namespace-controller",
    aliases: ["namespace"],
    create: (context) =>
      createNamespaceController({ ...commonOptions(context), deletionDelayMs: context.namespaceDeletionDelayMs }),
  },
  {
    name: "serviceaccount-controller",
    aliases: ["serviceaccount"],
    create: plain(createServiceAccountController),
  },
  {
    name: "root-ca-certificate-publisher-controller",
    aliases: ["root-ca-cert-publisher"],
    needs: "rootCa",
    create: (context) => createRootCaPublisher({ ...commonOptions(context), rootCa: context.rootCa as string }),
  },
  {
    name: "persistentvolumeclaim-protection-controller",
    aliases: ["pvc-protection"],
    create: plain(createPersistentVolumeClaimProtection),
  },
  {
    name: "persistentvolume-protection-controller",
    aliases: ["pv-protection"],
    create: plain(createPersistentVolumeProtection),
  },
];
