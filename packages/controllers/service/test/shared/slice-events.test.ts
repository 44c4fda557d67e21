import type { EndpointSlice, Stored, WatchEvent } from "@engenho/core";
import { added as addedEvent, deleted as deletedEvent, modified, type StoredMetadata } from "@engenho/core/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { servicesOfSliceEvent } from "../../src/shared/slice-events.js";
import { SliceTracker } from "../../src/shared/slice-tracker.js";
import { makeSlice } from "../objects.js";

const managedBy = "endpointslice-controller.k8s.io";
const labels = (service?: string, manager = managedBy) => ({
  ...(service === undefined ? {} : { "kubernetes.io/service-name": service }),
  "endpointslice.kubernetes.io/managed-by": manager,
});
const slice = (metadata: StoredMetadata = {}) => makeSlice("s", [], { metadata });

describe("servicesOfSliceEvent", () => {
  let tracker: SliceTracker;

  beforeEach(() => {
    tracker = new SliceTracker();
  });

  const services = (event: WatchEvent<EndpointSlice>) => servicesOfSliceEvent(event, managedBy, tracker);
  const added = (object: Stored<EndpointSlice>) => services(addedEvent(object));
  const deleted = (object: Stored<EndpointSlice>) => services(deletedEvent(object));

  it("ES-2: a slice that the controller did not write enqueues its Service", () => {
    expect(added(slice())).toEqual(["ns/web"]);
    expect(services(modified(slice(), slice({ generation: 2 })))).toEqual(["ns/web"]);
    expect(deleted(slice())).toEqual(["ns/web"]);
  });

  it("ES-2, ES-8: its own writes enqueue nothing, a later generation does", () => {
    tracker.recordWrite("ns/web", slice());
    expect(added(slice())).toEqual([]);
    expect(services(modified(slice(), slice({ generation: 1, annotations: { a: "b" } })))).toEqual([]);
    expect(services(modified(slice(), slice({ generation: 2 })))).toEqual(["ns/web"]);
    tracker.recordWrite("ns/web", slice({ generation: 2 }));
    expect(services(modified(slice(), slice({ generation: 2 })))).toEqual([]);
  });

  it("ES-2, ES-8: its own deletion enqueues nothing, a failed one is not remembered", () => {
    tracker.recordWrite("ns/web", slice());
    tracker.expectDeletion("ns/web", slice());
    expect(deleted(slice())).toEqual([]);
    tracker.recordWrite("ns/web", slice());
    tracker.expectDeletion("ns/web", slice())();
    expect(deleted(slice())).toEqual(["ns/web"]);
  });

  it("ES-5: the state of a deleted Service is removed", () => {
    tracker.recordWrite("ns/web", slice());
    tracker.forget("ns/web");
    expect(added(slice())).toEqual(["ns/web"]);
  });

  it("ES-2: slices of other managers, and without a Service, enqueue nothing", () => {
    expect(added(slice({ labels: labels("web", "somebody") }))).toEqual([]);
    expect(deleted(slice({ labels: labels("web", "somebody") }))).toEqual([]);
    for (const service of [undefined, ""]) expect(added(slice({ labels: labels(service) }))).toEqual([]);
    expect(added(slice({ labels: undefined }))).toEqual([]);
  });

  it("ES-2: a slice that moves to another Service enqueues both, whatever its manager", () => {
    tracker.recordWrite("ns/web", slice());
    const moved = modified(slice(), slice({ labels: labels("api", "somebody") }));
    expect(services(moved)).toEqual(["ns/api", "ns/web"]);
    expect(services(modified(slice(), slice({ labels: labels() })))).toEqual(["ns/web"]);
  });

  it("ES-2: a slice whose manager changes to or from the controller enqueues its Service", () => {
    tracker.recordWrite("ns/web", slice());
    const theirs = slice({ labels: labels("web", "somebody") });
    expect(services(modified(slice(), theirs))).toEqual(["ns/web"]);
    expect(services(modified(theirs, slice()))).toEqual(["ns/web"]);
    expect(services(modified(theirs, slice({ labels: labels("web", "another") })))).toEqual([]);
    tracker.recordWrite("ns/web", slice({ generation: 2 }));
    expect(services(modified(theirs, slice({ labels: labels("web", "another"), generation: 3 })))).toEqual([]);
  });
});
