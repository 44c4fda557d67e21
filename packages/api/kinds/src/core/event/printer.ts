import { count, type Fields, firstText, isSet, nameOf, object, since, text, timeOf } from "@engenho/registry";
import { column, documented, nameColumn, type Printer, wide } from "../../printing/printer.js";

function source(event: Fields): string {
  const { component, host } = object(event.source);
  const name = firstText(component, event.reportingComponent);
  const instance = firstText(host, event.reportingInstance);
  return instance === "" ? name : `${name}, ${instance}`;
}

/** v1 Event; an events.k8s.io/v1 Event is printed in its v1 form. */
export const eventPrinter: Printer = {
  columns: [
    column("Last Seen", "string", documented("core.v1.Event", "lastTimestamp")),
    column("Type", "string", documented("core.v1.Event", "type")),
    column("Reason", "string", documented("core.v1.Event", "reason")),
    column("Object", "string", documented("core.v1.Event", "involvedObject")),
    wide("Subobject", "string", documented("core.v1.ObjectReference", "fieldPath")),
    wide("Source", "string", documented("core.v1.Event", "source")),
    column("Message", "string", documented("core.v1.Event", "message")),
    wide("First Seen", "string", documented("core.v1.Event", "firstTimestamp")),
    wide("Count", "string", documented("core.v1.Event", "count")),
    Object.freeze({ ...nameColumn, priority: 1 }),
  ],
  cells(event, nowMs) {
    const firstSeen = since(timeOf(event.firstTimestamp) === undefined ? event.eventTime : event.firstTimestamp, nowMs);
    const series = isSet(event.series) ? object(event.series) : undefined;
    const lastSeen = timeOf(event.lastTimestamp) === undefined ? firstSeen : since(event.lastTimestamp, nowMs);
    const involved = object(event.involvedObject);
    const kind = text(involved.kind).toLowerCase();
    const name = text(involved.name);
    return [
      series === undefined ? lastSeen : since(series.lastObservedTime, nowMs),
      text(event.type),
      text(event.reason),
      name === "" ? kind : `${kind}/${name}`,
      text(involved.fieldPath),
      source(event),
      text(event.message).trim(),
      firstSeen,
      // An Event of events.k8s.io that occurred once has no count.
      series === undefined ? count(event.count) || 1 : count(series.count),
      nameOf(event),
    ];
  },
};
