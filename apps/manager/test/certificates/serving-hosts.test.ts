import { describe, expect, it } from "vitest";
import { isHost, servingHosts } from "../../src/certificates/serving-hosts.js";

const machine = {
  hostname: () => "node-7.example",
  interfaces: () => ({
    lo: [{ address: "127.0.0.1" }, { address: "::1" }],
    eth0: [{ address: "192.0.2.7" }, { address: "fe80::1%eth0" }],
    gone: undefined,
  }),
};
const always = [
  "localhost",
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "127.0.0.1",
  "::1",
  "10.96.0.1",
];

describe("the hosts of the serving certificate", () => {
  it.each([
    ["127.0.0.1", [], []],
    ["192.0.2.7", [], ["192.0.2.7"]],
    ["api.example", [], ["api.example"]],
    ["0.0.0.0", [], ["node-7.example", "192.0.2.7", "fe80::1%eth0"]],
    ["::", [], ["node-7.example", "192.0.2.7", "fe80::1%eth0"]],
    ["0.0.0.0", ["lb.example", "::1"], ["node-7.example", "192.0.2.7", "fe80::1%eth0", "lb.example"]],
  ])("H19: with --bind-address %s and --tls-sans %j", (bindAddress, tlsSans, more) => {
    expect(servingHosts({ bindAddress, serviceIp: "10.96.0.1", tlsSans }, machine)).toEqual([...always, ...more]);
  });

  it("H19: omit a hostname that is not a valid DNS name", () => {
    const hosts = servingHosts(
      { bindAddress: "::", serviceIp: "10.96.0.1", tlsSans: [] },
      { ...machine, hostname: () => "my_machine" },
    );
    expect(hosts).not.toContain("my_machine");
  });

  it.each([
    ["example", true],
    ["a.b-c.example", true],
    ["*.example", true],
    ["192.0.2.1", true],
    ["2001:db8::1", true],
    ["", false],
    ["*", false],
    ["a.*.b", false],
    ["-a", false],
    ["a..b", false],
    ["a b", false],
    ["bücher.example", false],
    ["https://a", false],
    ["a:6443", false],
    [`${"a.".repeat(127)}aa`, false],
  ])("H19: %j can be one: %s", (text, expected) => {
    expect(isHost(text)).toBe(expected);
  });
});
