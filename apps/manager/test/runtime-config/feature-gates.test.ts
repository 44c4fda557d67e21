import { describe, expect, it } from "vitest";
import { featureMeasure } from "../../src/metrics/feature-measure.js";
import { featureGatesOf } from "../../src/runtime-config/feature-gates.js";
import { knownGates } from "../../src/runtime-config/known-gates.js";

describe("--feature-gates", () => {
  it.each([
    ["Unknown=true", "unrecognized feature gate: Unknown"],
    ["HostnameOverride", "missing bool value for HostnameOverride"],
    [
      "HostnameOverride=maybe",
      'invalid value of HostnameOverride=maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    ["SidecarContainers=false", "cannot set feature gate SidecarContainers to false, feature is locked to true"],
    [
      "ContainerStopSignals=true",
      "cannot set feature gate ContainerStopSignals to true, engenho has only what Kubernetes 1.34 does by default",
    ],
  ])("%s is refused", (item, message) => {
    expect(() => featureGatesOf([item])).toThrow(new RangeError(message));
  });

  it("may name the component, repeat defaults, and change gates whose effect is elsewhere", () => {
    const items = ["kube:HostnameOverride=true", "SidecarContainers=true", "KubeletPSI=false", "WatchList=true"];
    const { enabled, switched } = featureGatesOf(items);
    expect(switched).toEqual(["HostnameOverride"]);
    expect(enabled.has("KubeletPSI")).toBe(false);
  });

  it("AllAlpha turns on every alpha gate but those whose effect does not exist, and a gate of its own wins", () => {
    const { enabled } = featureGatesOf(["AllAlpha=true", "HostnameOverride=false"]);
    for (const [name, { stage, change }] of knownGates) {
      if (stage !== "ALPHA") continue;
      expect([name, enabled.has(name)]).toEqual([name, change !== "fixed" && name !== "HostnameOverride"]);
    }
    expect(enabled.has("ClusterTrustBundle")).toBe(false);
  });

  it("is told by kubernetes_feature_enabled, with the stages of 1.34", async () => {
    const samples = await featureMeasure(["AllBeta=true"]).read();
    const stateOf = (wanted: string) =>
      samples.flatMap(({ labels, value }) => (labels.name === wanted ? [[labels.stage, value]] : []));
    expect(stateOf("AllBeta")).toEqual([["BETA", 1]]);
    expect(stateOf("ClusterTrustBundle")).toEqual([["BETA", 1]]);
    expect(stateOf("HostnameOverride")).toEqual([["ALPHA", 0]]);
    expect(stateOf("SidecarContainers")).toEqual([["", 1]]);
    expect(stateOf("ImageVolume")).toEqual([["BETA", 0]]);
  });
});
