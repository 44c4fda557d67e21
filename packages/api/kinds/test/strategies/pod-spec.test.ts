import { describe, expect, it } from "vitest";
import { createProblems, pod, type Sent, updateProblems, workload } from "./attempts.js";

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
      "containers must have unique names",
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
      "dnsConfig is required for dnsPolicy None",
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
      "host ports equal container ports with hostNetwork",
      { hostNetwork: true, containers: [main({ ports: [{ containerPort: 80, hostPort: 81 }] })] },
      [
        "spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true",
      ],
    ],
    [
      "volumes must have unique names and one source",
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
      "schedulingGates require an unscheduled Pod",
      { nodeName: "n", schedulingGates: [{ name: "a" }] },
      ["spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"],
    ],
    [
      "runtimeClassName: the empty one is none",
      { runtimeClassName: "" },
      [`spec.runtimeClassName: Invalid value: "": ${subdomain}`],
    ],
    [
      "preemptionPolicy, of a class that admission does not know: otherwise it refuses first",
      { priorityClassName: "mine", preemptionPolicy: "Sometimes" },
      ['spec.preemptionPolicy: Unsupported value: "Sometimes": supported values: "PreemptLowerPriority", "Never"'],
    ],
    [
      "ephemeralContainers must not be set on create",
      { ephemeralContainers: [{ name: "debug", image: "busybox:1" }] },
      ["spec.ephemeralContainers: Forbidden: cannot be set on create"],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await specProblems(spec)).toEqual(expected);
  });

  it.each<[string, Sent, readonly string[]]>([
    [
      "must have unique names among all containers, also among unnamed ones",
      {
        containers: [{ image: "nginx:1" }],
        initContainers: [{ image: "nginx:1" }, main({ name: "a" }), main({ name: "a" })],
      },
      [
        "spec.containers[0].name: Required value",
        "spec.initContainers[0].name: Required value",
        'spec.initContainers[0].name: Duplicate value: ""',
        'spec.initContainers[2].name: Duplicate value: "a"',
      ],
    ],
    [
      "that are sidecars may have probes and whatever containers have",
      {
        initContainers: [
          main({
            name: "a",
            restartPolicy: "Always",
            livenessProbe: { exec: {} },
            lifecycle: { preStop: { sleep: { seconds: 100 } } },
            resizePolicy: [{ resourceName: "cpu", restartPolicy: "NotRequired" }],
          }),
        ],
      },
      [
        "spec.initContainers[0].lifecycle.preStop.sleep: Invalid value: 100: must be non-negative and less than terminationGracePeriodSeconds (30)",
        "spec.initContainers[0].livenessProbe.exec.command: Required value",
      ],
    ],
    [
      "that are not sidecars must not have probes or a lifecycle",
      {
        initContainers: [main({ name: "a", lifecycle: {}, readinessProbe: { exec: {} }, startupProbe: { exec: {} } })],
      },
      [
        "spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always",
        "spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always",
        "spec.initContainers[0].startupProbe: Forbidden: may not be set for init containers without restartPolicy=Always",
      ],
    ],
    [
      "may use the same host ports one after another",
      {
        initContainers: [
          main({
            name: "a",
            ports: [
              { containerPort: 80, hostPort: 80 },
              { containerPort: 81, hostPort: 80 },
            ],
          }),
          main({ name: "b", ports: [{ containerPort: 80, hostPort: 80 }] }),
        ],
      },
      ['spec.initContainers[0].ports[1].hostPort: Duplicate value: "TCP//80"'],
    ],
  ])("init containers %s", async (_title, spec, expected) => {
    expect(await specProblems(spec)).toEqual(expected);
  });

  it("volumes with claim templates: their claims must not be used otherwise, and their names must be valid", async () => {
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
    const ephemeral = { volumeClaimTemplate: { spec } };
    const volumes = [
      { name: "a", ephemeral },
      { name: "b", persistentVolumeClaim: { claimName: "one-a" } },
      { name: "c", persistentVolumeClaim: { claimName: "two-a" } },
    ];
    expect(await specProblems({ volumes })).toEqual([
      'spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "one-a": must not reference a PVC that gets created for an ephemeral volume',
    ]);
    const name = "a".repeat(253);
    expect(await createProblems(pod({ volumes: [{ name: "v", ephemeral }] }, { name }))).toEqual([
      `spec.volumes[0].name: Invalid value: "v": PVC name "${name}-v": must be no more than 253 characters`,
    ]);
    expect(await createProblems(workload("Deployment", {}, { volumes }))).toEqual([]);
  });

  it("a PodTemplate: its template is validated on create, and on each update", async () => {
    const sent = (image: string) => ({
      apiVersion: "v1",
      kind: "PodTemplate",
      metadata: { name: "one", namespace: "default" },
      template: { metadata: { labels: { "a b": "c" } }, spec: { containers: [{ name: "main", image }] } },
    });
    const expected = [`template.labels: Invalid value: "a b": ${qualified}`];
    expect(await createProblems(sent(""))).toEqual([...expected, "template.spec.containers[0].image: Required value"]);
    const fine = { ...sent("nginx"), template: { spec: { containers: [main()] } } };
    expect(await updateProblems(fine, (stored) => ({ ...stored, template: sent("nginx").template }))).toEqual(expected);
  });

  it("pod-deletion-cost must be a 32-bit integer", async () => {
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
