import { definedFields, type Endpoint, type Service } from "@engenho/core";
import {
  type EndpointHints,
  type HintedSlices,
  hintsOf,
  isEndpointReady,
  type SlicesToHint,
  setAllHints,
} from "./hints.js";

/** The values of `spec.trafficDistribution` that result in hints (ES-35). */
export type TrafficDistribution = "PreferClose" | "PreferSameZone" | "PreferSameNode";

const known: ReadonlySet<string> = new Set<TrafficDistribution>(["PreferClose", "PreferSameZone", "PreferSameNode"]);

/** The Service's trafficDistribution; `undefined` if absent or unknown. */
export function trafficDistributionOf(service: Service): TrafficDistribution | undefined {
  const wanted = service.spec?.trafficDistribution;
  return wanted !== undefined && known.has(wanted) ? (wanted as TrafficDistribution) : undefined;
}

/** Sets each ready endpoint's hints to its own zone, and for PreferSameNode also to its own node (ES-35). */
export function hintByTrafficDistribution(slices: SlicesToHint, distribution: TrafficDistribution): HintedSlices {
  return setAllHints(slices, (endpoint) =>
    isEndpointReady(endpoint) ? ownHints(endpoint, distribution === "PreferSameNode") : hintsOf(endpoint),
  );
}

function ownHints({ zone, nodeName }: Endpoint, withNode: boolean): EndpointHints | undefined {
  const forNodes = withNode && nodeName !== undefined ? [{ name: nodeName }] : undefined;
  if (zone === undefined && forNodes === undefined) return undefined;
  return definedFields({ forZones: zone === undefined ? undefined : [{ name: zone }], forNodes });
}
