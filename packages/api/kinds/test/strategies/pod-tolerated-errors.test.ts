import { deployments } from "@engenho/core";
import { jsonOf, objectOf } from "@engenho/machinery";
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

/** The errors of a Deployment whose stored template has an error, when its template is changed. */
async function changeProblems(stored: Sent, changed: Sent = { ...stored, priority: 1 }): Promise<readonly string[]> {
  const { store, backend } = openRegistry();
  const current = await store.create(objectOf(workload("Deployment")));
  const faulty = withSpec(jsonOf(current), workload("Deployment", {}, stored).spec as Sent);
  const key = { group: "apps", kind: "Deployment", namespace: "default", name: "one" };
  await backend.commit({ type: "update", key, object: objectOf(faulty), previous: current });
  const reference = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "one" };
  const spec = { template: { spec: changed } };
  return problemsOf(() => store.patch(deployments, reference, { type: "merge", value: { spec } }));
}

describe("errors that an update may keep", () => {
  it.each<[string, Sent]>([
    [
      "values in the selectors of Pod affinity",
      { affinity: { podAffinity: { [required]: [{ topologyKey: "zone", labelSelector: selector }] } } },
    ],
    ["values in node affinity", { affinity: { nodeAffinity: { [required]: { nodeSelectorTerms: [selector] } } } }],
    ["selectors of spread constraints", { topologySpreadConstraints: [constraint({ labelSelector: selector })] }],
    ["label keys of spread constraints", { topologySpreadConstraints: [constraint({ matchLabelKeys: ["a"] })] }],
    [
      "quantities of huge pages that are not multiples of the page size",
      {
        containers: [
          main({ resources: { limits: { cpu: "1", "hugepages-2Mi": "3Mi" }, requests: { "hugepages-2Mi": "3Mi" } } }),
        ],
      },
    ],
    ["sysctls of the host", { hostNetwork: true, securityContext: { sysctls: [{ name: "net.a", value: "1" }] } }],
    ["the seLinuxChangePolicy", { securityContext: { seLinuxChangePolicy: "MountOption" } }],
    ["paths of tokens", token("../x")],
    ["devices of Pods with their own user namespace", { hostUsers: false, ...claims }],
  ])("%s", async (title, spec) => {
    expect(await createProblems(workload("Deployment", {}, spec))).not.toEqual([]);
    const left = await changeProblems(spec);
    // By the previous rule the keys still need a selector, so nobody can have stored such ones.
    if (title.startsWith("label keys")) {
      expect(left).toEqual([
        "spec.template.spec.topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
      ]);
    } else expect(left).toEqual([]);
    expect(await changeProblems({ priority: 0 }, spec)).not.toEqual([]);
  });

  it("another seLinuxChangePolicy may follow a first one", async () => {
    const policy = (seLinuxChangePolicy: string) => ({ securityContext: { seLinuxChangePolicy } });
    expect(await changeProblems(policy("Recursive"), policy("MountOption"))).toEqual([]);
    expect(await changeProblems(policy("Recursive"), policy("None"))).toEqual([
      'spec.template.spec.securityContext.seLinuxChangePolicy: Unsupported value: "None": supported values: "MountOption", "Recursive"',
    ]);
  });

  it("a label key with other requirements in a spread constraint's selector is reported by the previous rule", async () => {
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
