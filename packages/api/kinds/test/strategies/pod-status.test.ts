import { objectOf } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { pod, problemsOf, type Sent, updated, updateProblems } from "./attempts.js";

const sent = (stored: Sent, status: Sent): Sent => ({ ...stored, status: { ...(stored.status as Sent), ...status } });
const statusProblems = (status: Sent, spec: Sent = {}): Promise<readonly string[]> =>
  updateProblems(pod(spec), (stored) => sent(stored, status), "status");
const container = { name: "main", image: "nginx", imageID: "", ready: true, restartCount: 0 };
const userRange = "must be between 0 and 2147483647, inclusive";

describe("a Pod's new status", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["two addresses, one of each family", { podIPs: [{ ip: "10.0.0.1" }, { ip: "fd00::1" }] }, []],
    [
      "two addresses of one family",
      { podIPs: [{ ip: "10.0.0.1" }, { ip: "10.0.0.2" }] },
      [
        'status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.2"}]: may specify no more than one IP for each IP family',
      ],
    ],
    [
      "three addresses",
      { podIPs: [{ ip: "10.0.0.1" }, { ip: "fd00::1" }, { ip: "fd00::2" }] },
      [
        'status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"fd00::1"},{"IP":"fd00::2"}]: may specify no more than one IP for each IP family',
      ],
    ],
    ["the host's addresses", { hostIP: "10.0.0.1", hostIPs: [{ ip: "10.0.0.1" }, { ip: "fd00::1" }] }, []],
    [
      "hostIPs must start with hostIP",
      { hostIP: "10.0.0.2", hostIPs: [{ ip: "10.0.0.1" }, { ip: "10.0.0.3" }] },
      [
        'status.hostIPs[0].ip: Invalid value: "10.0.0.1": must be equal to `hostIP`',
        'status.hostIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.3"}]: may specify no more than one IP for each IP family',
      ],
    ],
    [
      "hostIPs must be addresses",
      { hostIP: "x", hostIPs: [{ ip: "x" }] },
      ['status.hostIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
    [
      "generations must not be negative",
      { observedGeneration: -1, conditions: [{ type: "Ready", status: "True", observedGeneration: -2 }] },
      [
        "status.conditions[0].observedGeneration: Invalid value: -2: must be a non-negative integer",
        "status.observedGeneration: Invalid value: -1: must be a non-negative integer",
      ],
    ],
    [
      "types of conditions must be valid names",
      { conditions: [{ type: "a b", status: "True" }] },
      [expect.stringContaining('status.conditions[0].Type: Invalid value: "a b": name part must consist') as never],
    ],
    [
      "users of containers, in each list",
      {
        containerStatuses: [{ ...container, user: { linux: { uid: -1, gid: 2 ** 31, supplementalGroups: [0, -3] } } }],
        initContainerStatuses: [{ ...container, user: { linux: { uid: -1, gid: 0 } } }],
        ephemeralContainerStatuses: [{ ...container, user: { linux: { uid: 0, gid: -1 } } }, container],
      },
      [
        `status.containerStatuses[0].user.linux.uid: Invalid value: -1: ${userRange}`,
        `status.containerStatuses[0].user.linux.gid: Invalid value: 2147483648: ${userRange}`,
        `status.containerStatuses[0].user.linux.supplementalGroups[1]: Invalid value: -3: ${userRange}`,
        `status.initContainerStatuses[0].user.linux.uid: Invalid value: -1: ${userRange}`,
        `status.ephemeralContainerStatuses[0].user.linux.gid: Invalid value: -1: ${userRange}`,
      ],
    ],
    [
      "mounts and allocated resources of containers",
      {
        containerStatuses: [
          { ...container, volumeMounts: [{ name: "any", mountPath: "/x" }], allocatedResources: { cpu: "1" } },
        ],
      },
      [],
    ],
    [
      "qosClass is immutable",
      { qosClass: "Guaranteed" },
      ['status.qosClass: Invalid value: "Guaranteed": field is immutable'],
    ],
    [
      "nominatedNodeName must be a valid name",
      { nominatedNodeName: "A_b" },
      [expect.stringContaining('status.nominatedNodeName: Invalid value: "A_b"') as never],
    ],
  ])("%s", async (_title, status, expected) => {
    expect(await statusProblems(status)).toEqual(expected);
  });

  it("Linux users are not allowed on Windows", async () => {
    const status = { containerStatuses: [{ ...container, user: { linux: { uid: 1, gid: 1 } } }] };
    expect(await statusProblems(status, { os: { name: "windows" } })).toEqual([
      "status.containerStatuses[0].user.linux: Forbidden: cannot be set for a windows pod",
    ]);
  });

  it("claims must be those of the spec, unique, with the name of a claim", async () => {
    const spec = { resourceClaims: [{ name: "a", resourceClaimName: "b" }] };
    const resourceClaimStatuses = [{ name: "a", resourceClaimName: "B_" }, { name: "a" }, { name: "c" }];
    expect(await statusProblems({ resourceClaimStatuses }, spec)).toEqual([
      expect.stringContaining('status.resourceClaimStatuses[0].name: Invalid value: "B_": a lowercase RFC 1123'),
      'status.resourceClaimStatuses[1].name: Duplicate value: "a"',
      'status.resourceClaimStatuses[2].name: Invalid value: "c": must match the name of an entry in `spec.resourceClaims`',
    ]);
    expect(await statusProblems({ resourceClaimStatuses: [{ name: "a", resourceClaimName: "b" }] }, spec)).toEqual([]);
  });

  it("annotations with a meaning must stay valid and unchanged", async () => {
    const problems = await updateProblems(
      pod(),
      (stored) => ({
        ...stored,
        metadata: {
          ...(stored.metadata as Sent),
          annotations: {
            "kubernetes.io/config.mirror": "x",
            "container.apparmor.security.beta.kubernetes.io/main": "unconfined",
            "controller.kubernetes.io/pod-deletion-cost": "many",
          },
        },
      }),
      "status",
    );
    expect(problems).toEqual([
      "metadata.annotations[kubernetes.io/config.mirror]: Forbidden: may not add mirror pod annotation",
      "metadata.annotations[container.apparmor.security.beta.kubernetes.io/main]: Forbidden: may not add AppArmor annotations",
      'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set',
      'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "many": must be a 32bit integer',
    ]);
  });
});

