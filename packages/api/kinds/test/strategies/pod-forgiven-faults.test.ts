import { deployments, type KubernetesObject } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { createProblems, problemsOf, type Sent, withSpec, workload } from "./attempts.js";

const selector = { matchExpressions: [{ key: "a", operator: "In", values: ["a b"] }] };
const required = "requiredDuringSchedulingIgnoredDuringExecution";
const main = (rest: Sent): Sent => ({ name: "main", image: "nginx", ...rest });
const constraint = (rest: Sent): Sent => ({
  maxSkew: 1,
  topologyKey: "zone",
  whenUnsatisfiable: "DoNotSchedule",
  ...rest,
});
const token = (path: string) => ({
  volumes: [{ name: "v", projected: { sources: [{ serviceAccountToken: { path, expirationSeconds: 3600 } }] } }],
});
const claims = {
  volumes: [{ name: "v", persistentVolumeClaim: { claimName: "a" } }],
  containers: [main({ volumeDevices: [{ name: "v", devicePath: "/dev/x" }] })],
};

/** Why a Deployment whose template is stored with a fault takes no change of that template. */
async function changeProblems(stored: Sent, changed: Sent = { ...stored, priority: 1 }): Promise<readonly string[]> {
  const { store, backend } = openRegistry();
  const current = await store.create(workload("Deployment") as unknown as KubernetesObject);
  const faulty = withSpec(current as unknown as Sent, workload("Deployment", {}, stored).spec as Sent);
  const key = { group: "apps", kind: "Deployment", namespace: "default", name: "one" };
  await backend.commit({ type: "update", key, object: faulty as unknown as KubernetesObject, previous: current });
  const reference = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "one" };
  const spec = { template: { spec: changed } };
  return problemsOf(() => store.patch(deployments, reference, { type: "merge", value: { spec } }));
}

describe("what an update may leave wrong", () => {
  it.each<[string, Sent]>([
    [
      "values in the selectors of affinity",
      { affinity: { podAffinity: { [required]: [{ topologyKey: "zone", labelSelector: selector }] } } },
    ],
    [
      "values in the affinity to nodes",
      { affinity: { nodeAffinity: { [required]: { nodeSelectorTerms: [selector] } } } },
    ],
    ["selectors of spread constraints", { topologySpreadConstraints: [constraint({ labelSelector: selector })] }],
    ["keys of labels of spread constraints", { topologySpreadConstraints: [constraint({ matchLabelKeys: ["a"] })] }],
    [
      "amounts of huge pages that are none of whole pages",
      {
        containers: [
          main({ resources: { limits: { cpu: "1", "hugepages-2Mi": "3Mi" }, requests: { "hugepages-2Mi": "3Mi" } } }),
        ],
      },
    ],
    ["sysctls of the host", { hostNetwork: true, securityContext: { sysctls: [{ name: "net.a", value: "1" }] } }],
    ["the policy of SELinux", { securityContext: { seLinuxChangePolicy: "MountOption" } }],
    ["paths of tokens", token("../x")],
    ["devices of Pods with users of their own", { hostUsers: false, ...claims }],
  ])("%s", async (title, spec) => {
    expect(await createProblems(workload("Deployment", {}, spec))).not.toEqual([]);
    const left = await changeProblems(spec);
    // The keys still need a selector, by the rule that was there before: nobody can have stored such.
    if (title.startsWith("keys of labels")) {
      expect(left).toEqual([
        "spec.template.spec.topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
      ]);
    } else expect(left).toEqual([]);
    expect(await changeProblems({ priority: 0 }, spec)).not.toEqual([]);
  });

  it("another policy of SELinux may follow a first one", async () => {
    const policy = (seLinuxChangePolicy: string) => ({ securityContext: { seLinuxChangePolicy } });
    expect(await changeProblems(policy("Recursive"), policy("MountOption"))).toEqual([]);
    expect(await changeProblems(policy("Recursive"), policy("None"))).toEqual([
      'spec.template.spec.securityContext.seLinuxChangePolicy: Unsupported value: "None": supported values: "MountOption", "Recursive"',
    ]);
  });

  it("a key of labels that the selector of a spread constraint has besides is told by the rule of before", async () => {
    const doubled = {
      topologySpreadConstraints: [
        constraint({
          matchLabelKeys: ["a"],
          labelSelector: { matchLabels: { a: "b" }, matchExpressions: [{ key: "a", operator: "Exists" }] },
        }),
      ],
    };
    expect(await changeProblems(doubled)).toEqual([
      'spec.template.spec.topologySpreadConstraints[0].matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and labelSelector',
    ]);
  });
});
