import { describe, expect, it } from "vitest";
import { hasLabelsOf, isOwnedBy, newSlice, sliceLabels, withTriggerTime } from "../../src/endpointslice/slice.js";
import { makeService, makeSlice } from "../objects.js";

const own = {
  "kubernetes.io/service-name": "web",
  "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
};
const headless = "service.kubernetes.io/headless";
const trigger = "endpoints.kubernetes.io/last-change-trigger-time";

describe("newSlice", () => {
  it("ES-24: has a generateName with the Service's name, and is controlled by the Service", () => {
    expect(newSlice(makeService(), "IPv6", [])).toEqual({
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        generateName: "web-",
        namespace: "ns",
        labels: own,
        ownerReferences: [
          {
            apiVersion: "v1",
            kind: "Service",
            name: "web",
            uid: "uid-web",
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      addressType: "IPv6",
      endpoints: [],
      ports: [],
    });
  });

  it("ES-24: omits the dash if the name has the maximum length", () => {
    const prefix = (length: number) =>
      newSlice(makeService({}, { name: "s".repeat(length) }), "IPv4", []).metadata.generateName;
    expect(prefix(252)).toBe(`${"s".repeat(252)}-`);
    expect(prefix(253)).toBe("s".repeat(253));
  });
});

describe("sliceLabels", () => {
  it.each([
    ["none", {}, undefined, own],
    ["the Service's", {}, { a: "b" }, { a: "b", ...own }],
    ["a Service without a cluster IP", { clusterIP: "" }, { a: "b" }, { a: "b", [headless]: "", ...own }],
    ["a headless Service", { clusterIP: "None" }, {}, { [headless]: "", ...own }],
    ["one with only the headless label", {}, { [headless]: "x" }, own],
    ["one with labels for another name and manager", {}, { ...own, "kubernetes.io/service-name": "x" }, own],
  ])("ES-25: %s", (_, spec, labels, expected) => {
    expect(sliceLabels(makeService(spec, { labels }))).toEqual(expected);
  });
});

describe("hasLabelsOf", () => {
  it.each([
    ["the same", own, undefined, true],
    ["the same", { a: "b", ...own }, { a: "b" }, true],
    ["another value", { a: "b", ...own }, { a: "c" }, false],
    ["one too few", own, { a: "b" }, false],
    ["one too many", { a: "b", ...own }, {}, false],
    ["reserved ones", { [headless]: "" }, { "kubernetes.io/service-name": "x" }, true],
  ])("ES-25: %s: %j against %j", (_, slice, service, expected) => {
    expect(hasLabelsOf(makeSlice("s", [], { metadata: { labels: slice } }), makeService({}, { labels: service }))).toBe(
      expected,
    );
  });
});

describe("isOwnedBy", () => {
  const owner = { apiVersion: "v1", kind: "Service", name: "web", uid: "uid-web" };
  it.each([
    [[owner], true],
    [[{ ...owner, uid: "earlier" }], false],
    [[{ ...owner, kind: "Other" }], false],
    [[{ ...owner, apiVersion: "v2" }], false],
    [[{ ...owner, uid: "earlier" }, owner], true],
    [undefined, false],
  ])("ES-13: %j", (ownerReferences, expected) => {
    expect(isOwnedBy(makeSlice("s", [], { metadata: { ownerReferences } }), makeService())).toBe(expected);
  });
});

describe("withTriggerTime", () => {
  it("ES-26: sets the time, or removes an older one, and keeps the rest", () => {
    const slice = makeSlice("s", [], { metadata: { annotations: { mine: "kept", [trigger]: "old" } } });
    const at = Date.parse("2025-01-01T00:00:10Z");
    expect(withTriggerTime(slice, at).metadata.annotations).toEqual({
      mine: "kept",
      [trigger]: "2025-01-01T00:00:10Z",
    });
    expect(withTriggerTime(slice, undefined).metadata.annotations).toEqual({ mine: "kept" });
  });
});
