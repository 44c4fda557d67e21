import type { KubernetesObject, ObjectReference, Service, StatusCause, Stored } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { type Reservation, type Strategy, statusSubresource, withStatus } from "@engenho/registry";
import { ServiceAllocator, type ServiceAllocatorOptions, type ServiceReservation } from "./allocator/index.js";
import { defaultService, defaultServiceStatus } from "./defaults.js";
import { checkLoadBalancerStatus } from "./load-balancer.js";
import { dropTypeDependentFields } from "./transitions.js";
import { checkServiceUpdate } from "./update.js";
import { checkService } from "./validation.js";

type ServiceStatus = NonNullable<Service["status"]>;

const noLoadBalancer: ServiceStatus = Object.freeze({ loadBalancer: Object.freeze({}) });

/**
 * Service (AP-58, AP-60..65). Each call creates a strategy with its own allocator: one strategy per registry. Throws RangeError
 * for invalid ranges.
 */
export function serviceStrategy(options: ServiceAllocatorOptions = {}): Strategy {
  const allocator = new ServiceAllocator(options);
  return {
    ...statusSubresource(noLoadBalancer),
    nameFormat: "dns1035-label",
    allowCreateOnUpdate: true,
    applyDefaults: defaultService,
    applyStatusDefaults: defaultServiceStatus,
    load: (stored: readonly Stored[]) => allocator.load(stored as readonly Stored<Service>[]),
    beginCreate: (service: Service, { random }) => reservation(allocator.reserve(service, undefined, random)),
    beginUpdate: (next: Service, current: Stored<Service>, { random }) =>
      reservation(allocator.reserve(next, current, random)),
    follow: ({ type, object, previous }) =>
      allocator.follow(type === "delete" ? undefined : (object as Stored<Service>), previous as Stored<Service>),
    claimedByOthers: (claims) => allocator.claimedByOthers(claims),
    claimsOf: (service: Stored<Service>) => allocator.claimsOf(service),
    afterDelete: (service: Stored<Service>) => allocator.release(service),
    /** AP-64: a Service's Endpoints are deleted with it. */
    deletedWith: ({ metadata }: Stored): readonly ObjectReference[] => [
      { apiVersion: "v1", kind: "Endpoints", namespace: metadata.namespace, name: metadata.name },
    ],
    prepareForUpdate(next: Service, current: Stored<Service>): KubernetesObject {
      const kept = dropTypeDependentFields(withStatus(next, current.status), current);
      if (kept.spec?.type === "LoadBalancer" || Object.keys(kept.status?.loadBalancer ?? {}).length === 0) return kept;
      return withStatus(kept, { ...kept.status, loadBalancer: {} });
    },
    validateCreate(service: Service): readonly StatusCause[] {
      const causes = new Causes();
      checkService(service, undefined, causes);
      return causes.list;
    },
    validateUpdate(next: Service, current: Stored<Service>): readonly StatusCause[] {
      const causes = new Causes();
      checkServiceUpdate(next, current, causes);
      checkService(next, current, causes);
      return causes.list;
    },
    validateStatusUpdate: validateStatus,
  };
}

function reservation({ service, claims, finish }: ServiceReservation): Reservation {
  return { object: service, claims, finish };
}

function validateStatus(next: Service): readonly StatusCause[] {
  const causes = new Causes();
  checkLoadBalancerStatus(next, causes);
  return causes.list;
}
