import { controllerReference, type Endpoint, type EndpointSlice, type Endpoints, type Stored } from "@engenho/core";
import { slicePrefix } from "../shared/slice-name.js";
import { changeStrings, type StringMap } from "../shared/string-maps.js";
import { serviceNameLabel, sliceManagedByLabel, triggerTimeAnnotation } from "../shared/well-known-names.js";
import type { DesiredSlice } from "./desired.js";

/** The mirroring controller's value of the label `endpointslice.kubernetes.io/managed-by`. */
export const managedBy = "endpointslicemirroring-controller.k8s.io";

const overwrittenLabels: ReadonlySet<string> = new Set([serviceNameLabel, sliceManagedByLabel]);
const uncopiedAnnotations: ReadonlySet<string> = new Set([
  triggerTimeAnnotation,
  "kubectl.kubernetes.io/last-applied-configuration",
]);

/** The labels of mirrored slices (EM-9). */
export function mirroredLabels({ metadata }: Stored<Endpoints>): StringMap {
  return changeStrings(metadata.labels, overwrittenLabels, [
    [serviceNameLabel, metadata.name],
    [sliceManagedByLabel, managedBy],
  ]);
}

/** The annotations of mirrored slices (EM-9). */
export function mirroredAnnotations({ metadata }: Stored<Endpoints>): StringMap {
  return changeStrings(metadata.annotations, uncopiedAnnotations);
}

/** A mirrored slice; `name` is that of the slice it replaces, `undefined` for a new one (EM-9). */
export function mirroredSlice(
  endpoints: Stored<Endpoints>,
  { addressType, ports }: DesiredSlice,
  { name, members }: { readonly name: string | undefined; readonly members: readonly Endpoint[] },
): EndpointSlice {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      ...(name === undefined ? { generateName: slicePrefix(endpoints.metadata.name) } : { name }),
      namespace: endpoints.metadata.namespace ?? "",
      labels: mirroredLabels(endpoints),
      annotations: mirroredAnnotations(endpoints),
      ownerReferences: [controllerReference(endpoints)],
    },
    addressType,
    endpoints: members,
    ports,
  };
}
