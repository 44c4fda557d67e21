import type { RequestObservation, ServerMetrics, WatchObservation } from "@engenho/apiserver";
import { Distribution, type Measure, Tally } from "./measure.js";

/** The buckets of kube-apiserver. */
const secondsBuckets = [
  ...[0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60],
];

const bytesBuckets = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** Measures of requests and watches, and what they listen to. */
export interface RequestMeasures {
  readonly measures: readonly Measure[];
  readonly listeners: Required<Pick<ServerMetrics, "onRequest" | "onWatchOpen" | "onWatchClose">>;
}

/** Requests and watches, with the names and labels of kube-apiserver (upstream: pkg/endpoints/metrics/metrics.go). */
export function requestMeasures(): RequestMeasures {
  const resourceLabels = ["group", "version", "resource", "subresource", "scope", "component"];
  const requestLabels = ["verb", "dry_run", ...resourceLabels];
  const total = new Tally({
    name: "apiserver_request_total",
    labels: [...requestLabels, "code", "system_client"],
  });
  const seconds = new Distribution(
    {
      name: "apiserver_request_duration_seconds",
      labels: requestLabels,
    },
    secondsBuckets,
  );
  const watches = new Tally({ name: "apiserver_longrunning_requests", labels: ["verb", ...resourceLabels] }, "gauge");
  const watchEvents = new Tally({
    name: "apiserver_watch_events_total",
    labels: ["group", "version", "resource"],
  });
  const sizes = new Distribution(
    { name: "apiserver_response_sizes", labels: ["verb", ...resourceLabels] },
    bytesBuckets,
  );
  const deprecated = new Tally(
    {
      name: "apiserver_requested_deprecated_apis",
      labels: ["group", "version", "resource", "subresource", "removed_release"],
    },
    "gauge",
  );
  return {
    measures: [total, seconds, sizes, deprecated, watches, watchEvents],
    listeners: {
      onRequest(request) {
        const labels = labelsOf(request);
        seconds.observe(labels, request.seconds);
        total.add([...labels, String(request.code), request.systemClient]);
        if (request.deprecated) deprecated.set(deprecatedLabelsOf(request), 1);
        const { verb } = request;
        if (verb === "get" || verb === "list") sizes.observe(sizeLabelsOf(labels), request.responseBytes);
      },
      onWatchOpen: (watch) => watches.add(watchLabelsOf(watch)),
      onWatchClose(watch) {
        watches.add(watchLabelsOf(watch), -1);
        watchEvents.add([watch.group, watch.version, watch.resource], watch.events);
      },
    },
  };
}

const component = "apiserver";
/** Methods stand for these verbs; the others are reported in capitals. */
const reportedVerbs: Readonly<Record<string, string>> = { create: "POST", update: "PUT", other: "other" };

function labelsOf({ verb, dryRun, group, version, resource, subresource, scope }: RequestObservation) {
  const reported = reportedVerbs[verb] ?? verb.toUpperCase();
  return [reported, dryRun, group, version, resource, subresource, scope, component];
}

/** Those of a request without `dry_run`. */
function sizeLabelsOf([verb = "", , ...resource]: readonly string[]) {
  return [verb, ...resource];
}

function deprecatedLabelsOf({ group, version, resource, subresource, removedRelease }: RequestObservation) {
  return [group, version, resource, subresource, removedRelease];
}

function watchLabelsOf({ group, version, resource, scope }: WatchObservation) {
  return ["WATCH", group, version, resource, "", scope, component];
}