describe("a terminated container", () => {
  const ended = (exitCode: number) => ({ ...container, state: { terminated: { exitCode } } });
  const running = { ...container, state: { running: {} } };
  const never = "may not be transitioned to non-terminated state";
  const sidecar = {
    initContainers: [{ name: "main", image: "x", restartPolicy: "Always" }],
    containers: [{ name: "b", image: "x" }],
  };

  it.each<[string, Sent, string, number, boolean]>([
    ["always restarts", { restartPolicy: "Always" }, "containerStatuses", 1, true],
    ["after a failure may restart", { restartPolicy: "OnFailure" }, "containerStatuses", 1, true],
    ["after success must not restart", { restartPolicy: "OnFailure" }, "containerStatuses", 0, false],
    ["never does", { restartPolicy: "Never" }, "containerStatuses", 1, false],
    ["init: always restarts", { restartPolicy: "Always" }, "initContainerStatuses", 0, true],
    ["init: after a failure restarts", { restartPolicy: "OnFailure" }, "initContainerStatuses", 1, true],
    ["init: never does", { restartPolicy: "Never" }, "initContainerStatuses", 1, false],
    ["sidecar: restarts", { restartPolicy: "Never", ...sidecar }, "initContainerStatuses", 1, true],
    ["ephemeral: never does", { restartPolicy: "Always" }, "ephemeralContainerStatuses", 1, false],
  ])("%s", async (_title, spec, list, exitCode, restarts) => {
    const { store } = openRegistry();
    const stored = await store.create(objectOf(pod(spec)));
    const write = (object: unknown, status: Sent) =>
      store.update(sent(object as Sent, status) as never, { subresource: "status" });
    const before = await write(stored, { [list]: [ended(exitCode)] });
    const problems = await problemsOf(() => write(before, { [list]: [running] }));
    expect(problems).toEqual(restarts ? [] : [`status.${list}[0].state: Forbidden: ${never}`]);
  });
});

describe("what a write of a Pod's status omits", () => {
  it("observed generations are kept, for each condition of a type", async () => {
    const { store } = openRegistry();
    const conditions = [
      { type: "A", status: "True", observedGeneration: 1 },
      { type: "A", status: "False", observedGeneration: 2 },
      { type: "B", status: "True", observedGeneration: 3 },
    ];
    const stored = await store.create(objectOf(pod()));
    const write = (object: unknown, status: Sent) =>
      store.update(sent(object as Sent, status) as never, { subresource: "status" });
    const before = await write(stored, { observedGeneration: 5, conditions });
    const bare = [
      { type: "B", status: "False" },
      { type: "A", status: "True" },
      { type: "A", status: "True" },
      { type: "A", status: "True" },
    ];
    const after = (await write(before, { observedGeneration: 0, conditions: bare })) as { status: Sent };
    expect(after.status).toMatchObject({ observedGeneration: 5 });
    expect((after.status.conditions as Sent[]).map(({ observedGeneration }) => observedGeneration)).toEqual([
      3,
      1,
      2,
      undefined,
    ]);
  });

  it.each<[string, Sent, Sent]>([
    ["podIPs follows podIP", { podIP: "10.0.0.1" }, { podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.1" }] }],
    ["podIP follows podIPs", { podIPs: [{ ip: "10.0.0.1" }] }, { podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.1" }] }],
    [
      "podIP takes precedence if they differ",
      { podIP: "10.0.0.2", podIPs: [{ ip: "10.0.0.1" }] },
      { podIP: "10.0.0.2", podIPs: [{ ip: "10.0.0.2" }] },
    ],
  ])("%s", async (_title, status, expected) => {
    const { after } = await updated(pod(), (stored) => sent(stored, status), "status");
    expect(after.status).toMatchObject(expected);
  });
});
