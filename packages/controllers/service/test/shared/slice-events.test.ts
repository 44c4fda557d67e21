import type { EndpointSlice, Stored, WatchEvent } from "@engenho/core";
import { beforeEach, describe, expect, it } from "vitest";
import { servicesOfSliceEvent } from "../../src/shared/slice-events.js";
import { SliceTracker } from "../../src/shared/slice-tracker.js";
import { makeSlice, modified } from "../objects.js";

const managedBy = "endpointslice-controller.k8s.io";
const labels = (service?: string, manager = managedBy) => ({
  ...(service === undefined ? {} : { "kubernetes.io/service-name": service }),
  "endpointslice.kubernetes.io/managed-by": manager,
});
const slice = (metadata: object = {}) => makeSlice("s", [], { metadata });

describe("servicesOfSliceEvent", () => {
  let tracker: SliceTracker;

  beforeEach(() => {
    tracker = new SliceTracker();
  });

  const services = (event: WatchEvent<EndpointSlice>) => servicesOfSliceEvent(event, managedBy, tracker);
  const added = (object: Stored<EndpointSlice>) => services({ type: "ADDED", object });
  const deleted = (object: Stored<EndpointSlice>) => services({ type: "DELETED", object, previous: object });

  it("ES-2: a slice that the controller did not write wakes its Service", () => {
    expect(added(slice())).toEqual(["ns/web"]);
    expect(services(modified(slice(), slice({ generation: 2 })))).toEqual(["ns/web"]);
    expect(deleted(slice())).toEqual(["ns/web"]);
  });

  it("ES-2, ES-8: its own writes wake nobody, a later generation does", () => {
    tracker.wrote("ns/web", slice());
    expect(added(slice())).toEqual([]);
    expect(services(modified(slice(), slice({ generation: 1, annotations: { a: "b" } })))).toEqual([]);
    expect(services(modified(slice(), slice({ generation: 2 })))).toEqual(["ns/web"]);
    tracker.wrote("ns/web", slice({ generation: 2 }));
    expect(services(modified(slice(), slice({ generation: 2 })))).toEqual([]);
  });

  it("ES-2, ES-8: its own deletion wakes nobody, one that failed is forgotten", () => {
    tracker.wrote("ns/web", slice());
    tracker.expectDeletion("ns/web", slice());
    expect(deleted(slice())).toEqual([]);
    tracker.wrote("ns/web", slice());
    tracker.expectDeletion("ns/web", slice())();
    expect(deleted(slice())).toEqual(["ns/web"]);
  });

  it("ES-5: of a Service that is gone nothing is remembered", () => {
    tracker.wrote("ns/web", slice());
    tracker.forget("ns/web");
    expect(added(slice())).toEqual(["ns/web"]);
  });

  it("ES-2: slices of other managers, and without a Service, wake nobody", () => {
    expect(added(slice({ labels: labels("web", "somebody") }))).toEqual([]);
    expect(deleted(slice({ labels: labels("web", "somebody") }))).toEqual([]);
    for (const service of [undefined, ""]) expect(added(slice({ labels: labels(service) }))).toEqual([]);
    expect(added(slice({ labels: undefined }))).toEqual([]);
  });

  it("ES-2: a slice that moves to another Service wakes both, whoever manages it", () => {
    tracker.wrote("ns/web", slice());
    const moved = modified(slice(), slice({ labels: labels("api", "somebody") }));
    expect(services(moved)).toEqual(["ns/api", "ns/web"]);
    expect(services(modified(slice(), slice({ labels: labels() })))).toEqual(["ns/web"]);
  });

  it("ES-2: a slice that is taken over or given away wakes its Service", () => {
    tracker.wrote("ns/web", slice());
    const theirs = slice({ labels: labels("web", "somebody") });
    expect(services(modified(slice(), theirs))).toEqual(["ns/web"]);
    expect(services(modified(theirs, slice()))).toEqual(["ns/web"]);
    expect(services(modified(theirs, slice({ labels: labels("web", "another") })))).toEqual([]);
    tracker.wrote("ns/web", slice({ generation: 2 }));
    expect(services(modified(theirs, slice({ labels: labels("web", "another"), generation: 3 })))).toEqual([]);
  });
});
