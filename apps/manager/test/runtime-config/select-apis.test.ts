import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../src/command-line.js";
import { type ApiChoice, selectApis } from "../../src/runtime-config/select-apis.js";

const read = async (...argv: string[]) => {
  const parsed = await readCommandLine({ argv, program: "engenho", env: {}, tell() {} }, "0");
  return parsed.type === "run" ? parsed.options : undefined;
};
const policies = "MutatingAdmissionPolicy";
const policyVersion = "admissionregistration.k8s.io/v1beta1";

/** What is served beyond, and what is no longer served of, the default: `certificates.k8s.io/v1beta1 ClusterTrustBundle`. */
function difference(choice: ApiChoice) {
  const { kinds, admission, servedOf } = selectApis(choice);
  const byDefault = createMemoryStore();
  const store = createMemoryStore({ kinds });
  const names = (definitions: ReturnType<typeof store.definitions>) =>
    definitions.map(({ group, version, kind }) => `${group}/${version} ${kind}`);
  const before = new Set(names(byDefault.definitions()));
  const after = new Set(names(servedOf(store).definitions()));
  return {
    more: [...after].filter((name) => !before.has(name)).sort(),
    less: [...before].filter((name) => !after.has(name)).sort(),
    plugins: admission.map(({ name }) => name),
  };
}

