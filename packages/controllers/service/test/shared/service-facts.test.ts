import { describe, expect, it } from "vitest";
import { hasClusterIp, hostnameOf, podSelectorOf, shouldPodBeInEndpoints } from "../../src/shared/service-facts.js";
import { makePod, makeService } from "../objects.js";

describe("shouldPodBeInEndpoints", () => {
  it.each<[string, Parameters<typeof makePod>[1], boolean, boolean]>([
    ["a running pod", {}, true, true],
    ["a pending pod with an IP", { phase: "Pending" }, true, true],
    ["a pod that is not ready", { ready: false }, true, true],
    ["a failed pod", { phase: "Failed" }, false, false],
    ["a succeeded pod", { phase: "Succeeded" }, false, false],
    ["a pod without an IP", { ips: [] }, false, false],
    ["a terminating pod", { terminating: true }, false, true],
    ["a terminating pod that has failed", { terminating: true, phase: "Failed" }, false, false],
  ])("EP-14, ES-14: %s: %s, and among terminating ones: %s", (_, options, without, including) => {
    const pod = makePod("a", options);
    expect(shouldPodBeInEndpoints(pod, false)).toBe(without);
    expect(shouldPodBeInEndpoints(pod, true)).toBe(including);
  });

  it("EP-14: podIP without podIPs is enough", () => {
    const pod = { ...makePod("a"), status: { phase: "Running", podIP: "10.0.0.1" } };
    expect(shouldPodBeInEndpoints(pod, false)).toBe(true);
  });
});

describe("hostnameOf", () => {
  it.each([
    [{ hostname: "h", subdomain: "web" }, "h"],
    [{ hostname: "h", subdomain: "other" }, undefined],
    [{ hostname: "h" }, undefined],
    [{ hostname: "", subdomain: "web" }, undefined],
    [{ subdomain: "web" }, undefined],
  ])("EP-16: of a pod with %j is %s", (spec, expected) => {
    expect(hostnameOf(makePod("a", { spec }), makeService())).toBe(expected);
  });
});

describe("podSelectorOf", () => {
  it.each([
    ["EP-12: null", { selector: undefined }, undefined],
    ["EP-12: an empty one", { selector: {} }, {}],
    ["EP-11, ES-6: an ExternalName Service", { type: "ExternalName" }, undefined],
    ["EP-13: any other", {}, { app: "web" }],
  ])("%s", (_, spec, expected) => {
    expect(podSelectorOf(makeService(spec))).toEqual(expected);
  });
});

describe("hasClusterIp", () => {
  it.each([
    ["10.96.0.1", true],
    ["None", false],
    ["", false],
    [undefined, false],
  ])("EP-30: of %s says %s", (clusterIP, expected) => {
    expect(hasClusterIp(makeService({ clusterIP }))).toBe(expected);
  });
});
