import { describe, expect, it } from "vitest";
import { createProblems, pod, type Sent } from "./attempts.js";

const main = (rest: Sent): Sent => ({ name: "main", image: "nginx", ...rest });

describe("security settings of a Pod", () => {
  it.each<[string, Sent, readonly string[]]>([
    [
      "sysctls",
      {
        hostNetwork: true,
        securityContext: {
          sysctls: [
            { name: "net.core.somaxconn", value: "1" },
            { name: "kernel/shm_rmid_forced", value: "1" },
            { name: "A", value: "1" },
            { name: "kernel/shm_rmid_forced", value: "1" },
          ],
        },
      },
      [
        "spec.securityContext.sysctls[0].name: Invalid value: \"net.core.somaxconn\": may not be specified when 'hostNetwork' is true",
        'spec.securityContext.sysctls[2].name: Invalid value: "A": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
        'spec.securityContext.sysctls[3].name: Duplicate value: "kernel/shm_rmid_forced"',
      ],
    ],
    [
      "appArmorProfile",
      {
        securityContext: { appArmorProfile: { type: "Localhost" } },
        containers: [main({ securityContext: { appArmorProfile: { type: "RuntimeDefault", localhostProfile: "x" } } })],
      },
      [
        'spec.containers[0].securityContext.appArmorProfile.localhostProfile: Invalid value: "x": can only be set when AppArmor type is Localhost',
        "spec.securityContext.appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost",
      ],
    ],
    [
      "policies",
      { securityContext: { supplementalGroupsPolicy: "All", seLinuxChangePolicy: "None" } },
      [
        'spec.securityContext.supplementalGroupsPolicy: Unsupported value: "All": supported values: "Merge", "Strict"',
        'spec.securityContext.seLinuxChangePolicy: Unsupported value: "None": supported values: "Recursive"',
      ],
    ],
    [
      "seccompProfile",
      {
        securityContext: { seccompProfile: {} },
        containers: [main({ securityContext: { seccompProfile: { type: "Mine", localhostProfile: "x" } } })],
      },
      [
        'spec.containers[0].securityContext.seccompProfile.type: Unsupported value: "Mine": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
        'spec.containers[0].securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"Mine","LocalhostProfile":"x"}: can only be set when seccomp type is Localhost',
        "spec.securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set",
      ],
    ],
    [
      "CAP_SYS_ADMIN",
      {
        containers: [
          main({
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { add: ["CAP_SYS_ADMIN", "NET_RAW", "CAP_SYS_ADMIN"] },
            },
          }),
        ],
      },
      Array.from(
        { length: 2 },
        () =>
          expect.stringMatching(
            /^spec\.containers\[0\]\.securityContext: Invalid value: .*: cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN$/,
          ) as never,
      ),
    ],
    [
      "users and groups",
      {
        securityContext: { runAsUser: -1, runAsGroup: 2 ** 31, fsGroup: 2 ** 31 - 1, supplementalGroups: [0, -5] },
        containers: [main({ securityContext: { runAsUser: 2 ** 31, runAsGroup: 0 } })],
      },
      [
        "spec.containers[0].securityContext.runAsUser: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive",
        "spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive",
        "spec.securityContext.runAsGroup: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive",
        "spec.securityContext.supplementalGroups[1]: Invalid value: -5: must be between 0 and 2147483647, inclusive",
      ],
    ],
    [
      "a user namespace of its own",
      { hostUsers: false, hostPID: true, hostIPC: true },
      ["spec.HostPID: Forbidden: when `hostUsers` is false", "spec.HostIPC: Forbidden: when `hostUsers` is false"],
    ],
    [
      "procMount",
      { containers: [main({ securityContext: { procMount: "Unmasked" } })] },
      [
        'spec.containers[0].securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`',
      ],
    ],
    [
      "windowsOptions",
      { securityContext: { windowsOptions: { gmsaCredentialSpec: "", runAsUserName: "a\\b\\c" } } },
      [
        'spec.securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string',
        'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash',
      ],
    ],
    [
      "runAsUserName: labels of a domain have 63 letters",
      {
        securityContext: { windowsOptions: { runAsUserName: `${"a".repeat(63)}.b\\user` } },
        containers: [main({ securityContext: { windowsOptions: { runAsUserName: `${"a".repeat(64)}.b\\user` } } })],
      },
      [
        `spec.containers[0].securityContext.windowsOptions.runAsUserName: Invalid value: "${"a".repeat(64)}.b\\\\user": runAsUserName's Domain doesn't match the NetBios nor the DNS format`,
      ],
    ],
    [
      "os: windows, with what is none of Linux's",
      { os: { name: "windows" }, hostPID: false, hostIPC: false, securityContext: { sysctls: [] } },
      [],
    ],
    [
      "host processes",
      { securityContext: { windowsOptions: { hostProcess: true } } },
      ["spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers"],
    ],
    [
      "os: windows",
      {
        os: { name: "windows" },
        securityContext: { fsGroup: 1 },
        containers: [main({ securityContext: { privileged: true } })],
      },
      [
        "spec.securityContext.fsGroup: Forbidden: cannot be set for a windows pod",
        "spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod",
      ],
    ],
    [
      "os: linux",
      { os: { name: "linux" }, securityContext: { windowsOptions: {} } },
      ["spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod"],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(pod(spec))).toEqual(expected);
  });
});

describe("resources of a Pod", () => {
  it.each<[string, Sent, readonly string[]]>([
    [
      "resizePolicy",
      {
        restartPolicy: "Never",
        containers: [main({ resizePolicy: [{ resourceName: "pods", restartPolicy: "RestartContainer" }] })],
      },
      [
        'spec.containers[0].resizePolicy: Unsupported value: "pods": supported values: "cpu", "memory"',
        "spec.containers[0].resizePolicy: Invalid value: \"RestartContainer\": must be 'NotRequired' when `restartPolicy` is 'Never'",
      ],
    ],
    [
      "resourceClaims",
      {
        resourceClaims: [
          { name: "a" },
          { name: "A", resourceClaimName: "B_", resourceClaimTemplateName: "C_" },
          { name: "a", resourceClaimName: "b" },
        ],
        containers: [main({ resources: { claims: [{ name: "b" }] } })],
      },
      [
        'spec.resourceClaims[0]: Invalid value: {"Name":"a","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
        expect.stringContaining('spec.resourceClaims[1].name: Invalid value: "A": a lowercase RFC 1123 label') as never,
        'spec.resourceClaims[1]: Invalid value: {"Name":"A","ResourceClaimName":"B_","ResourceClaimTemplateName":"C_"}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
        expect.stringContaining('spec.resourceClaims[1].resourceClaimName: Invalid value: "B_": a lowercase') as never,
        expect.stringContaining(
          'spec.resourceClaims[1].resourceClaimTemplateName: Invalid value: "C_": a low',
        ) as never,
        'spec.resourceClaims[2].name: Duplicate value: "a"',
        'spec.containers[0].resources.claims[0]: Not found: "b": must be one of the names in pod.spec.resourceClaims: A, a',
      ],
    ],
    [
      "overhead",
      { overhead: { pods: "1" } },
      ['spec.overhead.limits[pods]: Invalid value: "pods": must be a standard resource for containers'],
    ],
    [
      "recursiveReadOnly",
      {
        volumes: [{ name: "v", emptyDir: {} }],
        containers: [main({ volumeMounts: [{ name: "v", mountPath: "/x", recursiveReadOnly: "Enabled" }] })],
      },
      ["spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true"],
    ],
  ])("%s", async (_title, spec, expected) => {
    expect(await createProblems(pod(spec))).toEqual(expected);
  });
});
