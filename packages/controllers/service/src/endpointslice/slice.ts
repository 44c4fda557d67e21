import {
  controllerReference,
  copyWith,
  type EndpointSlice,
  type IpFamily,
  type Service,
  type Stored,
} from "@engenho/core";
import { hasClusterIp } from "../shared/service-facts.js";
import { slicePrefix } from "../shared/slice-name.js";
import type { SlicePort } from "../shared/slice-ports.js";
import { changeStrings, type StringMap, sameStrings } from "../shared/string-maps.js";
import { formatTriggerTime } from "../shared/trigger-times.js";
import {
  headlessLabel,
  serviceNameLabel,
  sliceManagedByLabel,
  triggerTimeAnnotation,
} from "../shared/well-known-names.js";

/** The EndpointSlice controller's value of the label `endpointslice.kubernetes.io/managed-by`. */
export const managedBy = "endpointslice-controller.k8s.io";

const reservedLabels: ReadonlySet<string> = new Set([headlessLabel, serviceNameLabel, sliceManagedByLabel]);
const ownAnnotations: ReadonlySet<string> = new Set([triggerTimeAnnotation]);

/** The labels of the Service's slices (ES-25): those of the Service, except for reserved ones, and the controller's own. */
export function sliceLabels(service: Service): StringMap {
  return changeStrings(service.metadata.labels, reservedLabels, [
    ...(hasClusterIp(service) ? [] : [[headlessLabel, ""] as const]),
    [serviceNameLabel, service.metadata.name ?? ""],
    [sliceManagedByLabel, managedBy],
  ]);
}

/** Whether the slice has the Service's labels; reserved labels alone do not cause a write (ES-25). */
export function hasLabelsOf(slice: EndpointSlice, service: Service): boolean {
  return sameStrings(slice.metadata.labels, service.metadata.labels, reservedLabels);
}

/** A new slice without endpoints (ES-24). */
export function newSlice(service: Stored<Service>, addressType: IpFamily, ports: readonly SlicePort[]): EndpointSlice {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      generateName: slicePrefix(service.metadata.name),
      namespace: service.metadata.namespace ?? "",
      labels: sliceLabels(service),
      ownerReferences: [controllerReference(service)],
    },
    addressType,
    endpoints: [],
    ports,
  };
}

/** Whether the Service owns the slice, by UID (ES-13). */
export function isOwnedBy({ metadata }: EndpointSlice, service: Stored<Service>): boolean {
  return (metadata.ownerReferences ?? []).some(
    ({ uid, kind, apiVersion }) => uid === service.metadata.uid && kind === "Service" && apiVersion === "v1",
  );
}

/** Sets the trigger time annotation, or removes an older one (ES-26). */
export function withTriggerTime(slice: EndpointSlice, triggerTimeMs: number | undefined): EndpointSlice {
  const time = triggerTimeMs === undefined ? [] : [[triggerTimeAnnotation, formatTriggerTime(triggerTimeMs)] as const];
  const annotations = changeStrings(slice.metadata.annotations, ownAnnotations, time);
  return { ...slice, metadata: copyWith(slice.metadata, { annotations }) };
}
