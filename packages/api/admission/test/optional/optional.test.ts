import { type KubernetesObject, namespaces, type PodSpec, pods, type User } from "@engenho/core";
import type { Authorizer } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import {
  defaultAdmissionPlugins,
  optionalAdmission,
  podNodeSelector,
  podTolerationRestriction,
  standardAdmission,
} from "../../src/index.js";

function open(name: string, options: Parameters<typeof openRegistry>[0] = {}) {
  const plugin = optionalAdmission().find((each) => each.name === name);
  if (plugin === undefined) throw new Error(`no plugin ${name}`);
  return openRegistry({ admission: [plugin], ...options });
}
const pod = (spec: Partial<PodSpec> = {}, metadata: object = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "n", ...metadata },
    spec: { containers: [{ name: "web", image: "nginx" }], ...spec },
  }) as KubernetesObject;
const namespace = (annotations: Record<string, string> = {}) =>
  ({ apiVersion: "v1", kind: "Namespace", metadata: { name: "n", annotations } }) as KubernetesObject;
const specOf = (object: KubernetesObject) => (object as KubernetesObject & { spec: PodSpec }).spec;

describe("plugins that are off by default", () => {
  it("AlwaysDeny refuses everything, AlwaysAdmit nothing", async () => {
    await expect(open("AlwaysDeny").store.create(pod())).rejects.toMatchObject({
      message: 'pods "p" is forbidden: admission control is denying all modifications',
    });
    await open("AlwaysAdmit").store.create(pod());
  });

  it("AlwaysPullImages sets the policy of every container; in updates of new images alone", async () => {
    const { store } = open("AlwaysPullImages");
    const container = { name: "web", image: "nginx:1", imagePullPolicy: "Never" } as const;
    const initContainers = [{ ...container, name: "init" }];
    const created = specOf(await store.create(pod({ containers: [container], initContainers })));
    const policies = [...created.containers, ...(created.initContainers ?? [])].map((each) => each.imagePullPolicy);
    expect(policies).toEqual(["Always", "Always"]);
    const { store: other, backend } = open("AlwaysPullImages");
    const plain = openRegistry();
    const stored = await plain.store.create(pod({ containers: [container] }));
    await backend.commit({
      type: "create",
      key: { group: "", kind: "Pod", namespace: "n", name: "p" },
      object: { ...stored },
    });
    const current = await other.get(pods, { namespace: "n", name: "p" });
    const labelled = await other.update({ ...current, metadata: { ...current.metadata, labels: { a: "b" } } });
    expect(labelled.spec?.containers[0]?.imagePullPolicy).toBe("Never");
  });

  it("AlwaysPullImages leaves a Pod without containers to validation", async () => {
    const { store } = open("AlwaysPullImages");
    const empty = pod({ containers: undefined as unknown as PodSpec["containers"] });
    await expect(store.create(empty)).rejects.toMatchObject({ code: "Invalid" });
  });

  it("NamespaceExists refuses, NamespaceAutoProvision creates, but not for a dry run", async () => {
    await expect(open("NamespaceExists").store.create(pod())).rejects.toMatchObject({
      message: 'namespaces "n" not found',
    });
    const { store } = open("NamespaceAutoProvision", { requireNamespaces: true });
    await expect(store.create(pod(), { dryRun: true })).rejects.toMatchObject({ code: "NotFound" });
    await store.create(pod());
    await store.get(namespaces, { name: "n" });
  });

  it("LimitPodHardAntiAffinityTopology refuses other topologies than nodes", async () => {
    const affinity = (topologyKey: string) => ({
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: {} }] },
    });
    const { store } = open("LimitPodHardAntiAffinityTopology");
    await store.create(pod({ affinity: affinity("kubernetes.io/hostname") }));
    await expect(store.create(pod({ affinity: affinity("zone") }, { name: "q" }))).rejects.toMatchObject({
      message:
        'pods "q" is forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey zone but only key kubernetes.io/hostname is allowed',
    });
  });

  it("DenyServiceExternalIPs refuses new external IPs, and lets old ones stay", async () => {
    const service = (externalIPs: string[]) =>
      ({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "s", namespace: "n" },
        spec: { ports: [{ port: 80 }], externalIPs },
      }) as KubernetesObject;
    const { store } = open("DenyServiceExternalIPs");
    const refusal = { message: 'services "s" is forbidden: Use of external IPs is denied by admission control' };
    await expect(store.create(service(["1.2.3.4"]))).rejects.toMatchObject(refusal);
    const created = await store.create(service([]));
    const added = { ...created, spec: { ...specOf(created), externalIPs: ["1.2.3.4"] } };
    await expect(store.update(added as KubernetesObject)).rejects.toMatchObject(refusal);
  });

  it("ExtendedResourceToleration tolerates taints of the resources that are asked for, sorted", async () => {
    const { store } = open("ExtendedResourceToleration");
    const resources = { limits: { "b.com/x": "1", "a.com/y": "1", cpu: "1" } };
    const created = await store.create(pod({ containers: [{ name: "web", image: "nginx", resources }] }));
    const added = (specOf(created).tolerations ?? []).filter(({ effect }) => effect === "NoSchedule");
    expect(added.map(({ key }) => key)).toEqual(["a.com/y", "b.com/x"]);
  });
});

