import { describe, expect, it } from "vitest";
import { created, createProblems, type Sent, updated, updateProblems, withSpec } from "./attempts.js";

const of = (kind: string, name: string, spec: Sent | undefined): Sent => ({
  apiVersion: "networking.k8s.io/v1",
  kind,
  metadata: { name },
  ...(spec === undefined ? {} : { spec }),
});
const service = { resource: "services", namespace: "default", name: "web" };
const address = (name = "10.96.0.10", parentRef: Sent | undefined = service) =>
  of("IPAddress", name, parentRef === undefined ? {} : { parentRef });
const cidr = (...cidrs: readonly string[]) => of("ServiceCIDR", "one", { cidrs });

describe("An IPAddress", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["of IPv4", address(), []],
    ["of IPv6", address("fd00::10"), []],
    [
      "with leading zeros",
      address("10.96.0.010"),
      ['metadata.name: Invalid value: "10.96.0.010": must not have leading 0s'],
    ],
    [
      "in a form that is not canonical",
      address("fd00:0::10"),
      [
        expect.stringMatching(
          /^metadata\.name: Invalid value: "fd00:0::10": must be in canonical form \("fd00::10"\)$/,
        ),
      ],
    ],
    [
      "that is none",
      address("web"),
      [expect.stringMatching(/^metadata\.name: Invalid value: "web": must be a valid IP/)],
    ],
    ["without a parent", of("IPAddress", "10.96.0.10", {}), ["spec.parentRef: Required value"]],
    [
      "with a parent without a name",
      address("10.96.0.10", { resource: "", name: "", group: "A_b" }),
      [
        expect.stringContaining('spec.parentRef.group: Invalid value: "A_b"'),
        "spec.parentRef.resource: Required value",
        "spec.parentRef.name: Required value",
      ],
    ],
    [
      "with a parent of a name that is a path",
      address("10.96.0.10", { ...service, name: "a/b", namespace: ".." }),
      [
        "spec.parentRef.name: Invalid value: \"a/b\": may not contain '/'",
        "spec.parentRef.namespace: Invalid value: \"..\": may not be '..'",
      ],
    ],
  ])("%s", async (_, sent, expected) => {
    expect(await createProblems(sent)).toEqual(expected);
  });

  it("keeps its parent", async () => {
    const change = (stored: Sent) => withSpec(stored, { parentRef: { ...service, name: "other" } });
    expect(await updateProblems(address(), change)).toEqual([
      expect.stringMatching(/^spec\.parentRef: Invalid value: .*: field is immutable$/),
    ]);
  });
});

describe("A ServiceCIDR", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["of a range", cidr("10.97.0.0/16"), []],
    ["of a range of each family", cidr("10.97.0.0/16", "fd01::/112"), []],
    ["of none", cidr(), ["spec.cidrs: Required value: at least one CIDR required"]],
    [
      "of three",
      cidr("10.97.0.0/16", "fd01::/112", "fd02::/112"),
      [expect.stringMatching(/^spec\.cidrs: Invalid value: .*: may only hold up to 2 values$/)],
    ],
    [
      "of two of one family",
      cidr("10.97.0.0/16", "10.98.0.0/16"),
      [
        expect.stringMatching(
          /^spec\.cidrs: Invalid value: .*: may specify no more than one IP for each IP family, i\.e 192\.168\.0\.0\/24 and 2001:db8::\/64$/,
        ),
      ],
    ],
    [
      "with bits of hosts",
      cidr("10.97.0.1/16"),
      [
        expect.stringMatching(
          /^spec\.cidrs\[0\]: Invalid value: "10\.97\.0\.1\/16": must not have bits set beyond the/,
        ),
      ],
    ],
    ["that is none", cidr("a"), [expect.stringMatching(/^spec\.cidrs\[0\]: Invalid value: "a": must be a valid CIDR/)]],
  ])("%s", async (_, sent, expected) => {
    expect(await createProblems(sent)).toEqual(expected);
  });

  it("keeps its ranges", async () => {
    const change = (stored: Sent) => withSpec(stored, { cidrs: ["10.98.0.0/16"] });
    expect(await updateProblems(cidr("10.97.0.0/16"), change)).toEqual([
      'spec.cidrs: Invalid value: ["10.98.0.0/16"]: field is immutable',
    ]);
  });

  it("has a status that writes of the object set, as upstream's", async () => {
    const conditions = [
      { type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z", reason: "A", message: "" },
    ];
    const { status } = await created({ ...cidr("10.97.0.0/16"), status: { conditions } });
    expect(status).toEqual({ conditions });
    const { after } = await updated(cidr("10.97.0.0/16"), (stored) => ({ ...stored, status: { conditions } }));
    expect(after.status).toEqual({ conditions });
  });
});

