import { type KubernetesObject, nodes } from "@engenho/core";
import { objectOf } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { created, createProblems, problemsOf, type Sent, updated, updateProblems } from "./attempts.js";

const taints = "scheduler.alpha.kubernetes.io/taints";
const avoidPods = "scheduler.alpha.kubernetes.io/preferAvoidPods";
const at = "metadata.annotations";
const node = (spec: Sent = {}, rest: Sent = {}): Sent => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "one" },
  spec,
  ...rest,
});
const annotated = (annotations: Sent): Sent => node({}, { metadata: { name: "one", annotations } });

describe("annotations of a Node", () => {
  it.each<[string, Sent, readonly string[]]>([
    [
      "taints that are not a list",
      { [taints]: '"a"' },
      [`${at}: Invalid value: "${taints}": json: cannot unmarshal string into Go value of type []core.Taint`],
    ],
    [
      "invalid taints",
      { [taints]: '[{"key":"a b","value":"c d"},{"key":"a","effect":"NoExecute"},{"key":"a","effect":"NoExecute"}]' },
      [
        expect.stringContaining(`${at}.${taints}[0].key: Invalid value: "a b": name part must`) as never,
        expect.stringContaining(`${at}.${taints}[0].value: Invalid value: "c d": a valid label`) as never,
        `${at}.${taints}[0].effect: Required value`,
        `${at}.${taints}[2]: Duplicate value: {"Key":"a","Value":"","Effect":"NoExecute","TimeAdded":null}: taints must be unique by key and effect pair`,
      ],
    ],
    [
      "an invalid time of a taint",
      { [taints]: '[{"key":"a","effect":"NoExecute","timeAdded":"now"}]' },
      [
        `${at}: Invalid value: "${taints}": parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"`,
      ],
    ],
    [
      "Pods to avoid",
      { [avoidPods]: '{"preferAvoidPods":[{"podSignature":{"podController":{"controller":true}}}]}' },
      [],
    ],
    [
      "Pods to avoid that are none",
      { [avoidPods]: "[]" },
      [
        `${at}.AvoidPods: Invalid value: "${avoidPods}": json: cannot unmarshal array into Go value of type v1.AvoidPods`,
      ],
    ],
    [
      "Pods to avoid of a field of the wrong type",
      { [avoidPods]: '{"preferAvoidPods":[{"podSignature":{"podController":{"name":1}}}]}' },
      [
        `${at}.AvoidPods: Invalid value: "${avoidPods}": json: cannot unmarshal number into Go struct field OwnerReference.preferAvoidPods.podSignature.podController.name of type string`,
      ],
    ],
    [
      "Pods to avoid without a controller",
      { [avoidPods]: '{"preferAvoidPods":[{},{"podSignature":{"podController":{"controller":false}}}]}' },
      [
        `${at}.${avoidPods}[0].PodSignature: Required value`,
        `${at}.${avoidPods}[1].PodSignature.PodController.Controller: Invalid value: false: must point to a controller`,
      ],
    ],
  ])("%s", async (_title, annotations, expected) => {
    expect(await createProblems(annotated(annotations))).toEqual(expected);
    const { metadata } = annotated(annotations);
    const problems = await updateProblems(node(), (stored) => ({
      ...stored,
      metadata: { ...(stored.metadata as Sent), annotations: (metadata as Sent).annotations },
    }));
    // Upstream validates the object, and then the change.
    expect(problems).toEqual([...expected, ...expected]);
  });
});