describe("PodNodeSelector", () => {
  const annotation = "scheduler.alpha.kubernetes.io/node-selector";
  it("adds the namespace's selector, the Pod's own wins nothing against it", async () => {
    const { store } = openRegistry({
      admission: [podNodeSelector({ clusterDefaultNodeSelector: { pool: "common" } })],
    });
    expect(specOf(await store.create(pod())).nodeSelector).toEqual({ pool: "common" });
    await store.create(namespace({ [annotation]: "env=test,zone=a" }));
    const created = await store.create(pod({ nodeSelector: { own: "1" } }, { name: "q" }));
    expect(specOf(created).nodeSelector).toEqual({ env: "test", zone: "a", own: "1" });
    await expect(store.create(pod({ nodeSelector: { env: "prod" } }, { name: "r" }))).rejects.toMatchObject({
      message: 'pods "r" is forbidden: pod node label selector conflicts with its namespace node label selector',
    });
  });

  it("refuses labels that a namespace may not select", async () => {
    const { store } = openRegistry({ admission: [podNodeSelector({ allowed: { n: { env: "test" } } })] });
    await store.create(pod({ nodeSelector: { env: "test" } }));
    await expect(store.create(pod({ nodeSelector: { other: "x" } }, { name: "q" }))).rejects.toMatchObject({
      message: 'pods "q" is forbidden: pod node label selector labels conflict with its namespace whitelist',
    });
  });
});

describe("PodTolerationRestriction", () => {
  const annotations = (defaults: object[], allowed: object[]) => ({
    "scheduler.alpha.kubernetes.io/defaultTolerations": JSON.stringify(defaults),
    "scheduler.alpha.kubernetes.io/tolerationsWhitelist": JSON.stringify(allowed),
  });
  const wide = { operator: "Exists" };
  it("adds the namespace's tolerations, and refuses those outside its list", async () => {
    const { store } = openRegistry({ admission: [podTolerationRestriction()] });
    const gpu = { key: "gpu", operator: "Exists" } as const;
    await store.create(namespace(annotations([gpu], [wide])));
    expect(specOf(await store.create(pod())).tolerations).toContainEqual(gpu);
    const current = await store.get(namespaces, { name: "n" });
    await store.update({ ...current, metadata: { ...current.metadata, annotations: annotations([], [gpu]) } });
    await expect(store.create(pod({}, { name: "q" }))).rejects.toMatchObject({
      message:
        "pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist",
    });
  });

  it.each<[string, string]>([
    ["{}", "json: cannot unmarshal object into Go value of type []v1.Toleration"],
    ["[1]", "json: cannot unmarshal number into Go value of type v1.Toleration"],
    [
      '[{"key": {"toString": "x"}}]',
      "json: cannot unmarshal object into Go struct field Toleration.key of type string",
    ],
    [
      '[{"tolerationSeconds": "1"}]',
      "json: cannot unmarshal string into Go struct field Toleration.tolerationSeconds of type int64",
    ],
  ])("refuses Pods while the namespace's tolerations are %s", async (text, message) => {
    const { store } = openRegistry({ admission: [podTolerationRestriction()] });
    await store.create(namespace({ "scheduler.alpha.kubernetes.io/defaultTolerations": text }));
    await expect(store.create(pod())).rejects.toMatchObject({ code: "InternalError", message });
  });

  it("lets Pods that ask for resources tolerate memory pressure", async () => {
    const { store } = openRegistry({ admission: [podTolerationRestriction()] });
    const resources = { requests: { memory: "1Mi" } };
    const created = await store.create(pod({ containers: [{ name: "web", image: "nginx", resources }] }));
    expect((specOf(created).tolerations ?? []).map(({ key }) => key)).toContain("node.kubernetes.io/memory-pressure");
  });
});

