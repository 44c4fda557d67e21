import { describe, expect, it } from "vitest";
import { createAddressMakers } from "../../src/endpoints/address.js";
import { makePod, makeService } from "../objects.js";

const dual = makePod("a", { ips: ["10.0.0.1", "fd00::1"] });

describe("createAddressMakers", () => {
  it.each<[string, object, ReturnType<typeof makePod>, string | undefined]>([
    ["the first of the Service's families", { ipFamilies: ["IPv4", "IPv6"] }, dual, "10.0.0.1"],
    ["the first of the Service's families", { ipFamilies: ["IPv6", "IPv4"] }, dual, "fd00::1"],
    ["without families that of the cluster IP", { ipFamilies: undefined, clusterIP: "fd00:96::1" }, dual, "fd00::1"],
    ["without families that of the cluster IP", { ipFamilies: [], clusterIP: "10.96.0.1" }, dual, "10.0.0.1"],
    ["headless without ipFamilies: the pod's", { ipFamilies: [], clusterIP: "None" }, dual, "10.0.0.1"],
    [
      "headless without ipFamilies: the pod's",
      { ipFamilies: undefined, clusterIP: "" },
      makePod("b", { ips: ["fd00::2", "10.0.0.2"] }),
      "fd00::2",
    ],
    ["none, if the pod has none of the family", { ipFamilies: ["IPv6"] }, makePod("c"), undefined],
    ["written canonically", {}, makePod("d", { ip: "010.000.0.01" }), "10.0.0.1"],
    ["written canonically", { ipFamilies: ["IPv6"] }, makePod("e", { ip: "FD00:0::0001" }), "fd00::1"],
  ])("EP-15: the IP is %s (%j)", (_, spec, pod, expected) => {
    expect(createAddressMakers()(makeService(spec))(pod)?.ip).toBe(expected);
  });

  it("EP-16: has node name and targetRef, without apiVersion and resourceVersion", () => {
    expect(createAddressMakers()(makeService())(makePod("a"))).toEqual({
      ip: "10.0.0.1",
      nodeName: "n1",
      targetRef: { kind: "Pod", namespace: "ns", name: "a", uid: "uid-a" },
    });
  });

  it("EP-16: has the pod's hostname only if the subdomain is the Service's name", () => {
    const addressesOf = createAddressMakers();
    const addressOf = (pod: ReturnType<typeof makePod>, service: ReturnType<typeof makeService>) =>
      addressesOf(service)(pod);
    const pod = makePod("a", { spec: { hostname: "h", subdomain: "web" } });
    expect(addressOf(pod, makeService())).toHaveProperty("hostname", "h");
    expect(addressOf(pod, makeService({}, { name: "other" }))).not.toHaveProperty("hostname");
    expect(addressOf(pod, makeService())).toHaveProperty("hostname", "h");
  });

  it("EP-16, EP-17: sets nodeName even if the pod has none", () => {
    expect(createAddressMakers()(makeService())(makePod("a", { nodeName: null }))?.nodeName).toBe("");
  });

  it("is the same object while the pod does not change, per family", () => {
    const addressesOf = createAddressMakers();
    const addressOf = (pod: ReturnType<typeof makePod>, service: ReturnType<typeof makeService>) =>
      addressesOf(service)(pod);
    const first = addressOf(dual, makeService());
    expect(addressOf(dual, makeService({}, { name: "other" }))).toBe(first);
    expect(addressOf(dual, makeService({ ipFamilies: ["IPv6"] }))?.ip).toBe("fd00::1");
    expect(addressOf(dual, makeService())).toEqual(first);
  });
});
