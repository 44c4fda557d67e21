import type { FlowControl, FlowStatistics, Histogram, LevelStatistics } from "@engenho/apiserver";
import { histogramSamples, type Measure, type Sample } from "./measure.js";

const prefix = "apiserver_flowcontrol_";

/** The metrics of API Priority and Fairness (upstream: flowcontrol/metrics/metrics.go), read at each scrape. */
export function flowControlMeasures(flowControl: FlowControl): readonly Measure[] {
  const ofFlows = (
    type: Measure["type"],
    name: string,
    read: (flow: FlowStatistics, labels: Sample["labels"]) => readonly Sample[],
  ): Measure => ({
    name: prefix + name,
    type,
    read: () =>
      flowControl.flows().flatMap((flow) => read(flow, { priority_level: flow.level, flow_schema: flow.schema })),
  });
  const number = (type: "counter" | "gauge", name: string, read: (flow: FlowStatistics) => number) =>
    ofFlows(type, name, (flow, labels) => [{ labels, value: read(flow) }]);
  const histograms = (
    name: string,
    read: (flow: FlowStatistics) => readonly (readonly [Sample["labels"], Histogram])[],
  ) =>
    ofFlows("histogram", name, (flow, labels) =>
      read(flow).flatMap(([more, { bounds, counts, sum }]) =>
        histogramSamples({ ...labels, ...more }, bounds, { counts, sum }),
      ),
    );
  const ofLevels = (
    name: string,
    read: (level: LevelStatistics) => number,
    type: "counter" | "gauge" = "gauge",
  ): Measure => ({
    name: prefix + name,
    type,
    read: () => flowControl.levels().map((level) => ({ labels: { priority_level: level.level }, value: read(level) })),
  });
  return [
    ofFlows("counter", "rejected_requests_total", ({ rejected }, labels) =>
      Object.entries(rejected)
        .filter(([, value]) => value > 0)
        .map(([reason, value]) => ({ labels: { ...labels, reason }, value })),
    ),
    number("counter", "dispatched_requests_total", ({ dispatched }) => dispatched),
    number("gauge", "current_inqueue_requests", ({ waiting }) => waiting),
    number("gauge", "current_inqueue_seats", ({ waitingSeats }) => waitingSeats),
    number("gauge", "current_executing_requests", ({ executing }) => executing),
    number("gauge", "current_executing_seats", ({ executingSeats }) => executingSeats),
    histograms("request_wait_duration_seconds", ({ waited }) => [
      [{ execute: "true" }, waited.true],
      [{ execute: "false" }, waited.false],
    ]),
    histograms("request_execution_seconds", ({ executed }) => [
      [{ type: "regular" }, executed.regular],
      [{ type: "watch" }, executed.watch],
    ]),
    histograms("request_queue_length_after_enqueue", ({ lengths }) => [[{}, lengths]]),
    histograms("work_estimated_seats", ({ estimated }) => [[{}, estimated]]),
    ofLevels("request_dispatch_no_accommodation_total", ({ noAccommodation }) => noAccommodation, "counter"),
    ofLevels("nominal_limit_seats", ({ nominal }) => nominal),
    ofLevels("lower_limit_seats", ({ lower }) => lower),
    ofLevels("upper_limit_seats", ({ upper }) => upper),
    ofLevels("current_limit_seats", ({ current }) => current),
    ofLevels("target_seats", ({ target }) => target),
    ofLevels("demand_seats_high_watermark", (level) => level.highWatermark),
    ofLevels("demand_seats_average", ({ average }) => average),
    ofLevels("demand_seats_stdev", ({ deviation }) => deviation),
    ofLevels("demand_seats_smoothed", ({ smoothed }) => smoothed),
    ofLevels("current_r", ({ progress }) => progress),
    {
      name: `${prefix}seat_fair_frac`,
      type: "gauge",
      read: () => [{ labels: {}, value: flowControl.fairFraction }],
    },
  ];
}
