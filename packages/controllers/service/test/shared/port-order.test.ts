import { describe, expect, it } from "vitest";
import { portSetKey, sortPorts } from "../../src/shared/port-order.js";

const http = { name: "http", port: 80, protocol: "TCP" };
const https = { name: "https", port: 443, protocol: "TCP" };
const metrics = { name: "metrics", port: 9090, protocol: "TCP" };
const dns = { name: "dns", port: 53, protocol: "UDP" };

describe("sortPorts", () => {
  it("EP-24: sorts dns, metrics, https, http as Kubernetes 1.34 does", () => {
    expect(sortPorts([http, https, metrics, dns], "endpoints")).toEqual([dns, metrics, https, http]);
    expect(sortPorts([dns, metrics, https, http], "endpoints")).toEqual([dns, metrics, https, http]);
  });

  it("ES-27: has a fixed order for slices too, whatever the input order", () => {
    const sorted = sortPorts([http, https, metrics, dns], "slice");
    expect(sortPorts([metrics, dns, http, https], "slice")).toEqual(sorted);
    expect(new Set(sorted)).toEqual(new Set([http, https, metrics, dns]));
  });

  it("EP-23: removes duplicate ports", () => {
    expect(sortPorts([http, { ...http }], "endpoints")).toEqual([http]);
  });
});

describe("portSetKey", () => {
  it("ES-15: is equal for the same ports in any order, and for no others", () => {
    const key = portSetKey([http, dns]);
    expect(portSetKey([dns, http])).toBe(key);
    const others = [
      [],
      [http],
      [http, https],
      [http, { ...dns, protocol: "TCP" }],
      [http, { ...dns, appProtocol: "h2c" }],
    ];
    for (const ports of others) expect(portSetKey(ports)).not.toBe(key);
  });
});
