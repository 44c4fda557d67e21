import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { schemas } from "../src/definition/schemas.js";
import { eventFromCore, eventToCore } from "../src/events/event/conversion.js";

const coreEvent = {
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: "it", namespace: "default" },
  involvedObject: { kind: "Pod", name: "web" },
  reason: "Killing",
  message: "Stopping container web",
  source: { component: "kubelet" },
  firstTimestamp: "2026-01-01T00:00:00Z",
  lastTimestamp: "2026-01-01T00:01:00Z",
  count: 2,
  type: "Normal",
  eventTime: null,
  related: { kind: "Node", name: "node-1" },
  reportingComponent: "kubelet",
  reportingInstance: "node-1",
  action: "Kill",
  series: { count: 2, lastObservedTime: "2026-01-01T00:01:00.000000Z" },
};

const newEvent = {
  apiVersion: "events.k8s.io/v1",
  kind: "Event",
  metadata: { name: "it", namespace: "default" },
  regarding: { kind: "Pod", name: "web" },
  reason: "Killing",
  note: "Stopping container web",
  deprecatedSource: { component: "kubelet" },
  deprecatedFirstTimestamp: "2026-01-01T00:00:00Z",
  deprecatedLastTimestamp: "2026-01-01T00:01:00Z",
  deprecatedCount: 2,
  type: "Normal",
  eventTime: null,
  related: { kind: "Node", name: "node-1" },
  reportingController: "kubelet",
  reportingInstance: "node-1",
  action: "Kill",
  series: { count: 2, lastObservedTime: "2026-01-01T00:01:00.000000Z" },
};

describe("events.k8s.io/v1 and v1 Events", () => {
  it("are two representations of one object", () => {
    expect(eventFromCore(coreEvent)).toEqual(newEvent);
    expect(eventToCore(newEvent)).toEqual(coreEvent);
  });

  it("are returned unchanged if they already have the requested form", () => {
    expect(eventToCore(coreEvent)).toBe(coreEvent);
    expect(eventFromCore(newEvent)).toBe(newEvent);
  });

  it("have between them every field of both definitions", () => {
    const fields = (name: string) => Object.keys(schemas.definition(name)?.properties ?? {}).toSorted();
    expect(Object.keys(coreEvent).toSorted()).toEqual(fields("io.k8s.api.core.v1.Event"));
    expect(Object.keys(newEvent).toSorted()).toEqual(fields("io.k8s.api.events.v1.Event"));
  });

  const { apiVersion: _apiVersion, kind: _kind, ...rest } = coreEvent;
  const names = Object.keys(rest);
  test.prop([fc.subarray(names), fc.json()])("survive a round trip", (present, value) => {
    const event = { apiVersion: "v1", kind: "Event", ...Object.fromEntries(present.map((name) => [name, value])) };
    expect(eventToCore(eventFromCore(event))).toEqual(event);
  });
});