describe("--feature-gates and --runtime-config", () => {
  const both = [`${policyVersion} ${policies}`, `${policyVersion} ${policies}Binding`];

  it.each<[string, string[], string[], string[], string[]]>([
    ["nothing", [], [], [], []],
    ["the gate alone", [`${policies}=true`], [], [], []],
    ["the version alone", [], [`${policyVersion}=true`], both, []],
    ["both", [`${policies}=true`], [`${policyVersion}=true`], both, [policies]],
    ["both, the version without a value", [`${policies}=true`], [policyVersion], both, [policies]],
    [
      "an older version alone, which is stored as the newer one",
      [],
      ["coordination.k8s.io/v1alpha2=true"],
      ["coordination.k8s.io/v1alpha2 LeaseCandidate"],
      [],
    ],
    [
      "a kind behind a gate without the gate",
      [],
      ["certificates.k8s.io/v1beta1=true", "certificates.k8s.io/v1alpha1=true"],
      [],
      [],
    ],
    [
      "a kind behind a gate",
      ["ClusterTrustBundle=true"],
      ["certificates.k8s.io/v1beta1=true"],
      ["certificates.k8s.io/v1beta1 ClusterTrustBundle"],
      [],
    ],
    [
      "one resource of a version",
      ["PodCertificateRequest=true", "ClusterTrustBundle=true"],
      ["certificates.k8s.io/v1alpha1/podcertificaterequests=true"],
      ["certificates.k8s.io/v1alpha1 PodCertificateRequest"],
      [],
    ],
    [
      "a version but for one resource",
      [],
      ["networking.k8s.io/v1beta1=true", "networking.k8s.io/v1beta1/ipaddresses=false"],
      ["networking.k8s.io/v1beta1 ServiceCIDR"],
      [],
    ],
    [
      "all alpha versions, without gates",
      [],
      ["api/alpha=true"],
      [
        `admissionregistration.k8s.io/v1alpha1 ${policies}`,
        `admissionregistration.k8s.io/v1alpha1 ${policies}Binding`,
        "coordination.k8s.io/v1alpha2 LeaseCandidate",
        "internal.apiserver.k8s.io/v1alpha1 StorageVersion",
        "resource.k8s.io/v1alpha3 DeviceTaintRule",
        "storage.k8s.io/v1alpha1 VolumeAttributesClass",
      ],
      [],
    ],
    [
      "all of beta but one version, which precedes",
      ["AllBeta=true", `${policies}=false`],
      [
        "api/all=true",
        "api/alpha=false",
        `${policyVersion}=false`,
        "resource.k8s.io/v1beta1=0",
        "resource.k8s.io/v1beta2=F",
      ],
      [
        "certificates.k8s.io/v1beta1 ClusterTrustBundle",
        "coordination.k8s.io/v1beta1 LeaseCandidate",
        "networking.k8s.io/v1beta1 IPAddress",
        "networking.k8s.io/v1beta1 ServiceCIDR",
        "storage.k8s.io/v1beta1 VolumeAttributesClass",
      ],
      [],
    ],
    [
      "what has no kinds left",
      [],
      ["batch/v1beta1=true", "extensions/v1beta1", "flowcontrol.apiserver.k8s.io/v1beta3"],
      [],
      [],
    ],
  ])("serve more: %s", (_, featureGates, runtimeConfig, more, plugins) => {
    expect(difference({ featureGates, runtimeConfig })).toEqual({ more, less: [], plugins });
  });

  it.each<[string, string[], string[]]>([
    ["a stable version", ["batch/v1=false"], ["batch/v1 CronJob", "batch/v1 Job"]],
    ["a resource", ["batch/v1/jobs=false"], ["batch/v1 Job"]],
    ["one of two versions", ["autoscaling/v2=false"], ["autoscaling/v2 HorizontalPodAutoscaler"]],
    ["what only answers", ["authentication.k8s.io/v1/tokenreviews=false"], ["authentication.k8s.io/v1 TokenReview"]],
  ])("serve less: %s", (_, runtimeConfig, less) => {
    expect(difference({ runtimeConfig })).toEqual({ more: [], less, plugins: [] });
  });

  it("never take custom resources away, nor kinds of the embedding program", () => {
    const definition = { schemaName: undefined, group: "example.com", version: "v1", plural: "widgets" };
    const { servedOf } = selectApis({ runtimeConfig: ["api/all=false", "apps/v1=true"] });
    expect(servedOf({ definitions: () => [definition as never] }).definitions()).toEqual([definition]);
  });

  it("are lists, and given twice they add up", async () => {
    expect(
      await read(
        `--feature-gates=${policies}=true,AllAlpha=false`,
        "--feature-gates=AllBeta=true",
        "--runtime-config=api/all=true",
      ),
    ).toMatchObject({
      featureGates: [`${policies}=true`, "AllAlpha=false", "AllBeta=true"],
      runtimeConfig: ["api/all=true"],
    });
  });

  const noBoolean = (key: string, text: string) =>
    `invalid value of ${key}: ${text}, err: strconv.ParseBool: parsing "${text}": invalid syntax`;

  it.each([
    ["--feature-gates=Unknown=true", "unrecognized feature gate: Unknown"],
    [`--feature-gates=${policies}`, `missing bool value for ${policies}`],
    [
      `--feature-gates=${policies}=yes`,
      `invalid value of ${policies}=yes, err: strconv.ParseBool: parsing "yes": invalid syntax`,
    ],
    ["--runtime-config=apps/v1=yes", noBoolean("apps/v1", "yes")],
    ["--runtime-config=api/all=yes", "invalid value api/all=yes"],
    ["--runtime-config=api/beta", "invalid value api/beta="],
    ["--runtime-config=api/all=false", "invalid key with only api/all=false"],
    ["--runtime-config=v1=true", "runtime-config invalid key v1"],
    ["--runtime-config=a/b/c/d=true", "runtime-config invalid key a/b/c/d"],
    ["--runtime-config=example.com/v1,other.org/v2=true", "unknown api groups example.com,other.org"],
    ["--runtime-config=api/legacy=true", "unknown api groups api"],
    ["--runtime-config=apps/v3=true", "group version apps/v3 that has not been registered"],
    [
      "--runtime-config=apps/v1/Deployments=true",
      'invalid key apps/v1/Deployments: group/version/resource and resource is always lowercase plural, not "Deployments"',
    ],
  ])("%s is refused as kube-apiserver refuses it", async (flag, message) => {
    await expect(read(flag)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});
