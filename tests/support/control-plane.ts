import type { Clock, KeyedController, KindFilter, Store } from "@engenho/core";
import { createDeploymentController, deploymentKinds } from "@engenho/deployment";
import { createGarbageCollector, garbageCollectorKinds } from "@engenho/gc";
import {
  createNodeRegistrar,
  createPodBinder,
  createPodLifecycle,
  nodeRegistrarKinds,
  podBinderKinds,
  podLifecycleKinds,
} from "@engenho/hollow-node";
import { createReplicaSetController, replicaSetKinds } from "@engenho/replicaset";
import {
  createEndpointSliceController,
  createEndpointsController,
  endpointSliceKinds,
  endpointsKinds,
} from "@engenho/service";

/** One controller of a control plane, not made yet. */
export interface ControllerPart {
  readonly name: string;
  readonly filter: KindFilter;
  readonly create: (store: Store) => KeyedController;
}

/** What takes a Deployment to running pods behind a Service, and away again. */
export function controlPlane(clock: Clock, nodes: number): readonly ControllerPart[] {
  return [
    { name: "deployment", filter: deploymentKinds, create: (store) => createDeploymentController({ store, clock }) },
    { name: "replicaset", filter: replicaSetKinds, create: (store) => createReplicaSetController({ store, clock }) },
    { name: "endpoints", filter: endpointsKinds, create: (store) => createEndpointsController({ store, clock }) },
    {
      name: "endpointslice",
      filter: endpointSliceKinds,
      create: (store) => createEndpointSliceController({ store, clock }),
    },
    { name: "gc", filter: garbageCollectorKinds, create: (store) => createGarbageCollector({ store, clock }) },
    { name: "nodes", filter: nodeRegistrarKinds, create: (store) => createNodeRegistrar({ store, clock, nodes }) },
    { name: "binder", filter: podBinderKinds, create: (store) => createPodBinder({ store, clock }) },
    { name: "lifecycle", filter: podLifecycleKinds, create: (store) => createPodLifecycle({ store, clock }) },
  ];
}
