import { describe, expect, it } from "vitest";
import { pod, type Sent, updated, updateProblems, withSpec } from "./attempts.js";

const second = (name: string, rest: Sent = {}): Sent => ({ name, image: "busybox:1", ...rest });

const nodeAffinity = (...keys: readonly string[]): Sent => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: keys.map((key) => ({ key, operator: "Exists" })) }],
    },
  },
});

it("a token requires the name of a ServiceAccount: an update cannot remove it", async () => {
  const volumes = [{ name: "v", projected: { sources: [{ serviceAccountToken: { path: "x" } }] } }];
  const problems = await updateProblems(pod({ volumes }), (stored) =>
    withSpec(stored, { serviceAccountName: "", serviceAccount: "" }),
  );
  expect(problems[0]).toBe(
    "spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set",
  );
  expect(problems).toHaveLength(2);
});

describe("AP-44: an update of a Pod", () => {
  const forbidden =
    "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
  const images = (image: string) => (stored: Sent) =>
    withSpec(stored, {
      containers: (stored.spec as { containers: Sent[] }).containers.map((one) => ({ ...one, image })),
    });

  it.each<[string, Sent, (stored: Sent) => Sent]>([
    ["may change an image", {}, images("nginx:2")],
    [
      "may narrow the node affinity of a gated Pod",
      { schedulingGates: [{ name: "a" }], affinity: nodeAffinity("a") },
      (stored) => withSpec(stored, { affinity: nodeAffinity("a", "b") }),
    ],
    ["may set a deadline", {}, (stored) => withSpec(stored, { activeDeadlineSeconds: 5 })],
    [
      "may decrease a deadline",
      { activeDeadlineSeconds: 6 },
      (stored) => withSpec(stored, { activeDeadlineSeconds: 5 }),
    ],
    [
      "may add a toleration",
      {},
      (stored) =>
        withSpec(stored, {
          tolerations: [...(stored.spec as { tolerations: Sent[] }).tolerations, { key: "a", operator: "Exists" }],
        }),
    ],
    [
      "may remove a scheduling gate",
      { schedulingGates: [{ name: "a" }] },
      (stored) => withSpec(stored, { schedulingGates: [] }),
    ],
    [
      "may narrow the node selector of a gated Pod",
      { schedulingGates: [{ name: "a" }] },
      (stored) => withSpec(stored, { nodeSelector: { disk: "ssd" } }),
    ],
  ])("%s", async (_title, spec, change) => {
    expect(await updateProblems(pod(spec), change)).toEqual([]);
  });

  it.each<[string, Sent, (stored: Sent) => Sent, readonly string[]]>([
    [
      "may not change the restartPolicy",
      {},
      (stored) => withSpec(stored, { restartPolicy: "Never" }),
      [
        `${forbidden}
@@ -35,7 +35,7 @@
   }
  ],
  "EphemeralContainers": null,
- "RestartPolicy": "Always",
+ "RestartPolicy": "Never",
  "TerminationGracePeriodSeconds": 30,
  "ActiveDeadlineSeconds": null,
  "DNSPolicy": "ClusterFirst",
`,
      ],
    ],
    [
      "may not narrow the node selector",
      {},
      (stored) => withSpec(stored, { nodeSelector: { disk: "ssd" } }),
      [
        `${forbidden}
@@ -39,7 +39,9 @@
  "TerminationGracePeriodSeconds": 30,
  "ActiveDeadlineSeconds": null,
  "DNSPolicy": "ClusterFirst",
- "NodeSelector": null,
+ "NodeSelector": {
+  "disk": "ssd"
+ },
  "ServiceAccountName": "default",
  "AutomountServiceAccountToken": null,
  "NodeName": "",
`,
      ],
    ],
    [
      "may not change a command",
      {},
      (stored) =>
        withSpec(stored, {
          containers: (stored.spec as { containers: Sent[] }).containers.map((one) => ({ ...one, command: ["sh"] })),
        }),
      [
        `${forbidden}
@@ -5,7 +5,9 @@
   {
    "Name": "main",
    "Image": "nginx:1.27",
-   "Command": null,
+   "Command": [
+    "sh"
+   ],
    "Args": null,
    "WorkingDir": "",
    "Ports": null,
`,
      ],
    ],
    [
      "may not set a non-negative grace period to 1",
      {},
      (stored) => withSpec(stored, { terminationGracePeriodSeconds: 1 }),
      [
        `${forbidden}
@@ -36,7 +36,7 @@
  ],
  "EphemeralContainers": null,
  "RestartPolicy": "Always",
- "TerminationGracePeriodSeconds": 30,
+ "TerminationGracePeriodSeconds": 1,
  "ActiveDeadlineSeconds": null,
  "DNSPolicy": "ClusterFirst",
  "NodeSelector": null,
`,
      ],
    ],
    [
      "may not add a container",
      {},
      (stored) =>
        withSpec(stored, { containers: [...(stored.spec as { containers: Sent[] }).containers, second("b")] }),
      ["spec.containers: Forbidden: pod updates may not add or remove containers"],
    ],
    [
      "may not increase a deadline",
      { activeDeadlineSeconds: 5 },
      (stored) => withSpec(stored, { activeDeadlineSeconds: 6 }),
      ["spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value"],
    ],
    [
      "may not remove a deadline",
      { activeDeadlineSeconds: 5 },
      (stored) => withSpec(stored, { activeDeadlineSeconds: undefined }),
      ["spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value"],
    ],
    [
      "may not change a toleration",
      { tolerations: [{ key: "a", operator: "Exists", effect: "NoSchedule" }] },
      (stored) =>
        withSpec(stored, {
          tolerations: (stored.spec as { tolerations: Sent[] }).tolerations.map((one) =>
            one.key === "a" ? { ...one, key: "b" } : one,
          ),
        }),
      ["spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"],
    ],
    [
      "may not widen a gated Pod's node selector",
      { schedulingGates: [{ name: "a" }], nodeSelector: { disk: "ssd" } },
      (stored) => withSpec(stored, { nodeSelector: { zone: "a" } }),
      [
        'spec.nodeSelector: Invalid value: {"zone":"a"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ],
    ],
    [
      "may not remove the node selector of a gated Pod",
      { schedulingGates: [{ name: "a" }], nodeSelector: { disk: "ssd" } },
      (stored) => withSpec(stored, { nodeSelector: undefined }),
      [
        "spec.nodeSelector: Invalid value: null: only additions to spec.nodeSelector are allowed (no mutations or deletions)",
      ],
    ],
    [
      "may not widen a gated Pod's affinity",
      { schedulingGates: [{ name: "a" }], affinity: nodeAffinity("a") },
      (stored) => withSpec(stored, { affinity: nodeAffinity("b") }),
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]: Invalid value: {"MatchExpressions":[{"Key":"b","Operator":"Exists","Values":null}],"MatchFields":null}: only additions are allowed (no mutations or deletions)',
      ],
    ],
    [
      "may not add a scheduling gate",
      { schedulingGates: [{ name: "a" }] },
      (stored) => withSpec(stored, { schedulingGates: [{ name: "a" }, { name: "b" }] }),
      ["spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new scheduling gate 'b'"],
    ],
  ])("%s", async (_title, spec, change, expected) => {
    expect(await updateProblems(pod(spec), change)).toEqual(expected);
  });

  it("AP-22: of its spec increments the generation, one of labels does not", async () => {
    const { after } = await updated(pod(), images("nginx:2"));
    expect((after.metadata as Sent).generation).toBe(2);
    const labelled = await updated(pod(), (stored) => ({
      ...stored,
      metadata: { ...(stored.metadata as Sent), labels: { a: "b" } },
    }));
    expect((labelled.after.metadata as Sent).generation).toBe(1);
  });

  it("AP-24: does not change the status", async () => {
    const { after } = await updated(pod(), (stored) => ({ ...stored, status: { phase: "Running" } }));
    expect(after.status).toEqual({ phase: "Pending", qosClass: "BestEffort" });
  });
});