const runtimeClass = (rest: Sent = {}): Sent => ({
  apiVersion: "node.k8s.io/v1",
  kind: "RuntimeClass",
  metadata: { name: "one" },
  handler: "runc",
  ...rest,
});

describe("A RuntimeClass", () => {
  it.each<[string, Sent, readonly string[]]>([
    [
      "with overhead and scheduling",
      {
        overhead: { podFixed: { cpu: "100m" } },
        scheduling: { nodeSelector: { a: "b" }, tolerations: [{ key: "a", operator: "Exists" }] },
      },
      [],
    ],
    [
      "of a handler that is no label",
      { handler: "Run C" },
      [expect.stringMatching(/^handler: Invalid value: "Run C"/)],
    ],
    ["without a handler", { handler: "" }, [expect.stringMatching(/^handler: Invalid value: ""/)]],
    [
      "with a negative overhead",
      { overhead: { podFixed: { cpu: "-1" } } },
      [expect.stringMatching(/^overhead\.limits\[cpu\]: Invalid value: "-1"/)],
    ],
    [
      "with a selector that is none",
      { scheduling: { nodeSelector: { "a b": "c" } } },
      [expect.stringMatching(/^scheduling\.nodeSelector: Invalid value: "a b"/)],
    ],
  ])("%s", async (_, rest, expected) => {
    expect(await createProblems(runtimeClass(rest))).toEqual(expected);
  });

  it("keeps its handler", async () => {
    expect(await updateProblems(runtimeClass(), (stored) => ({ ...stored, handler: "kata" }))).toEqual([
      'handler: Invalid value: "kata": field is immutable',
    ]);
  });
});

const apiService = (spec: Sent = {}, name = "v1.example.com"): Sent => ({
  apiVersion: "apiregistration.k8s.io/v1",
  kind: "APIService",
  metadata: { name },
  spec: { group: "example.com", version: "v1", groupPriorityMinimum: 1000, versionPriority: 10, ...spec },
});
const remote = { service: { namespace: "default", name: "api" } };

describe("An APIService", () => {
  it("is available at once if it is local", async () => {
    expect((await created(apiService())).status).toEqual({
      conditions: [
        {
          type: "Available",
          status: "True",
          lastTransitionTime: expect.any(String),
          reason: "Local",
          message: "Local APIServices are always available",
        },
      ],
    });
  });

  it("has port 443 and no condition if it is remote", async () => {
    const { spec, status } = await created(apiService(remote));
    expect(spec).toMatchObject({ service: { ...remote.service, port: 443 } });
    expect(status ?? {}).toEqual({});
  });

  it.each<[string, Sent, readonly string[]]>([
    ["of the core group", apiService({ group: "" }, "v1."), []],
    [
      "of another name",
      apiService({}, "v2.example.com"),
      ['metadata.name: Invalid value: "v2.example.com": must be `spec.version+"."+spec.group`: "v1.example.com"'],
    ],
    [
      "of the core group in another version",
      apiService({ group: "", version: "v2" }, "v2."),
      ["spec.group: Required value: only v1 may have an empty group and it better be legacy kube"],
    ],
    [
      "of priorities out of range",
      apiService({ groupPriorityMinimum: 20_001, versionPriority: 0 }),
      [
        "spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000",
        "spec.versionPriority: Invalid value: 0: must be positive and less than 1000",
      ],
    ],
    [
      "that is local and insecure",
      apiService({ insecureSkipTLSVerify: true, caBundle: "YQ==" }),
      [
        'spec.caBundle: Invalid value: "1 bytes": local APIServices may not have a caBundle',
        "spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify",
      ],
    ],
    [
      "that is insecure with a bundle",
      apiService({ ...remote, insecureSkipTLSVerify: true, caBundle: "YQ==" }),
      ["spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present"],
    ],
    [
      "of a service without a name",
      apiService({ service: {} }),
      ["spec.service.namespace: Required value", "spec.service.name: Required value"],
    ],
  ])("%s", async (_, sent, expected) => {
    expect(await createProblems(sent)).toEqual(expected);
  });

  it("has conditions of known statuses", async () => {
    const conditions = [{ type: "Available", status: "Maybe" }];
    const change = (stored: Sent) => ({ ...stored, status: { conditions } });
    expect(await updateProblems(apiService(remote), change, "status")).toEqual([
      'status.conditions[0].status: Unsupported value: "Maybe": supported values: "True", "False", "Unknown"',
    ]);
  });

  it("keeps its labels when its status is written", async () => {
    const change = (stored: Sent) => ({ ...stored, metadata: { ...(stored.metadata as Sent), labels: { a: "b" } } });
    expect((await updated(apiService(), change, "status")).after.metadata).not.toHaveProperty("labels");
  });
});
