import { describe, expect, it } from "vitest";
import { createProblems, type Sent, updateProblems, withSpec, workload } from "./attempts.js";

const claim = (name: string, spec: Sent = {}): Sent => ({
  metadata: { name },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
});
const statefulSet = (spec: Sent = {}, podSpec: Sent = {}) =>
  workload("StatefulSet", { serviceName: "one", ...spec }, podSpec);
const mounts = (...names: readonly string[]): Sent => ({
  containers: [
    { name: "main", image: "nginx:1.27", volumeMounts: names.map((name) => ({ name, mountPath: `/${name}` })) },
  ],
});

describe("A StatefulSet's template", () => {
  it("must be a valid Pod template", async () => {
    expect(await createProblems(statefulSet({}, { containers: [] }))).toEqual([
      "spec.template.spec.containers: Required value",
    ]);
  });

  it("includes the volumes of the claim templates", async () => {
    const volumeClaimTemplates = [claim("data"), claim("logs")];
    const podSpec = { ...mounts("data", "logs", "own"), volumes: [{ name: "data" }, { name: "own", emptyDir: {} }] };
    expect(await createProblems(statefulSet({ volumeClaimTemplates }, podSpec))).toEqual([]);
    expect(await createProblems(statefulSet({ volumeClaimTemplates }, mounts("other")))).toEqual([
      'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "other"',
    ]);
  });

  it("must have volumes named like claim templates, with labels as names", async () => {
    expect(
      await createProblems(
        statefulSet({ volumeClaimTemplates: [claim("a.b")] }, { volumes: [{ name: "own", emptyDir: {} }] }),
      ),
    ).toEqual(['spec.template.spec.volumes[1].name: Invalid value: "a.b": must not contain dots']);
  });

  it("must be valid after an update, too", async () => {
    const change = (stored: Sent) => {
      const { template } = stored.spec as { template: { spec: Sent } };
      return withSpec(stored, { template: { ...template, spec: { ...template.spec, containers: [] } } });
    };
    expect(await updateProblems(statefulSet(), change)).toEqual(["spec.template.spec.containers: Required value"]);
  });
});

describe("A StatefulSet's claims", () => {
  it("must be valid", async () => {
    const volumeClaimTemplates = [
      claim("data", { accessModes: undefined, resources: undefined }),
      claim("logs", { volumeMode: "Tape" }),
    ];
    expect(await createProblems(statefulSet({ volumeClaimTemplates }))).toEqual([
      "spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required",
      "spec.volumeClaimTemplates[0].spec.resources[storage]: Required value",
      'spec.volumeClaimTemplates[1].spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"',
    ]);
  });
});

describe("an unknown update strategy", () => {
  it.each<[string, Sent, string]>([
    [
      "Deployment",
      { strategy: { type: "Slow", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } },
      'spec.strategy: Unsupported value: {"Type":"Slow","RollingUpdate":{"MaxUnavailable":0,"MaxSurge":1}}: supported values: "Recreate", "RollingUpdate"',
    ],
    [
      "DaemonSet",
      { updateStrategy: { type: "Slow", rollingUpdate: { maxUnavailable: "10%" } } },
      'spec.updateStrategy: Unsupported value: {"Type":"Slow","RollingUpdate":{"MaxUnavailable":"10%","MaxSurge":0}}: supported values: "RollingUpdate", "OnDelete"',
    ],
    [
      "StatefulSet",
      { updateStrategy: { type: "Slow", rollingUpdate: { partition: 2 } } },
      'spec.updateStrategy: Invalid value: {"Type":"Slow","RollingUpdate":{"Partition":2,"MaxUnavailable":null}}: must be \'RollingUpdate\' or \'OnDelete\'',
    ],
  ])("of a %s is printed as upstream's Go structs", async (kind, spec, expected) => {
    expect(await createProblems(workload(kind, spec))).toEqual([expected]);
  });
});

describe("a number as a string", () => {
  it("is not a percentage, but has its value", async () => {
    const rollingUpdate = { maxUnavailable: "5", maxSurge: 0 };
    expect(
      await createProblems(workload("Deployment", { strategy: { type: "RollingUpdate", rollingUpdate } })),
    ).toEqual([
      "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"5\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ]);
  });
});
