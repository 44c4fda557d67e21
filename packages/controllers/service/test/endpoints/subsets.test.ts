import type { EndpointSubset, Pod, Service } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAddressMakers } from "../../src/endpoints/address.js";
import { planSubsets } from "../../src/endpoints/subsets.js";
import { repackSubsets } from "../../src/shared/repack-subsets.js";
import { findTargetPort } from "../../src/shared/target-port.js";
import { makePod, makeService } from "../objects.js";
import { podNames } from "../world.js";

const plan = (service: Service, pods: readonly Pod[]) => planSubsets(service, pods, createAddressMakers()(service));
const two = [
  { name: "http", port: 80, targetPort: 8080, protocol: "TCP" },
  { name: "https", port: 443, targetPort: "https", protocol: "TCP" },
];
const withPort = (containerPort: number) => ({
  containers: [{ name: "c", ports: [{ name: "https", containerPort, protocol: "TCP" }] }],
});

/** The content of a subset, without the order of ports. */
function outline(subsets: readonly EndpointSubset[]) {
  return subsets
    .map(({ addresses, notReadyAddresses, ports = [] }) => ({
      ready: podNames(addresses),
      notReady: podNames(notReadyAddresses),
      ports: ports.map(({ port }) => port).sort(),
    }))
    .sort((left, right) => (left.ports[0] ?? 0) - (right.ports[0] ?? 0));
}

describe("planSubsets", () => {
  it("EP-18, EP-23 (V-EPSET): ready and not ready pods with two ports give one subset", () => {
    const pods = [
      makePod("a", { spec: withPort(8443) }),
      makePod("b", { ip: "10.0.0.2", ready: false, spec: withPort(8443) }),
    ];
    expect(outline(plan(makeService({ ports: two }), pods))).toEqual([
      { ready: ["a"], notReady: ["b"], ports: [8080, 8443] },
    ]);
  });

  it("EP-20, EP-23 (V-EPSET): a pod without a named port is only in the other port's subset", () => {
    const pods = [makePod("a"), makePod("b", { ip: "10.0.0.2", spec: withPort(8443) })];
    expect(outline(plan(makeService({ ports: two }), pods))).toEqual([
      { ready: ["a", "b"], notReady: [], ports: [8080] },
      { ready: ["b"], notReady: [], ports: [8443] },
    ]);
  });

  it("EP-22: pods that resolve a named port differently are in different subsets", () => {
    const pods = [makePod("a", { spec: withPort(1) }), makePod("b", { ip: "10.0.0.2", spec: withPort(2) })];
    expect(outline(plan(makeService({ ports: [two[1]] }), pods))).toEqual([
      { ready: ["a"], notReady: [], ports: [1] },
      { ready: ["b"], notReady: [], ports: [2] },
    ]);
  });

  it.each(["TCP", "UDP", "SCTP"])(
    "EP-20: a port has the name, protocol %s and appProtocol of the Service port",
    (protocol) => {
      const ports = [{ name: "p", port: 80, targetPort: 8080, protocol, appProtocol: "kubernetes.io/h2c" }];
      const [subset] = plan(makeService({ ports }), [makePod("a")]);
      expect(subset?.ports).toEqual([{ name: "p", port: 8080, protocol, appProtocol: "kubernetes.io/h2c" }]);
    },
  );

  it("EP-20: one port number with two protocols gives two ports of one subset", () => {
    const ports = ["TCP", "UDP"].map((protocol) => ({ name: protocol, port: 53, targetPort: 53, protocol }));
    const [subset, ...others] = plan(makeService({ ports }), [makePod("a")]);
    expect(others).toEqual([]);
    expect(subset?.ports?.map(({ protocol }) => protocol).sort()).toEqual(["TCP", "UDP"]);
  });

  it("EP-19: without ports a headless Service has a subset without ports, other Services have none", () => {
    const pods = [makePod("a"), makePod("b", { ip: "10.0.0.2", ready: false })];
    expect(plan(makeService({ ports: undefined }), pods)).toEqual([]);
    expect(plan(makeService({ ports: [], clusterIP: "" }), pods)).toEqual([]);
    const [subset, ...others] = plan(makeService({ ports: [], clusterIP: "None" }), pods);
    expect(others).toEqual([]);
    expect(subset).not.toHaveProperty("ports");
    expect(podNames(subset?.addresses)).toEqual(["a"]);
    expect(podNames(subset?.notReadyAddresses)).toEqual(["b"]);
  });

  it("EP-25: without eligible pods there is no subset", () => {
    expect(plan(makeService(), [])).toEqual([]);
    expect(plan(makeService(), [makePod("a", { phase: "Failed" }), makePod("b", { ips: [] })])).toEqual([]);
    expect(plan(makeService({ ports: [two[1]] }), [makePod("a")])).toEqual([]);
  });

  it.each<[string, Parameters<typeof makePod>[1], boolean, "ready" | "not ready" | "absent"]>([
    ["a ready pod", {}, false, "ready"],
    ["a pod that is not ready", { ready: false }, false, "not ready"],
    ["a terminating pod", { terminating: true }, false, "absent"],
    ["a failed pod", { phase: "Failed" }, false, "absent"],
    ["a pod that is not ready", { ready: false }, true, "ready"],
    ["a terminating pod", { terminating: true, ready: false }, true, "ready"],
    ["a succeeded pod", { phase: "Succeeded" }, true, "absent"],
    ["a failed terminating pod", { phase: "Failed", terminating: true }, true, "absent"],
  ])("EP-14, EP-18: %s (%j), publishNotReadyAddresses %s: %s", (_, options, publishNotReadyAddresses, expected) => {
    const [subset] = plan(makeService({ publishNotReadyAddresses }), [makePod("a", options)]);
    const found = subset?.addresses ? "ready" : subset?.notReadyAddresses ? "not ready" : "absent";
    expect(found).toBe(expected);
  });

  it("EP-23: is the same as repacking one pod and port at a time", () => {
    const pod = fc.record({ ready: fc.boolean(), https: fc.constantFrom(0, 1, 2), admin: fc.constantFrom(0, 1) });
    const names = ["https", "admin"] as const;
    const service = makeService({
      ports: [
        { name: "http", port: 80, targetPort: 8080, protocol: "TCP" },
        ...names.map((name) => ({ name, port: 1, targetPort: name, protocol: "TCP" })),
      ],
    });
    fc.assert(
      fc.property(fc.array(pod, { maxLength: 12 }), (shapes) => {
        const pods = shapes.map(({ ready, ...numbers }, at) => {
          const ports = names
            .filter((name) => numbers[name] > 0)
            .map((name) => ({ name, containerPort: numbers[name], protocol: "TCP" }));
          return makePod(`p${at}`, { ip: `10.0.0.${at + 1}`, ready, spec: { containers: [{ name: "c", ports }] } });
        });
        const addressOf = createAddressMakers()(service);
        const single = pods.flatMap((each, at) =>
          (service.spec?.ports ?? []).flatMap((servicePort) => {
            const port = findTargetPort(each, servicePort);
            const address = addressOf(each);
            if (port === undefined || address === undefined) return [];
            const list = shapes[at]?.ready ? "addresses" : "notReadyAddresses";
            return [{ [list]: [address], ports: [{ name: servicePort.name as string, port, protocol: "TCP" }] }];
          }),
        );
        expect(planSubsets(service, pods, addressOf)).toEqual(repackSubsets(single));
      }),
    );
  });
});
