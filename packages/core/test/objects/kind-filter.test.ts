import { describe, expect, it } from "vitest";
import { KindFilter } from "../../src/index.js";

const pod = { apiVersion: "v1", kind: "Pod" };
const coreEvent = { apiVersion: "v1", kind: "Event" };
const newEvent = { apiVersion: "events.k8s.io/v1", kind: "Event" };

describe("KindFilter", () => {
  it.each([
    ["all", KindFilter.all, pod, true],
    ["a kind", KindFilter.kind("Pod"), pod, true],
    ["another kind", KindFilter.kind("Node"), pod, false],
    ["other case", KindFilter.kind({ group: "", kind: "pod" }), pod, false],
    ["the plural", KindFilter.kind("Pods"), pod, false],
    ["one of a list", KindFilter.kinds(["Node", "Pod"]), pod, true],
    ["an empty list", KindFilter.kinds([]), pod, false],
    ["a name, in any group", KindFilter.kind("Event"), newEvent, true],
    ["a kind of a group", KindFilter.kind({ group: "events.k8s.io", kind: "Event" }), newEvent, true],
    ["the same name in another group", KindFilter.kind({ group: "events.k8s.io", kind: "Event" }), coreEvent, false],
    ["a kind of the core group", KindFilter.kind({ group: "", kind: "Event" }), coreEvent, true],
    ["the core group is not every group", KindFilter.kind({ group: "", kind: "Event" }), newEvent, false],
  ])("matches by canonical kind name: %s", (_, filter, kind, matches) => {
    expect(filter.matches(kind)).toBe(matches);
  });

  it("rejects an empty kind name", () => {
    expect(() => KindFilter.kind("")).toThrow(RangeError);
    expect(() => KindFilter.kinds([{ group: "apps", kind: "" }])).toThrow(RangeError);
  });
});
