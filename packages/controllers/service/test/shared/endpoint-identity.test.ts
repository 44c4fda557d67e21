import { describe, expect, it } from "vitest";
import { endpointIdentity, sameAttributes } from "../../src/shared/endpoint-identity.js";
import { makeEndpoint } from "../objects.js";

const ref = { kind: "Pod", namespace: "ns", name: "p1", uid: "uid-p1" };

describe("endpointIdentity", () => {
  it.each([
    ["order of addresses", { addresses: ["b", "a"] }, { addresses: ["a", "b"] }, true],
    ["another address", {}, { addresses: ["10.9.9.9"] }, false],
    ["hostname", {}, { hostname: "h" }, false],
    ["name of the target", {}, { targetRef: { ...ref, name: "p2" } }, false],
    ["namespace of the target", {}, { targetRef: { ...ref, namespace: "other" } }, false],
    ["UID of the target", {}, { targetRef: { ...ref, uid: "else" } }, true],
    ["node, zone and conditions", {}, { nodeName: "n9", zone: "z", conditions: {} }, true],
    ["no target", {}, { targetRef: undefined }, false],
  ])("ES-18: %s", (_, left, right, same) => {
    const identities = [left, right].map((fields) => endpointIdentity(makeEndpoint("p1", fields)));
    expect(identities[0] === identities[1]).toBe(same);
  });
});

describe("sameAttributes", () => {
  const conditions = { ready: true, serving: true, terminating: false };
  it.each([
    ["nothing", {}, true],
    ["hints", { hints: { forZones: [{ name: "z" }] } }, true],
    ["nodeName", { nodeName: "n2" }, false],
    ["zone", { zone: "z" }, false],
    ["ready", { conditions: { ...conditions, ready: false } }, false],
    ["serving", { conditions: { ...conditions, serving: false } }, false],
    ["terminating", { conditions: { ...conditions, terminating: true } }, false],
    ["UID of the target", { targetRef: { ...ref, uid: "else" } }, false],
    ["no target", { targetRef: undefined }, false],
    ["resourceVersion of the target", { targetRef: { ...ref, resourceVersion: "7" } }, true],
  ])("ES-18: a difference in %s", (_, fields, same) => {
    expect(sameAttributes(makeEndpoint("p1"), makeEndpoint("p1", fields))).toBe(same);
  });
});
