import type { StatusCause, Stored } from "@engenho/core";
import { Causes, deepEqual } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { type CoreEvent, checkEvent } from "../../core/event/strategy.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";

const controllerField = "reportingController";

/** Event of events.k8s.io/v1: complete on create, and then immutable except for its series. Fields have their core/v1 names. */
export const strictEventStrategy: Strategy = {
  // Upstream validates the metadata by apimachinery's generic rules alone.
  qualifiedFinalizers: false,
  allowCreateOnUpdate: true,
  validateCreate(event: CoreEvent): readonly StatusCause[] {
    const causes = new Causes();
    checkEvent(event, controllerField, causes);
    checkNewEvent(event, causes);
    return causes.list;
  },
  validateUpdate(next: CoreEvent, current: Stored<CoreEvent>): readonly StatusCause[] {
    const causes = new Causes();
    checkEvent(next, controllerField, causes);
    if (!deepEqual(next.series, current.series)) checkSeries(next, causes);
    checkChanges(next, current, causes);
    return causes.list;
  },
};

/** The additional checks of upstream's ValidateEventCreate. */
function checkNewEvent(event: CoreEvent, causes: Causes): void {
  checkSeries(event, causes);
  if ((event.eventTime ?? "") === "") causes.required("eventTime");
  if (event.type !== "Normal" && event.type !== "Warning") {
    causes.invalid("type", "", `has invalid value: ${event.type ?? ""}`);
  }
  const { source = {}, firstTimestamp, lastTimestamp, count = 0 } = event;
  const unwanted = {
    firstTimestamp: (firstTimestamp ?? "") !== "",
    lastTimestamp: (lastTimestamp ?? "") !== "",
    count: count !== 0,
    source: (source.component ?? "") !== "" || (source.host ?? "") !== "",
  };
  for (const [field, isSet] of Object.entries(unwanted)) if (isSet) causes.invalid(field, "", "needs to be unset");
}

function checkSeries({ series }: CoreEvent, causes: Causes): void {
  if (series === undefined) return;
  if ((series.count ?? 0) < 2) causes.invalid("series.count", "", "should be at least 2");
  if ((series.lastObservedTime ?? "") === "") causes.required("series.lastObservedTime");
}

/** The immutable fields, in upstream's order, as upstream prints them. */
const immutable: readonly (readonly [field: string, read: (event: CoreEvent) => unknown])[] = [
  ["involvedObject", ({ involvedObject }) => goStructValue("ObjectReference", involvedObject)],
  ["reason", ({ reason = "" }) => reason],
  ["message", ({ message = "" }) => message],
  ["source", ({ source }) => goStructValue("EventSource", source)],
  ["firstTimestamp", ({ firstTimestamp }) => firstTimestamp ?? null],
  ["lastTimestamp", ({ lastTimestamp }) => lastTimestamp ?? null],
  ["count", ({ count = 0 }) => count],
  ["type", ({ type = "" }) => type],
  ["eventTime", ({ eventTime }) => eventTime ?? null],
  ["action", ({ action = "" }) => action],
  ["related", ({ related }) => (related === undefined ? null : goStructValue("ObjectReference", related))],
  ["reportingController", ({ reportingComponent = "" }) => reportingComponent],
  ["reportingInstance", ({ reportingInstance = "" }) => reportingInstance],
];

const times: ReadonlySet<string> = new Set(["firstTimestamp", "lastTimestamp", "eventTime"]);

/** The additional checks of upstream's ValidateEventUpdate. */
function checkChanges(next: CoreEvent, current: CoreEvent, causes: Causes): void {
  for (const [field, read] of immutable) {
    const [after, before] = [read(next), read(current)];
    const same = times.has(field) ? microseconds(after) === microseconds(before) : deepEqual(after, before);
    if (!same) causes.invalid(field, after, "field is immutable");
  }
}

/** An instant as text, truncated to microseconds, because clients lose the rest. */
function microseconds(time: unknown): string {
  const match = /^(.*?)(?:\.([0-9]+))?(Z|[+-][0-9:]+)$/.exec(String(time));
  if (match === null) return "";
  const [, seconds = "", fraction = "", zone = ""] = match;
  return `${Date.parse(`${seconds}${zone}`)}.${fraction.slice(0, 6).padEnd(6, "0")}`;
}
