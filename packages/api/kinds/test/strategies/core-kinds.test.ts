import { namespaces, type Stored } from "@engenho/core";
import { objectOf } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { created, createProblems, problemsOf, type Sent, updated, updateProblems } from "./attempts.js";

const object = (kind: string, rest: Sent = {}): Sent => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "one", ...(kind === "Namespace" || kind === "Node" ? {} : { namespace: "default" }) },
  ...rest,
});
const base64 = (text: string) => Buffer.from(text).toString("base64");
const keyDetail =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

describe("Namespace", () => {
  it("has its name as a label, its finalizer, and is Active", async () => {
    const { metadata, spec, status } = await created(object("Namespace"));
    expect((metadata as Sent).labels).toEqual({ "kubernetes.io/metadata.name": "one" });
    expect(spec).toEqual({ finalizers: ["kubernetes"] });
    expect(status).toEqual({ phase: "Active" });
    expect((metadata as Sent).generation).toBeUndefined();
  });

  it("gets its label back, keeps its finalizers, and changes them only through /finalize", async () => {
    const without = (stored: Sent) => ({
      ...stored,
      metadata: { ...(stored.metadata as Sent), labels: {} },
      spec: { finalizers: [] },
    });
    const main = await updated(object("Namespace"), without);
    expect(main.after).toEqual(main.before);
    const finalized = await updated(object("Namespace"), without, "finalize");
    expect(finalized.after.spec).toEqual({});
    const wrong = await updateProblems(
      object("Namespace"),
      (stored) => ({ ...stored, spec: { finalizers: ["mine"] } }),
      "finalize",
    );
    expect(wrong).toEqual([
      'spec.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ]);
  });

  it("is Terminating once it is deleted, and removed with its last finalizer", async () => {
    const { store } = openRegistry();
    const namespace = await store.create(objectOf(object("Namespace")));
    const reference = { apiVersion: "v1", kind: "Namespace", name: "one" };
    await store.delete(namespaces, reference);
    const deleting = await store.get(namespaces, reference);
    expect(deleting).toMatchObject({ status: { phase: "Terminating" }, spec: { finalizers: ["kubernetes"] } });
    expect(deleting.metadata.deletionTimestamp).toBeDefined();
    await store.update({ ...deleting, spec: {} } as Stored, { subresource: "finalize" });
    await expect(store.get(namespaces, reference)).rejects.toMatchObject({ code: "NotFound" });
    expect(namespace.metadata.deletionTimestamp).toBeUndefined();
  });

  it("status.Phase follows the deletion", async () => {
    const terminate = (stored: Sent) => ({ ...stored, status: { phase: "Terminating" } });
    expect(await updateProblems(object("Namespace"), terminate, "status")).toEqual([
      "status.Phase: Invalid value: \"Terminating\": may only be 'Active' if `deletionTimestamp` is empty",
    ]);
  });

  it("metadata.name must be a label", async () => {
    expect(await createProblems(object("Namespace", { metadata: { name: "a.b" } }))).toEqual([
      'metadata.name: Invalid value: "a.b": must not contain dots',
    ]);
  });
});

describe("ConfigMap", () => {
  it.each<[string, Sent, readonly string[]]>([
    ["data: keys", { data: { "a b": "" } }, [`data[a b]: Invalid value: "a b": ${keyDetail}`]],
    [
      "binaryData: no key twice",
      { data: { a: "" }, binaryData: { a: base64("x") } },
      ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
    ],
    ["size", { data: { a: "x".repeat(1024 * 1024) } }, []],
    [
      "size, one byte too large",
      { data: { a: "x".repeat(1024 * 1024), b: "x" } },
      ["[]: Too long: may not be more than 1048576 bytes"],
    ],
  ])("%s", async (_title, rest, expected) => {
    expect(await createProblems(object("ConfigMap", rest))).toEqual(expected);
  });

  it("immutable: cannot be unset, and the data is immutable", async () => {
    const detail = "field is immutable when `immutable` is set";
    const change = (rest: Sent) =>
      updateProblems(object("ConfigMap", { immutable: true, data: { a: "b" } }), (stored) => ({ ...stored, ...rest }));
    expect(await change({ immutable: false })).toEqual([`immutable: Forbidden: ${detail}`]);
    expect(await change({ data: { a: "c" }, binaryData: { b: base64("x") } })).toEqual([
      `data: Forbidden: ${detail}`,
      `binaryData: Forbidden: ${detail}`,
    ]);
    expect(await change({ metadata: { name: "one", namespace: "default", labels: { a: "b" } } })).toEqual([]);
  });
});

describe("Secret", () => {
  it("is Opaque, and merges stringData into its data", async () => {
    const { data, stringData, type } = await created(
      object("Secret", { data: { a: base64("old"), b: base64("kept") }, stringData: { a: "new é", __proto__: "x" } }),
    );
    expect(type).toBe("Opaque");
    expect(stringData).toBeUndefined();
    expect(data).toEqual({ a: base64("new é"), b: base64("kept") });
  });

  it.each<[string, Sent, readonly string[]]>([
    ["data: keys", { data: { "a b": "" } }, [`data[a b]: Invalid value: "a b": ${keyDetail}`]],
    [
      "kubernetes.io/tls",
      { type: "kubernetes.io/tls" },
      ["data[tls.crt]: Required value", "data[tls.key]: Required value"],
    ],
    [
      "kubernetes.io/basic-auth",
      { type: "kubernetes.io/basic-auth" },
      ["data[username]: Required value", "data[password]: Required value"],
    ],
    ["kubernetes.io/ssh-auth", { type: "kubernetes.io/ssh-auth" }, ["data[ssh-privatekey]: Required value"]],
    [
      "kubernetes.io/dockerconfigjson",
      { type: "kubernetes.io/dockerconfigjson", stringData: { ".dockerconfigjson": "[]" } },
      [
        'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": json: cannot unmarshal array into Go value of type map[string]interface {}',
      ],
    ],
    [
      "kubernetes.io/service-account-token",
      { type: "kubernetes.io/service-account-token" },
      ["metadata.annotations[kubernetes.io/service-account.name]: Required value"],
    ],
    [
      "size",
      { data: { a: Buffer.alloc(1024 * 1024 + 1).toString("base64") } },
      ["data: Too long: may not be more than 1048576 bytes"],
    ],
  ])("%s", async (_title, rest, expected) => {
    expect(await createProblems(object("Secret", rest))).toEqual(expected);
  });

  it("type is immutable", async () => {
    expect(await updateProblems(object("Secret"), (stored) => ({ ...stored, type: "mine" }))).toEqual([
      'type: Invalid value: "mine": field is immutable',
    ]);
  });
});

describe("Node", () => {
  it("may set its status on create, and defaults allocatable to its capacity", async () => {
    const { status } = await created(object("Node", { status: { capacity: { cpu: "4" } } }));
    expect(status).toMatchObject({ capacity: { cpu: "4" }, allocatable: { cpu: "4" } });
  });

  it("keeps its podCIDR once it is set", async () => {
    const change = (stored: Sent) => ({ ...stored, spec: { podCIDR: "10.1.0.0/24", podCIDRs: ["10.1.0.0/24"] } });
    expect(await updateProblems(object("Node", { spec: { podCIDR: "10.0.0.0/24" } }), change)).toEqual([
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    ]);
    expect(await updateProblems(object("Node"), change)).toEqual([]);
  });

  it("/status: defaults allocatable to its capacity", async () => {
    const { after } = await updated(
      object("Node"),
      (stored) => ({ ...stored, status: { capacity: { cpu: "4" } } }),
      "status",
    );
    expect(after.status).toMatchObject({ capacity: { cpu: "4" }, allocatable: { cpu: "4" } });
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ["one of each family", ["10.0.0.0/24", "2001:db8::/64"], []],
    [
      "two of one family",
      ["10.0.0.0/24", "10.0.1.0/24"],
      [
        'spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family',
      ],
    ],
    [
      "an invalid one",
      ["10.0.0.0/24", "mine"],
      [
        'spec.podCIDRs[1]: Invalid value: "mine": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
        "spec.podCIDRs: Internal error: invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[1]: <nil> (invalid CIDR address: mine)",
        'spec.podCIDRs: Invalid value: ["10.0.0.0/24","mine"]: may specify no more than one CIDR for each IP family',
      ],
    ],
  ])("spec.podCIDRs: %s", async (_title, podCIDRs, expected) => {
    expect(await createProblems(object("Node", { spec: { podCIDR: podCIDRs[0], podCIDRs } }))).toEqual(expected);
  });

  it("a swap capacity must be positive", async () => {
    expect(await createProblems(object("Node", { status: { nodeInfo: { swap: { capacity: 0 } } } }))).toEqual([
      "metadata.nodeSwapStatus.capacity: Invalid value: 0: must be greater than zero",
    ]);
  });

  it("taints must be unique by key and effect", async () => {
    const taint = { key: "a", value: "b", effect: "NoSchedule" };
    expect(
      await createProblems(object("Node", { spec: { taints: [taint, taint, { key: "b", effect: "" }] } })),
    ).toEqual([
      'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"b","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
      "metadata.taints[2].effect: Required value",
    ]);
  });
});

describe("Lease", () => {
  const lease = (spec: Sent): Sent => ({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "one", namespace: "default" },
    spec,
  });
  it("cases API 3: spec, whose holder may be empty", async () => {
    const spec = { leaseDurationSeconds: 0, leaseTransitions: -1, holderIdentity: "" };
    expect(await createProblems(lease(spec))).toEqual([
      "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
      "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0",
    ]);
    expect(await createProblems(lease({ holderIdentity: "a", leaseDurationSeconds: 15 }))).toEqual([]);
  });
});

describe("ServiceAccount", () => {
  it("accepts what it is sent", async () => {
    const account = object("ServiceAccount", { automountServiceAccountToken: false });
    expect(await problemsOf(() => created(account))).toEqual([]);
  });
});
