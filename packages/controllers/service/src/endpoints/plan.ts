import type { EndpointSubset, Endpoints, Service } from "@engenho/core";
import { hasClusterIp } from "../shared/service-facts.js";
import { changeStrings, type StringMap, sameStrings } from "../shared/string-maps.js";
import { formatTriggerTime } from "../shared/trigger-times.js";
import { headlessLabel, triggerTimeAnnotation } from "../shared/well-known-names.js";
import { sameSubsets } from "./same-subsets.js";
import { countAddresses, maximumAddresses, truncateSubsets } from "./truncate.js";

const managedByLabel = "endpoints.kubernetes.io/managed-by";
const managedBy = "endpoint-controller";
const overCapacityAnnotation = "endpoints.kubernetes.io/over-capacity";
const ownLabels: ReadonlySet<string> = new Set([headlessLabel, managedByLabel]);
const ownAnnotations: ReadonlySet<string> = new Set([triggerTimeAnnotation, overCapacityAnnotation]);

/** What {@link planEndpoints} decides from. */
export interface EndpointsPlanInput {
  readonly service: Service;
  /** The stored Endpoints; `undefined` if there are none. */
  readonly current: Endpoints | undefined;
  /** The desired subsets before truncation. */
  readonly subsets: readonly EndpointSubset[];
  /** The time of the change that caused this reconcile (EP-40). */
  readonly triggerTimeMs: number | undefined;
}

/** How the Endpoints of a Service have to be written. */
export type EndpointsPlan =
  | { readonly type: "nothing" }
  | { readonly type: "create" | "update"; readonly endpoints: Endpoints };

/**
 * Decides what to write (EP-28..33). Truncated Endpoints are written in every reconcile, as upstream does, unless the write
 * would change nothing.
 */
export function planEndpoints({ service, current, subsets, triggerTimeMs }: EndpointsPlanInput): EndpointsPlan {
  if (
    current !== undefined &&
    sameSubsets(current.subsets, subsets) &&
    hasExpectedLabels(current, service) &&
    isWithinCapacity(current)
  ) {
    return { type: "nothing" };
  }
  const truncated = truncateSubsets(subsets);
  const annotations = changeStrings(current?.metadata.annotations, ownAnnotations, [
    ...(triggerTimeMs === undefined ? [] : [[triggerTimeAnnotation, formatTriggerTime(triggerTimeMs)] as const]),
    ...(truncated === undefined ? [] : [[overCapacityAnnotation, "truncated"] as const]),
  ]);
  const labels = labelsFor(service);
  const content = { subsets: truncated ?? subsets };
  if (current === undefined) {
    const { namespace = "", name = "" } = service.metadata;
    const metadata = { name, namespace, labels, annotations };
    return { type: "create", endpoints: { apiVersion: "v1", kind: "Endpoints", metadata, ...content } };
  }
  if (
    truncated !== undefined &&
    sameSubsets(current.subsets, truncated) &&
    sameStrings(current.metadata.labels, labels) &&
    sameStrings(current.metadata.annotations, annotations)
  ) {
    return { type: "nothing" };
  }
  return {
    type: "update",
    endpoints: { ...current, metadata: { ...current.metadata, labels, annotations }, ...content },
  };
}

/** The Service's labels and the two labels of this controller (EP-30). */
function labelsFor(service: Service): StringMap {
  return changeStrings(service.metadata.labels, ownLabels, [
    [managedByLabel, managedBy],
    ...(hasClusterIp(service) ? [] : [[headlessLabel, ""] as const]),
  ]);
}

/** EP-30: whether the labels are up to date. The headless label alone does not cause a write. */
function hasExpectedLabels({ metadata }: Endpoints, service: Service): boolean {
  const { labels = {} } = metadata;
  if (!Object.hasOwn(labels, managedByLabel) || labels[managedByLabel] !== managedBy) return false;
  return sameStrings(labels, service.metadata.labels, ownLabels);
}

function isWithinCapacity({ metadata, subsets }: Endpoints): boolean {
  return (
    countAddresses(subsets) <= maximumAddresses && !Object.hasOwn(metadata.annotations ?? {}, overCapacityAnnotation)
  );
}
