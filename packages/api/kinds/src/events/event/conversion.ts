import { objectOf } from "@engenho/machinery";
import type { KindConversion } from "@engenho/registry";

/** An Event of either group, as JSON. */
export type EventFields = Readonly<Record<string, unknown>>;

/** The fields whose names differ: v1 Event -> events.k8s.io/v1 Event. */
const renamed: readonly (readonly [core: string, events: string])[] = [
  ["involvedObject", "regarding"],
  ["message", "note"],
  ["source", "deprecatedSource"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["count", "deprecatedCount"],
  ["reportingComponent", "reportingController"],
];

const toCore: ReadonlyMap<string, string> = new Map(renamed.map(([core, events]) => [events, core]));
const fromCore: ReadonlyMap<string, string> = new Map(renamed);

function converted(
  event: object,
  options: { readonly apiVersion: string; readonly names: ReadonlyMap<string, string> },
) {
  const entries = Object.entries(event).map(([name, value]) => [options.names.get(name) ?? name, value] as const);
  return { ...Object.fromEntries(entries), apiVersion: options.apiVersion, kind: "Event" };
}

/** The v1 form of an events.k8s.io/v1 Event; a v1 Event is returned unchanged. */
export function eventToCore(event: object): EventFields {
  if ((event as EventFields).apiVersion === "v1") return event as EventFields;
  return converted(event, { apiVersion: "v1", names: toCore });
}

/** The events.k8s.io/v1 form of a v1 Event; an events.k8s.io/v1 Event is returned unchanged. */
export function eventFromCore(event: object): EventFields {
  if ((event as EventFields).apiVersion === "events.k8s.io/v1") return event as EventFields;
  return converted(event, { apiVersion: "events.k8s.io/v1", names: fromCore });
}

/** Events of events.k8s.io/v1 are stored as Events of v1. */
export const eventConversion: KindConversion = {
  toStored: (event) => objectOf(eventToCore(event)),
  toServed: (event) => objectOf(eventFromCore(event)),
};
