import type { ApiServer } from "@engenho/apiserver";
import type { Measure } from "./measure.js";

/** The requests in flight, with kube-apiserver's name. */
export function inFlightMeasure(peaks: ApiServer["peakRequestsInFlight"]): Measure {
  return {
    name: "apiserver_current_inflight_requests",
    type: "gauge",
    read: () => Object.entries(peaks()).map(([kind, value]) => ({ labels: { request_kind: kind }, value })),
  };
}
