import type { Container, PodSpec } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { describeViolations, evaluatePod, type LevelVersion, type PodSecurityLevel } from "../src/index.js";

type Context = NonNullable<Container["securityContext"]>;

/** A container that passes the restricted level. */
const safe: Context = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};
const container = (name: string, fields: Partial<Container> = {}): Container => ({
  name,
  image: "nginx",
  securityContext: safe,
  ...fields,
});
const withContext = (name: string, context: Context): Container =>
  container(name, { securityContext: { ...safe, ...context } });

interface Subject {
  annotations?: Record<string, string>;
  spec?: Partial<PodSpec>;
}
function violations(
  { annotations = {}, spec }: Subject,
  level: PodSecurityLevel,
  version: LevelVersion["version"] = "latest",
) {
  return describeViolations(
    evaluatePod({ annotations, spec: { containers: [container("a")], ...spec } }, { level, version }),
  );
}

const baseline: readonly [title: string, subject: Subject, text: string][] = [
  [
    "host namespaces",
    { spec: { hostNetwork: true, hostPID: true, hostIPC: true } },
    "host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)",
  ],
  ["host paths", { spec: { volumes: [{ name: "a", hostPath: { path: "/" } }] } }, 'hostPath volumes (volume "a")'],
  [
    "host ports",
    {
      spec: {
        containers: [
          container("a", { ports: [{ containerPort: 1, hostPort: 20 }] }),
          container("b", {
            ports: [
              { containerPort: 1, hostPort: 20 },
              { containerPort: 2, hostPort: 100 },
            ],
          }),
        ],
      },
    },
    'hostPort (containers "a", "b" use hostPorts 100, 20)',
  ],
  [
    "probes and handlers of other hosts",
    { spec: { containers: [container("a", { livenessProbe: { httpGet: { host: "bad.host", port: 80 } } })] } },
    'probe or lifecycle host (container "a" uses probe or lifecycle host "bad.host")',
  ],
  [
    "privileged containers, init containers first",
    {
      spec: {
        containers: [withContext("b", { privileged: true })],
        initContainers: [withContext("a", { privileged: true })],
      },
    },
    'privileged (containers "a", "b" must not set securityContext.privileged=true)',
  ],
  [
    "an ephemeral container too",
    { spec: { ephemeralContainers: [{ ...withContext("debug", { privileged: true }) }] } },
    'privileged (container "debug" must not set securityContext.privileged=true)',
  ],
  [
    "proc mounts",
    { spec: { containers: [withContext("a", { procMount: "Unmasked" })] } },
    'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  ],
  [
    "capabilities",
    { spec: { containers: [withContext("a", { capabilities: { add: ["SYS_TIME", "CHOWN", "FOO"] } })] } },
    'non-default capabilities (container "a" must not include "FOO", "SYS_TIME" in securityContext.capabilities.add)',
  ],
  [
    "AppArmor in fields and annotations",
    {
      annotations: { "container.apparmor.security.beta.kubernetes.io/a": "unconfined" },
      spec: { securityContext: { appArmorProfile: { type: "Unconfined" } } },
    },
    'forbidden AppArmor profiles (pod and annotation must not set AppArmor profile type to "Unconfined", "container.apparmor.security.beta.kubernetes.io/a="unconfined"")',
  ],
  [
    "SELinux options",
    {
      spec: {
        securityContext: { seLinuxOptions: { type: "foo" } },
        containers: [withContext("a", { seLinuxOptions: { user: "u", role: "r", type: "bar" } })],
      },
    },
    'seLinuxOptions (pod and container "a" set forbidden securityContext.seLinuxOptions: types "bar", "foo"; user may not be set; role may not be set)',
  ],
  [
    "seccomp profiles",
    {
      spec: {
        securityContext: { seccompProfile: { type: "Unconfined" } },
        containers: [withContext("a", { seccompProfile: { type: "Unconfined" } })],
      },
    },
    'seccompProfile (pod and container "a" must not set securityContext.seccompProfile.type to "Unconfined")',
  ],
  [
    "kernel parameters",
    {
      spec: {
        securityContext: {
          sysctls: [
            { name: "a", value: "1" },
            { name: "net.ipv4.tcp_rmem", value: "1" },
            { name: "b", value: "1" },
          ],
        },
      },
    },
    "forbidden sysctls (a, b)",
  ],
  [
    "Windows host processes",
    {
      spec: {
        securityContext: { windowsOptions: { hostProcess: true } },
        containers: [withContext("a", { windowsOptions: { hostProcess: true } })],
      },
    },
    'hostProcess (pod and container "a" must not set securityContext.windowsOptions.hostProcess=true)',
  ],
  [
    "several, in the order of their names",
    { spec: { hostNetwork: true, containers: [withContext("a", { privileged: true })] } },
    'host namespaces (hostNetwork=true), privileged (container "a" must not set securityContext.privileged=true)',
  ],
];

describe("the baseline level (upstream: policy/check_*_test.go)", () => {
  it.each(baseline)("forbids %s", (_title, subject, text) => {
    expect(violations(subject, "baseline")).toBe(text);
    expect(violations(subject, "privileged")).toBe("");
  });
});

const restricted: readonly [title: string, subject: Subject, text: string][] = [
  [
    "escalation",
    { spec: { containers: [container("a", { securityContext: { ...safe, allowPrivilegeEscalation: true } })] } },
    'allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)',
  ],
  [
    "capabilities that are kept or added",
    { spec: { containers: [withContext("a", { capabilities: { add: ["CHOWN", "NET_BIND_SERVICE"] } })] } },
    'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]; container "a" must not include "CHOWN" in securityContext.capabilities.add)',
  ],
  [
    "volumes of the host and of providers",
    {
      spec: {
        volumes: [
          { name: "a", hostPath: { path: "/" } },
          { name: "b", nfs: { server: "s", path: "/" } },
          { name: "c", emptyDir: {} },
        ],
      },
    },
    'restricted volume types (volumes "a", "b" use restricted volume types "hostPath", "nfs")',
  ],
  [
    "root, said by the Pod",
    {
      spec: {
        securityContext: { runAsNonRoot: false },
        containers: [container("a", { securityContext: { ...safe, runAsNonRoot: false } })],
      },
    },
    'runAsNonRoot != true (pod and container "a" must not set securityContext.runAsNonRoot=false)',
  ],
  ["the user 0", { spec: { securityContext: { runAsUser: 0 } } }, "runAsUser=0 (pod must not set runAsUser=0)"],
  [
    "a Pod that says nothing",
    {
      spec: {
        containers: [
          { name: "a", image: "nginx" },
          { name: "b", image: "nginx" },
        ],
      },
    },
    'allowPrivilegeEscalation != false (containers "a", "b" must set securityContext.allowPrivilegeEscalation=false), ' +
      'unrestricted capabilities (containers "a", "b" must set securityContext.capabilities.drop=["ALL"]), ' +
      'runAsNonRoot != true (pod or containers "a", "b" must set securityContext.runAsNonRoot=true), ' +
      'seccompProfile (pod or containers "a", "b" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  ],
  ["what baseline forbids", { spec: { hostPID: true } }, "host namespaces (hostPID=true)"],
];

describe("the restricted level", () => {
  it("accepts a Pod that says what it has to", () => {
    expect(violations({}, "restricted")).toBe("");
    const spec = {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "Localhost" } },
      containers: [
        container("a", {
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
          },
        }),
      ],
    };
    expect(violations({ spec }, "restricted")).toBe("");
  });

  it.each(restricted)("forbids %s", (_title, subject, text) => {
    expect(violations(subject, "restricted")).toBe(text);
  });

  it("does not ask of Windows Pods what Windows does not know", () => {
    const spec = {
      os: { name: "windows" },
      securityContext: { runAsNonRoot: true },
      containers: [{ name: "a", image: "nginx" }],
    };
    expect(violations({ spec }, "restricted")).toBe("");
    expect(violations({ spec }, "restricted", 24)).not.toBe("");
  });
});

