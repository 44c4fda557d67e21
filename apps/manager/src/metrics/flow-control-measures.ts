import type { FlowControl, FlowStatistics, Histogram, LevelStatistics } from "@engenho/apiserver";
import { histogramSamples, type Measure, type Sample } from "./measure.js";

const prefix = "apiserver_flowcontrol_";

/** The metrics of API Priority and Fairness (upstream: flowcontrol/metrics/metrics.go), read at each scrape. */
export function flowControlMeasures(flowControl: FlowControl): readonly Measure[] {
  const ofFlows = (
    type: Measure["type"],
    name: string,
    help: string,
    read: (flow: FlowStatistics, labels: Sample["labels"]) => readonly Sample[],
  ): Measure => ({
    name: prefix + name,
    help,
    type,
    read: () =>
      flowControl.flows().flatMap((flow) => read(flow, { priority_level: flow.level, flow_schema: flow.schema })),
  });
  const number = (type: "counter" | "gauge", name: string, help: string, read: (flow: FlowStatistics) => number) =>
    ofFlows(type, name, help, (flow, labels) => [{ labels, value: read(flow) }]);
  const histograms = (
    name: string,
    help: string,
    read: (flow: FlowStatistics) => readonly (readonly [Sample["labels"], Histogram])[],
  ) =>
    ofFlows("histogram", name, help, (flow, labels) =>
      read(flow).flatMap(([more, { bounds, counts, sum }]) =>
        histogramSamples({ ...labels, ...more }, bounds, { counts, sum }),
      ),
    );
  const ofLevels = (
    name: string,
    help: string,
    read: (level: LevelStatistics) => number,
    type: "counter" | "gauge" = "gauge",
  ): Measure => ({
    name: prefix + name,
    help,
    type,
    read: () => flowControl.levels().map((level) => ({ labels: { priority_level: level.level }, value: read(level) })),
  });
  return [
    ofFlows("counter", "rejected_requests_total", "Refused requests, by reason.", ({ rejected }, labels) =>
      Object.entries(rejected)
        .filter(([, value]) => value > 0)
        .map(([reason, value]) => ({ labels: { ...labels, reason }, value })),
    ),
    number("counter", "dispatched_requests_total", "Requests that were served.", ({ dispatched }) => dispatched),
    number("gauge", "current_inqueue_requests", "Requests that wait.", ({ waiting }) => waiting),
    number("gauge", "current_inqueue_seats", "Seats that they wait for.", ({ waitingSeats }) => waitingSeats),
    number("gauge", "current_executing_requests", "Requests that are served.", ({ executing }) => executing),
    number("gauge", "current_executing_seats", "Seats that they have.", ({ executingSeats }) => executingSeats),
    histograms("request_wait_duration_seconds", "Time in a queue.", ({ waited }) => [
      [{ execute: "true" }, waited.true],
      [{ execute: "false" }, waited.false],
    ]),
    histograms("request_execution_seconds", "Time that serving took.", ({ executed }) => [
      [{ type: "regular" }, executed.regular],
      [{ type: "watch" }, executed.watch],
    ]),
    histograms("request_queue_length_after_enqueue", "Length of the queue behind a new request.", ({ lengths }) => [
      [{}, lengths],
    ]),
    histograms("work_estimated_seats", "Seats of requests.", ({ estimated }) => [[{}, estimated]]),
    ofLevels(
      "request_dispatch_no_accommodation_total",
      "How often the next request needed more seats than were free.",
      ({ noAccommodation }) => noAccommodation,
      "counter",
    ),
    ofLevels("nominal_limit_seats", "Seats by shares.", ({ nominal }) => nominal),
    ofLevels("lower_limit_seats", "Seats that are never lent.", ({ lower }) => lower),
    ofLevels("upper_limit_seats", "Most seats, with borrowed ones.", ({ upper }) => upper),
    ofLevels("current_limit_seats", "Seats now.", ({ current }) => current),
    ofLevels("target_seats", "Seats that the level was to have.", ({ target }) => target),
    ofLevels("demand_seats_high_watermark", "Most seats wanted in the last period.", (level) => level.highWatermark),
    ofLevels("demand_seats_average", "Seats wanted in the last period.", ({ average }) => average),
    ofLevels("demand_seats_stdev", "Their standard deviation.", ({ deviation }) => deviation),
    ofLevels("demand_seats_smoothed", "Seats wanted, smoothed over periods.", ({ smoothed }) => smoothed),
    ofLevels("current_r", "The progress meter, in seat-seconds.", ({ progress }) => progress),
    {
      name: `${prefix}seat_fair_frac`,
      help: "Fair fraction of the seats.",
      type: "gauge",
      read: () => [{ labels: {}, value: flowControl.fairFraction }],
    },
  ];
}
