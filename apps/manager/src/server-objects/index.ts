import type { FlowControl } from "@engenho/apiserver";
import type { Clock, KeyedController, Logger, Store } from "@engenho/core";
import type { KindDefinition } from "@engenho/registry";
import { createApiServiceRegistration } from "./api-service-registration.js";
import { createFlowControlBootstrap } from "./flow-control.js";
import { createFlowControlFollower } from "./flow-control-follower.js";
import { createServiceIpAddresses } from "./ip-addresses.js";
import { createDefaultServiceCidr } from "./service-cidr.js";

/** Options of {@link serverObjects}. */
export interface ServerObjectsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The kinds that the server serves, in every version. */
  readonly definitions: readonly KindDefinition[];
  /** The ranges of cluster IPs. */
  readonly clusterIpRanges: readonly string[];
  /** The flow control to configure with FlowSchemas and priority levels. Default: none. */
  readonly flowControl?: FlowControl | undefined;
}

/**
 * The controllers that maintain objects which kube-apiserver itself creates: APIServices of the served group versions,
 * the bootstrap FlowSchemas and priority levels, the ServiceCIDR `kubernetes`, and IPAddresses of Services.
 */
export function serverObjects(options: ServerObjectsOptions): readonly KeyedController[] {
  const { flowControl } = options;
  return [
    createApiServiceRegistration(options),
    createFlowControlBootstrap(options),
    createDefaultServiceCidr(options),
    createServiceIpAddresses(options),
    ...(flowControl === undefined ? [] : [createFlowControlFollower({ ...options, flowControl })]),
  ];
}
