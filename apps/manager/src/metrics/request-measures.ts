import type { RequestObservation, ServerMetrics, WatchObservation } from "@engenho/apiserver";
import { Distribution, type Measure, Tally } from "./measure.js";

/** The buckets of kube-apiserver. */
const secondsBuckets = [
  ...[0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60],
];

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
    help: "Completed requests, excluding watches, by status of the answer.",
    labels: [...requestLabels, "code"],
  });
  const seconds = new Distribution(
    {
      name: "apiserver_request_duration_seconds",
      help: "Duration of completed requests, excluding watches.",
      labels: requestLabels,
    },
    secondsBuckets,
  );
  const watches = new Tally(
    { name: "apiserver_longrunning_requests", help: "Open watches.", labels: ["verb", ...resourceLabels] },
    "gauge",
  );
  const watchEvents = new Tally({
    name: "apiserver_watch_events_total",
    help: "Events sent by watches that have ended.",
    labels: ["group", "version", "resource"],
  });
  return {
    measures: [total, seconds, watches, watchEvents],
    listeners: {
      onRequest(request) {
        const labels = labelsOf(request);
        seconds.observe(labels, request.seconds);
        total.add([...labels, String(request.code)]);
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

function watchLabelsOf({ group, version, resource, scope }: WatchObservation) {
  return ["WATCH", group, version, resource, "", scope, component];
}
