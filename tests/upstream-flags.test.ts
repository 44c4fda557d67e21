import { describe, expect, it } from "vitest";
import { insecurePortFlags } from "../benchmarks/src/server/upstream-flags.js";

describe("a real kube-controller-manager", () => {
  it.each([
    ["Kubernetes v1.20.15\n", { port: "0" }],
    ["Kubernetes v1.23.17", { port: "0" }],
    ["Kubernetes v1.24.17", {}],
    ["Kubernetes v1.34.9", {}],
    ["Kubernetes v1.35.0-alpha.1+abc", {}],
    ["Kubernetes v2.0.0", {}],
  ])("cases Libraries 8: %j gets the flags that it supports", (version, flags) => {
    expect(insecurePortFlags(version)).toEqual(flags);
  });

  it("cases Libraries 8: is not started if its version cannot be parsed", () => {
    expect(() => insecurePortFlags("etcd Version: 3.5")).toThrow("etcd Version: 3.5: not a version of Kubernetes");
  });
});
