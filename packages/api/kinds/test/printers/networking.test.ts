import { describe, expect, it } from "vitest";
import { row } from "./row.js";

const loadBalancer = {
  ingress: [{ hostname: "b.example" }, { ip: "2.2.2.2", hostname: "a.example" }, { ip: "2.2.2.2" }],
};

describe("the rows of networking", () => {
  it("Service", () => {
    const item = {
      spec: {
        type: "NodePort",
        clusterIP: "10.0.0.1",
        clusterIPs: ["10.0.0.1", "fd00::1"],
        ports: [
          { port: 80, nodePort: 30080, protocol: "TCP" },
          { port: 53, protocol: "UDP" },
        ],
        selector: { b: "2", a: "1" },
      },
    };
    expect(row("", "Service", item)).toEqual({
      Name: "it",
      Type: "NodePort",
      "Cluster-IP": "10.0.0.1",
      "External-IP": "<none>",
      "Port(s)": "80:30080/TCP,53/UDP",
      Age: "60m",
      Selector: "a=1,b=2",
    });
  });

  it("Service without address, ports and selector", () => {
    expect(row("", "Service", { spec: { type: "ClusterIP" } })).toMatchObject({
      "Cluster-IP": "<none>",
      "Port(s)": "<none>",
      Selector: "<none>",
    });
    expect(row("", "Service", { spec: { type: "ClusterIP", clusterIPs: ["None"] } })["Cluster-IP"]).toBe("None");
  });

  it.each<readonly [claim: string, spec: object, status: object, shown: string]>([
    [
      "ClusterIP with external addresses",
      { type: "ClusterIP", externalIPs: ["1.1.1.1", "2.2.2.2"] },
      {},
      "1.1.1.1,2.2.2.2",
    ],
    ["LoadBalancer that waits", { type: "LoadBalancer" }, {}, "<pending>"],
    ["LoadBalancer with addresses, whole and sorted", { type: "LoadBalancer" }, { loadBalancer }, "2.2.2.2,b.example"],
    [
      "LoadBalancer with external addresses as well",
      { type: "LoadBalancer", externalIPs: ["1.1.1.1"] },
      { loadBalancer },
      "2.2.2.2,b.example,1.1.1.1",
    ],
    [
      "LoadBalancer that waits, with external addresses",
      { type: "LoadBalancer", externalIPs: ["1.1.1.1"] },
      {},
      "1.1.1.1",
    ],
    ["ExternalName", { type: "ExternalName", externalName: "db.example" }, {}, "db.example"],
    ["an unknown type", { type: "Odd" }, {}, "<unknown>"],
  ])("Service: external address of %s", (_, spec, status, shown) => {
    expect(row("", "Service", { spec, status })["External-IP"]).toBe(shown);
  });

  it.each<readonly [claim: string, subsets: readonly object[], shown: string]>([
    ["no subsets", [], "<none>"],
    ["only addresses that are not ready", [{ notReadyAddresses: [{ ip: "1.1.1.1" }], ports: [{ port: 80 }] }], ""],
    ["addresses without ports", [{ addresses: [{ ip: "1.1.1.1" }] }], "1.1.1.1"],
    ["IPv6", [{ addresses: [{ ip: "fd00::1" }], ports: [{ port: 80 }] }], "[fd00::1]:80"],
    [
      "three of them",
      [{ addresses: [{ ip: "1.1.1.1" }, { ip: "1.1.1.2" }, { ip: "1.1.1.3" }], ports: [{ port: 80 }] }],
      "1.1.1.1:80,1.1.1.2:80,1.1.1.3:80",
    ],
    [
      "more than three, port by port",
      [
        { addresses: [{ ip: "1.1.1.1" }, { ip: "1.1.1.2" }], ports: [{ port: 80 }, { port: 443 }] },
        { addresses: [{ ip: "2.2.2.2" }] },
      ],
      "1.1.1.1:80,1.1.1.2:80,1.1.1.1:443 + 2 more...",
    ],
  ])("Endpoints: %s", (_, subsets, shown) => {
    expect(row("", "Endpoints", { subsets }).Endpoints).toBe(shown);
  });

  it("EndpointSlice", () => {
    const item = {
      addressType: "IPv4",
      ports: [{ port: 80 }, { name: "any" }, {}, { port: 443 }],
      endpoints: [{ addresses: ["1.1.1.1", "1.1.1.2"] }, { addresses: ["1.1.1.3"] }, { addresses: ["1.1.1.4"] }],
    };
    expect(row("discovery.k8s.io", "EndpointSlice", item)).toEqual({
      Name: "it",
      AddressType: "IPv4",
      Ports: "80,any,* + 1 more...",
      Endpoints: "1.1.1.1,1.1.1.2,1.1.1.3 + 1 more...",
      Age: "60m",
    });
    expect(row("discovery.k8s.io", "EndpointSlice", { addressType: "IPv4", ports: null })).toMatchObject({
      Ports: "<unset>",
      Endpoints: "<unset>",
    });
  });

  it("Ingress", () => {
    const rules = ["a", "b", "c", "d"].map((host) => ({ host }));
    const item = { spec: { ingressClassName: "nginx", rules, tls: [{}] }, status: { loadBalancer } };
    expect(row("networking.k8s.io", "Ingress", item)).toEqual({
      Name: "it",
      Class: "nginx",
      Hosts: "a,b,c + 1 more...",
      Address: "2.2.2.2,b.example",
      Ports: "80, 443",
      Age: "60m",
    });
    expect(row("networking.k8s.io", "Ingress", { spec: { rules: [{}] } })).toMatchObject({
      Class: "<none>",
      Hosts: "*",
      Address: "",
      Ports: "80",
    });
  });

  it("IngressClass", () => {
    const parameters = { apiGroup: "k8s.example", kind: "Parameters", name: "own" };
    const item = { spec: { controller: "example/ingress", parameters } };
    expect(row("networking.k8s.io", "IngressClass", item)).toEqual({
      Name: "it",
      Controller: "example/ingress",
      Parameters: "Parameters.k8s.example/own",
      Age: "60m",
    });
    expect(row("networking.k8s.io", "IngressClass", {}).Parameters).toBe("<none>");
  });

  it("NetworkPolicy", () => {
    const item = { spec: { podSelector: { matchLabels: { app: "web" } } } };
    expect(row("networking.k8s.io", "NetworkPolicy", item)).toEqual({
      Name: "it",
      "Pod-Selector": "app=web",
      Age: "60m",
    });
    const broken = { spec: { podSelector: { matchExpressions: [{ key: "a", operator: "In", values: [] }] } } };
    expect(row("networking.k8s.io", "NetworkPolicy", broken)["Pod-Selector"]).toBe("<error>");
  });
});