describe("the versions of the checks", () => {
  const probe: Subject = {
    spec: { containers: [container("a", { readinessProbe: { tcpSocket: { host: "h", port: 1 } } })] },
  };
  const sysctl = (name: string): Subject => ({ spec: { securityContext: { sysctls: [{ name, value: "1" }] } } });
  const engine: Subject = { spec: { securityContext: { seLinuxOptions: { type: "container_engine_t" } } } };
  const annotated: Subject = { annotations: { "seccomp.security.alpha.kubernetes.io/pod": "unconfined" } };
  const silent: Subject = { spec: { containers: [{ name: "a", image: "nginx" }] } };
  const cases: readonly [
    subject: Subject,
    level: PodSecurityLevel,
    version: LevelVersion["version"],
    reasons: string[],
  ][] = [
    [probe, "baseline", 33, []],
    [probe, "baseline", 34, ["probe or lifecycle host"]],
    [probe, "baseline", 99, ["probe or lifecycle host"]],
    [sysctl("net.ipv4.ip_local_reserved_ports"), "baseline", 26, ["forbidden sysctls"]],
    [sysctl("net.ipv4.ip_local_reserved_ports"), "baseline", 27, []],
    [sysctl("net.ipv4.tcp_fin_timeout"), "baseline", 28, ["forbidden sysctls"]],
    [sysctl("net.ipv4.tcp_wmem"), "baseline", 31, ["forbidden sysctls"]],
    [sysctl("net.ipv4.tcp_wmem"), "baseline", "latest", []],
    [engine, "baseline", 30, ["seLinuxOptions"]],
    [engine, "baseline", 31, []],
    [annotated, "baseline", 18, ["seccompProfile"]],
    [annotated, "baseline", 19, []],
    [silent, "restricted", 0, ["runAsNonRoot != true"]],
    [silent, "restricted", 8, ["allowPrivilegeEscalation != false", "runAsNonRoot != true"]],
    [silent, "restricted", 19, ["allowPrivilegeEscalation != false", "runAsNonRoot != true", "seccompProfile"]],
    [
      silent,
      "restricted",
      22,
      ["allowPrivilegeEscalation != false", "unrestricted capabilities", "runAsNonRoot != true", "seccompProfile"],
    ],
    [{ spec: { securityContext: { runAsUser: 0 } } }, "restricted", 22, []],
    [{ spec: { securityContext: { runAsUser: 0 } } }, "restricted", 23, ["runAsUser=0"]],
  ];
  it.each(cases)("%j at %s v1.%s: %j", ({ annotations = {}, spec }, level, version, reasons) => {
    const pod = { annotations, spec: { containers: [container("a")], ...spec } };
    expect(evaluatePod(pod, { level, version }).map(({ reason }) => reason)).toEqual(reasons);
  });
});