describe("a Node's configuration from a ConfigMap, a removed feature", () => {
  const configMap = { namespace: "default", name: "a", kubeletConfigKey: "kubelet" };

  it("is dropped if the stored Node does not have it", async () => {
    expect((await created(node({ configSource: { configMap } }))).spec).toEqual({});
    const { after } = await updated(node(), (stored) => ({ ...stored, spec: { configSource: { configMap } } }));
    expect(after.spec).toEqual({});
    const status = { config: { active: { configMap } } };
    const written = await updated(node(), (stored) => ({ ...stored, status }), "status");
    expect((written.after.status as Sent | undefined)?.config).toBeUndefined();
  });

  /** The errors of an update of a Node that is stored with such a configuration. */
  async function storedProblems(change: Sent, subresource = ""): Promise<readonly string[]> {
    const { store, backend } = openRegistry();
    const current = await store.create(objectOf(node()));
    const object = { ...current, spec: { configSource: { configMap } }, status: { config: {} } } as KubernetesObject;
    const key = { group: "", kind: "Node", namespace: "", name: "one" };
    await backend.commit({ type: "update", key, object, previous: current });
    const reference = { apiVersion: "v1", kind: "Node", name: "one" };
    return problemsOf(() => store.patch(nodes, reference, { type: "merge", value: change }, { subresource }));
  }

  it.each<[string, Sent, string, readonly string[]]>([
    [
      "spec: which ConfigMap, in whatever version",
      {
        spec: {
          configSource: {
            configMap: { uid: "u", resourceVersion: "1", namespace: "a.b", name: "A", kubeletConfigKey: "a b" },
          },
        },
      },
      "",
      [
        "spec.configSource.configMap.uid: Forbidden: uid must not be set in spec",
        "spec.configSource.configMap.resourceVersion: Forbidden: resourceVersion must not be set in spec",
        'spec.configSource.configMap.namespace: Invalid value: "a.b": must not contain dots',
        expect.stringContaining('spec.configSource.configMap.name: Invalid value: "A": a lowercase RFC 1123') as never,
        expect.stringContaining(
          'spec.configSource.configMap.kubeletConfigKey: Invalid value: "a b": a valid config',
        ) as never,
      ],
    ],
    [
      "spec: exactly one source",
      { spec: { configSource: { configMap: null } } },
      "",
      ['spec.configSource: Invalid value: {"ConfigMap":null}: exactly one reference subfield must be non-nil'],
    ],
    [
      "status: which version of which ConfigMap",
      {
        status: {
          config: {
            assigned: { configMap: {} },
            active: {},
            lastKnownGood: { configMap: { ...configMap, uid: "u", resourceVersion: "1" } },
          },
        },
      },
      "status",
      [
        "status.config.assigned.configMap.uid: Required value",
        "status.config.assigned.configMap.resourceVersion: Required value",
        "status.config.assigned.configMap.namespace: Required value",
        "status.config.assigned.configMap.name: Required value",
        "status.config.assigned.configMap.kubeletConfigKey: Required value",
        'status.config.active: Invalid value: {"ConfigMap":null}: exactly one reference subfield must be non-nil',
      ],
    ],
  ])("%s", async (_title, change, subresource, expected) => {
    expect(await storedProblems(change, subresource)).toEqual(expected);
  });
});

describe("a Node", () => {
  it.each<[string, Sent, Sent]>([
    ["podCIDRs follows podCIDR", { podCIDR: "10.0.0.0/24" }, { podCIDR: "10.0.0.0/24", podCIDRs: ["10.0.0.0/24"] }],
    ["podCIDR follows podCIDRs", { podCIDRs: ["10.0.0.0/24"] }, { podCIDR: "10.0.0.0/24", podCIDRs: ["10.0.0.0/24"] }],
    [
      "podCIDR takes precedence if they differ",
      { podCIDR: "10.0.1.0/24", podCIDRs: ["10.0.0.0/24", "fd00::/64"] },
      { podCIDR: "10.0.1.0/24", podCIDRs: ["10.0.1.0/24"] },
    ],
  ])("%s", async (_title, spec, expected) => {
    expect((await created(node(spec))).spec).toEqual(expected);
  });

  it("on update: ranges must be valid, and externalID is immutable", async () => {
    const change = (spec: Sent) => (stored: Sent) => ({ ...stored, spec });
    expect(await updateProblems(node(), change({ podCIDRs: ["x"] }))).toEqual([
      'spec.podCIDRs[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ]);
    expect(await updateProblems(node(), change({ externalID: "x" }))).toEqual([
      "spec.externalID: Forbidden: may not be updated",
    ]);
  });

  it("status: addresses must be unique, printed as upstream's struct", async () => {
    const address = { type: "InternalIP", address: "10.0.0.1" };
    const status = { addresses: [address, address] };
    expect(await updateProblems(node(), (stored) => ({ ...stored, status }), "status")).toEqual([
      'status.addresses[1]: Duplicate value: {"Type":"InternalIP","Address":"10.0.0.1"}',
    ]);
  });
});