describe("AP-51: OwnerReferencesPermissionEnforcement (upstream: gc_admission_test.go)", () => {
  const user: User = { name: "jane" };
  const owner = { apiVersion: "v1", kind: "ConfigMap", name: "o", uid: "u" };
  /** Allows what is listed as `verb resource/subresource`. */
  const authorizerOf = (...allowed: string[]): Authorizer => ({
    authorize: ({ verb, resource, subresource }) => ({
      decision: allowed.includes(`${verb} ${resource}${subresource === "" ? "" : `/${subresource}`}`)
        ? "Allow"
        : "NoOpinion",
      reason: "no rule",
    }),
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
  });
  const withOwner = (blockOwnerDeletion: boolean) => ({ ownerReferences: [{ ...owner, blockOwnerDeletion }] });
  const name = "OwnerReferencesPermissionEnforcement";

  it("lets everybody create an owned object, but block its owner's deletion only who may finalize that", async () => {
    const { store } = open(name, { authorizer: authorizerOf() });
    await store.create(pod({}, withOwner(false)), { user });
    await expect(store.create(pod({}, { name: "q", ...withOwner(true) }), { user })).rejects.toMatchObject({
      message:
        'pods "q" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a resource you can\'t set finalizers on: no rule, <nil>',
    });
    const allowed = open(name, { authorizer: authorizerOf("update configmaps/finalizers") });
    await allowed.store.create(pod({}, withOwner(true)), { user });
  });

  it("lets change owners only who may delete the object", async () => {
    const { store } = open(name, { authorizer: authorizerOf() });
    const created = await store.create(pod());
    const owned = { ...created, metadata: { ...created.metadata, ...withOwner(false) } };
    await expect(store.update(owned, { user })).rejects.toMatchObject({
      message: 'pods "p" is forbidden: cannot set an ownerRef on a resource you can\'t delete: no rule, <nil>',
    });
    const allowed = open(name, { authorizer: authorizerOf("delete pods") });
    const other = await allowed.store.create(pod());
    await allowed.store.update({ ...other, metadata: { ...other.metadata, ...withOwner(false) } }, { user });
    expect((await allowed.store.get(pods, { namespace: "n", name: "p" })).metadata.ownerReferences).toHaveLength(1);
  });

  it("refuses an owner of a kind that is not served", async () => {
    const { store } = open(name, { authorizer: authorizerOf() });
    const ownerReferences = [
      { apiVersion: "example.com/v1", kind: "Nope", name: "o", uid: "u", blockOwnerDeletion: true },
    ];
    await expect(store.create(pod({}, { ownerReferences }), { user })).rejects.toMatchObject({
      message:
        'pods "p" is forbidden: cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion example.com/v1 Kind Nope: no matches for kind "Nope" in version "example.com/v1"',
    });
  });

  it("is off by default", () => {
    expect(defaultAdmissionPlugins).not.toContain(name);
    expect(standardAdmission().map((plugin) => plugin.name)).not.toContain(name);
  });

  it("does not ask for the program's own writes", async () => {
    await open(name, { authorizer: authorizerOf() }).store.create(pod({}, withOwner(true)));
  });
});
