import type { Clock, KeyedController, Store } from "@engenho/core";
import { createDeploymentController } from "@engenho/deployment";
import { createGarbageCollector } from "@engenho/gc";
import { createNodeRegistrar, createPodBinder, createPodLifecycle } from "@engenho/hollow-node";
import { createReplicaSetController } from "@engenho/replicaset";
import { createEndpointSliceController, createEndpointsController } from "@engenho/service";

/** One controller of a control plane, not made yet. */
export interface ControllerPart {
  readonly name: string;
  readonly create: (store: Store) => KeyedController;
}

/** What takes a Deployment to running pods behind a Service, and away again. */
export function controlPlane(clock: Clock, nodes: number): readonly ControllerPart[] {
  return [
    { name: "deployment", create: (store) => createDeploymentController({ store, clock }) },
    { name: "replicaset", create: (store) => createReplicaSetController({ store, clock }) },
    { name: "endpoints", create: (store) => createEndpointsController({ store, clock }) },
    {
      name: "endpointslice",
      create: (store) => createEndpointSliceController({ store, clock }),
    },
    { name: "gc", create: (store) => createGarbageCollector({ store, clock }) },
    { name: "nodes", create: (store) => createNodeRegistrar({ store, clock, nodes }) },
    { name: "binder", create: (store) => createPodBinder({ store, clock }) },
    { name: "lifecycle", create: (store) => createPodLifecycle({ store, clock }) },
  ];
}
