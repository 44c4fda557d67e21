import { describe, expect, it } from "vitest";
import { addressTypesOf } from "../../src/endpointslice/address-types.js";
import { createEndpointMakers, type EndpointMakerInput } from "../../src/endpointslice/endpoint.js";
import { makePod, makeService } from "../objects.js";

interface Input extends Partial<EndpointMakerInput> {
  readonly pod?: ReturnType<typeof makePod>;
  readonly zone?: string;
}

const make = (input: Input = {}, endpointsOf = createEndpointMakers()) => {
  const { pod = makePod("a"), service = makeService(), addressType = "IPv4", zone } = input;
  return endpointsOf({ service, addressType })(pod, zone);
};

describe("createEndpointMakers", () => {
  it.each<[string, Parameters<typeof makePod>[1], boolean, object]>([
    ["a ready pod", {}, false, { ready: true, serving: true, terminating: false }],
    ["a pod that is not ready", { ready: false }, false, { ready: false, serving: false, terminating: false }],
    ["a ready pod being deleted", { terminating: true }, false, { ready: false, serving: true, terminating: true }],
    [
      "a pod being deleted that is not ready",
      { terminating: true, ready: false },
      false,
      { ready: false, serving: false, terminating: true },
    ],
    ["a pod that is not ready", { ready: false }, true, { ready: true, serving: false, terminating: false }],
    ["a ready pod being deleted", { terminating: true }, true, { ready: true, serving: true, terminating: true }],
    [
      "a pod being deleted that is not ready",
      { terminating: true, ready: false },
      true,
      { ready: true, serving: false, terminating: true },
    ],
  ])("ES-17 (V-COND): %s (%j), publishNotReadyAddresses %s", (_, options, publishNotReadyAddresses, expected) => {
    const endpoint = make({ pod: makePod("a", options), service: makeService({ publishNotReadyAddresses }) });
    expect(endpoint?.conditions).toEqual(expected);
  });

  it("ES-17: has pod, node, zone and addresses", () => {
    expect(make({ zone: "z1" })).toEqual({
      addresses: ["10.0.0.1"],
      conditions: { ready: true, serving: true, terminating: false },
      targetRef: { kind: "Pod", namespace: "ns", name: "a", uid: "uid-a" },
      nodeName: "n1",
      zone: "z1",
    });
  });

  it("ES-17: omits an unknown node and zone", () => {
    const endpoint = make({ pod: makePod("a", { nodeName: null }) });
    expect(endpoint).not.toHaveProperty("nodeName");
    expect(endpoint).not.toHaveProperty("zone");
  });

  it("ES-17: has all addresses of the type, canonical and sorted", () => {
    const pod = makePod("a", { ips: ["10.0.0.2", "FD00:0::1", "010.0.0.1", "fd00::2"] });
    expect(make({ pod })?.addresses).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(make({ pod, addressType: "IPv6" })?.addresses).toEqual(["fd00::1", "fd00::2"]);
  });

  it("ES-14: a pod without an address of the type gives no endpoint", () => {
    expect(make({ addressType: "IPv6" })).toBeUndefined();
  });

  it("ES-17, EP-16: has the same hostname as in Endpoints", () => {
    const pod = makePod("a", { spec: { hostname: "h", subdomain: "web" } });
    expect(make({ pod })?.hostname).toBe("h");
    expect(make({ pod, service: makeService({}, { name: "other" }) })).not.toHaveProperty("hostname");
  });

  it("is the same object per type while nothing changes, and a new one after a change", () => {
    const makers = createEndpointMakers();
    const endpointOf = (input: Input) => make(input, makers);
    const pod = makePod("a", { ips: ["10.0.0.1", "fd00::1"], ready: false, spec: { hostname: "h", subdomain: "web" } });
    const input = { pod, service: makeService(), addressType: "IPv4", zone: "z1" } as const;
    const first = endpointOf(input);
    expect(endpointOf({ ...input, addressType: "IPv6" })?.addresses).toEqual(["fd00::1"]);
    expect(endpointOf({ ...input, service: makeService() })).toBe(first);
    expect(endpointOf({ ...input, zone: "z2" })?.zone).toBe("z2");
    expect(endpointOf({ ...input, service: makeService({}, { name: "x" }) })).not.toHaveProperty("hostname");
    expect(endpointOf({ ...input, service: makeService({ publishNotReadyAddresses: true }) })?.conditions?.ready).toBe(
      true,
    );
    expect(endpointOf(input)).toEqual(first);
  });
});

describe("addressTypesOf", () => {
  it.each([
    [{ ipFamilies: ["IPv4"] }, ["IPv4"]],
    [{ ipFamilies: ["IPv6"] }, ["IPv6"]],
    [{ ipFamilies: ["IPv4", "IPv6"] }, ["IPv4", "IPv6"]],
    [{ ipFamilies: ["IPv6", "IPv4"], clusterIP: "None" }, ["IPv6", "IPv4"]],
    [{ ipFamilies: undefined, clusterIP: "10.96.0.1" }, ["IPv4"]],
    [{ ipFamilies: [], clusterIP: "fd00::1" }, ["IPv6"]],
    [{ ipFamilies: undefined, clusterIP: "None" }, ["IPv4", "IPv6"]],
    [{ ipFamilies: undefined, clusterIP: undefined }, ["IPv4", "IPv6"]],
  ])("ES-11: of a Service with %j are %j", (spec, expected) => {
    expect(addressTypesOf(makeService(spec))).toEqual(expected);
  });
});
