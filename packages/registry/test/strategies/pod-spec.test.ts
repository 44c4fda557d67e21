import { describe, expect, it } from "vitest";
import { createProblems, pod, type Sent } from "./attempts.js";

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const qualified =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const main = (rest: Sent = {}): Sent => ({ name: "main", image: "nginx:1", ...rest });

const specProblems = async (spec: Sent): Promise<readonly string[]> => createProblems(pod(spec));

describe("spec of a Pod", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["containers are required", { containers: [] }, ["spec.containers: Required value"]],
    [
      "containers have names of their own",
      { containers: [main(), main()] },
      ['spec.containers[1].name: Duplicate value: "main"'],
    ],
    [
      "initContainers: none of the containers' names",
      { initContainers: [main()] },
      ['spec.initContainers[0].name: Duplicate value: "main"'],
    ],
    [
      "initContainers: no probes but for sidecars",
      { initContainers: [main({ name: "a", livenessProbe: { exec: { command: ["a"] } } })] },
      [
        "spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always",
      ],
    ],
    [
      "restartPolicy",
      { restartPolicy: "Sometimes" },
      ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
    ],
    [
      "dnsPolicy",
      { dnsPolicy: "Mine" },
      [
        'spec.dnsPolicy: Unsupported value: "Mine": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
      ],
    ],
    [
      "dnsConfig where the policy is None",
      { dnsPolicy: "None" },
      ["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"],
    ],
    ["nodeSelector", { nodeSelector: { "a b": "c" } }, [`spec.nodeSelector: Invalid value: "a b": ${qualified}`]],
    ["nodeName", { nodeName: "A_b" }, [`spec.nodeName: Invalid value: "A_b": ${subdomain}`]],
    ["hostname", { hostname: "a.b" }, ['spec.hostname: Invalid value: "a.b": must not contain dots']],
    [
      "activeDeadlineSeconds",
      { activeDeadlineSeconds: 0 },
      ["spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"],
    ],
    [
      "the host's network has the containers' ports",
      { hostNetwork: true, containers: [main({ ports: [{ containerPort: 80, hostPort: 81 }] })] },
      [
        "spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true",
      ],
    ],
    [
      "volumes have names of their own and one source",
      { volumes: [{ name: "a" }, { name: "a" }, { name: "b", emptyDir: {}, hostPath: { path: "/" } }] },
      [
        'spec.volumes[1].name: Duplicate value: "a"',
        "spec.volumes[2].hostPath: Forbidden: may not specify more than 1 volume type",
      ],
    ],
    [
      "volumes: what their sources need",
      {
        volumes: [
          { name: "a", hostPath: {} },
          { name: "b", persistentVolumeClaim: {} },
          { name: "c", configMap: {} },
          { name: "d", secret: { secretName: "s", defaultMode: 512 } },
        ],
      },
      [
        "spec.volumes[0].hostPath.path: Required value",
        "spec.volumes[1].persistentVolumeClaim.claimName: Required value",
        "spec.volumes[2].configMap.name: Required value",
        "spec.volumes[3].secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive",
      ],
    ],
    [
      "tolerations",
      {
        tolerations: [
          { operator: "Equal" },
          { key: "a", operator: "Exists", value: "b" },
          { key: "b", effect: "Maybe" },
          { key: "c", effect: "NoSchedule", tolerationSeconds: 5 },
          { key: "d", operator: "Lt" },
        ],
      },
      [
        'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
        "spec.tolerations[1].operator: Invalid value: \"b\": value must be empty when `operator` is 'Exists'",
        'spec.tolerations[2].effect: Unsupported value: "Maybe": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
        "spec.tolerations[3].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when `tolerationSeconds` is set",
        'spec.tolerations[4].operator: Unsupported value: "Lt": supported values: "Equal", "Exists"',
      ],
    ],
    [
      "affinity: terms and operators",
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] },
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 0, preference: { matchExpressions: [{ key: "a", operator: "In" }] } },
            ],
          },
        },
      },
      [
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term",
        "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100",
        "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      ],
    ],
    [
      "topologySpreadConstraints",
      {
        topologySpreadConstraints: [
          { maxSkew: 0, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" },
          { maxSkew: 1, topologyKey: "", whenUnsatisfiable: "Wait" },
        ],
      },
      [
        "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
        "spec.topologySpreadConstraints[1].topologyKey: Required value: can not be empty",
        'spec.topologySpreadConstraints[1].whenUnsatisfiable: Unsupported value: "Wait": supported values: "DoNotSchedule", "ScheduleAnyway"',
      ],
    ],
    [
      "hostAliases",
      { hostAliases: [{ ip: "x", hostnames: ["A"] }] },
      [
        'spec.hostAliases[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        `spec.hostAliases[0].hostnames[0]: Invalid value: "A": ${subdomain}`,
      ],
    ],
    ["os", { os: { name: "plan9" } }, ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"']],
    [
      "schedulingGates hold a Pod that is nowhere yet",
      { nodeName: "n", schedulingGates: [{ name: "a" }] },
      ["spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"],
    ],
    [
      "ephemeralContainers come later",
      { ephemeralContainers: [{ name: "debug", image: "busybox:1" }] },
      ["spec.ephemeralContainers: Forbidden: cannot be set on create"],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await specProblems(spec)).toEqual(expected);
  });

  it("pod-deletion-cost is a 32-bit integer", async () => {
    const annotations = (cost: string) =>
      createProblems(pod({}, { annotations: { "controller.kubernetes.io/pod-deletion-cost": cost } }));
    expect(await annotations("-100")).toEqual([]);
    for (const cost of ["", "1.5", "+1", "01", "2147483648"]) {
      expect(await annotations(cost)).toEqual([
        `metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "${cost}": must be a 32bit integer`,
      ]);
    }
  });
});
