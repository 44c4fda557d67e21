import type { EndpointSubset } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EndpointAddress, repackSubsets } from "../../src/shared/repack-subsets.js";

const a: EndpointAddress = { ip: "1.2.3.4" };
const b: EndpointAddress = { ip: "5.6.7.8" };
const p1 = { port: 111, protocol: "TCP" };
const p2 = { port: 222, protocol: "TCP" };
const withUid = (address: EndpointAddress, uid: string): EndpointAddress => ({
  ...address,
  targetRef: { kind: "Pod", uid },
});
const subset = (
  addresses: EndpointAddress[],
  notReadyAddresses: EndpointAddress[],
  ports: EndpointSubset["ports"] = [],
) => ({
  ...(addresses.length === 0 ? {} : { addresses }),
  ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
  ...(ports.length === 0 ? {} : { ports }),
});

describe("repackSubsets", () => {
  it.each<[string, EndpointSubset[], EndpointSubset[]]>([
    ["no subsets give none", [], []],
    ["a subset without addresses is dropped", [subset([], [], [p1])], []],
    ["a repacked subset is unchanged", [subset([a], [b], [p1])], [subset([a], [b], [p1])]],
    ["addresses without ports are kept", [subset([a], [b])], [subset([a], [b])]],
    [
      "the same port with other addresses is merged",
      [subset([a], [], [p1]), subset([b], [], [p1])],
      [subset([a, b], [], [p1])],
    ],
    [
      "the same addresses with other ports are merged",
      [subset([a], [], [p1]), subset([a], [], [p2])],
      [subset([a], [], [p2, p1])],
    ],
    [
      "different addresses are not merged",
      [subset([a, b], [], [p1]), subset([a], [], [p2])],
      [subset([a, b], [], [p1]), subset([a], [], [p2])],
    ],
    [
      "different readiness is not merged",
      [subset([a], [b], [p1]), subset([a, b], [], [p2])],
      [subset([a], [b], [p1]), subset([a, b], [], [p2])],
    ],
    ["a duplicate address is kept once", [subset([a, a], [b, b], [p1])], [subset([a], [b], [p1])]],
    [
      "ready and not ready for a port is not ready",
      [subset([a], [], [p1]), subset([], [a], [p1])],
      [subset([], [a], [p1])],
    ],
    ["not ready and then ready is not ready", [subset([], [a], [p1]), subset([a], [], [p1])], [subset([], [a], [p1])]],
    [
      "one IP of two pods gives two addresses",
      [subset([withUid(a, "2"), withUid(a, "1"), a], [], [p1])],
      [subset([a, withUid(a, "1"), withUid(a, "2")], [], [p1])],
    ],
    [
      "the first occurrence of an address is kept",
      [subset([{ ...a, hostname: "x" }], [], [p1]), subset([{ ...a, hostname: "y" }], [], [p2])],
      [subset([{ ...a, hostname: "x" }], [], [p2, p1])],
    ],
    [
      "the same number with two protocols gives two ports",
      [subset([a], [], [p1]), subset([b], [], [{ port: 111, protocol: "UDP" }])],
      [subset([b], [], [{ port: 111, protocol: "UDP" }]), subset([a], [], [p1])],
    ],
  ])("EP-23: %s", (_, subsets, expected) => {
    const repacked = repackSubsets(subsets);
    expect(repacked.map(comparable)).toHaveLength(expected.length);
    expect(new Set(repacked.map(comparable))).toEqual(new Set(expected.map(comparable)));
  });

  it("EP-24: sorts addresses as strings, not numerically", () => {
    const ips = ["10.0.0.2", "10.0.0.10", "9.0.0.1", "10.0.0.1"];
    const [only] = repackSubsets([
      subset(
        ips.map((ip) => ({ ip })),
        [],
        [p1],
      ),
    ]);
    expect(only?.addresses?.map(({ ip }) => ip)).toEqual(["10.0.0.1", "10.0.0.10", "10.0.0.2", "9.0.0.1"]);
  });

  it("EP-23, EP-24: the result does not depend on the packing of the input, and repacking it changes nothing", () => {
    const entry = fc.record({
      ip: fc.constantFrom("1.1.1.1", "1.1.1.2", "1.1.1.3"),
      uid: fc.constantFrom("x", "y"),
      ready: fc.boolean(),
      port: fc.constantFrom(1, 2, 3, 4),
    });
    const pack = (entries: { ip: string; uid: string; ready: boolean; port: number }[]) =>
      entries.map(({ ip, uid, ready, port }) => {
        const address = withUid({ ip }, uid);
        return subset(ready ? [address] : [], ready ? [] : [address], [{ port, protocol: "TCP" }]);
      });
    fc.assert(
      fc.property(fc.array(entry), fc.array(fc.nat()), (entries, keys) => {
        const shuffled = entries
          .map((each, at) => ({ each, key: keys[at] ?? 0 }))
          .sort((left, right) => left.key - right.key)
          .map(({ each }) => each);
        const repacked = repackSubsets(pack(entries));
        expect(repackSubsets(pack(shuffled))).toEqual(repacked);
        expect(repackSubsets(repacked)).toEqual(repacked);
        const ports = repacked.flatMap(({ ports = [] }) => ports.map(({ port }) => port));
        expect(ports.length).toBe(new Set(ports).size);
      }),
    );
  });
});

/** A subset as a string, with the ports in a fixed order. */
function comparable({ ports = [], ...rest }: EndpointSubset): string {
  return JSON.stringify([rest, ports.map((port) => JSON.stringify(port)).sort()]);
}
