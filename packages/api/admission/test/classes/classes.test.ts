import type { coreV1, KubernetesObject, PodSpec } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { taintNodesByCondition } from "../../src/index.js";

const named = (kind: string, apiVersion: string, name: string, more: object = {}) =>
  ({ apiVersion, kind, ...more, metadata: { name, ...(more as { metadata?: object }).metadata } }) as KubernetesObject;
const isDefault = (prefix: string) => ({ annotations: { [`${prefix}.kubernetes.io/is-default-class`]: "true" } });
const storageClass = (name: string, metadata: object = {}, more: object = {}) =>
  named("StorageClass", "storage.k8s.io/v1", name, { provisioner: "p", metadata, ...more });
const claim = (name: string, spec: object = {}, metadata: object = {}) =>
  named("PersistentVolumeClaim", "v1", name, {
    metadata: { namespace: "n", ...metadata },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
  });
const classOf = (object: KubernetesObject) => (object as coreV1.PersistentVolumeClaim).spec?.storageClassName;

describe("DefaultStorageClass (upstream: TestAdmission)", () => {
  it("is the newest default, by name if several are as new", async () => {
    const { store, clock } = openRegistry();
    expect(classOf(await store.create(claim("none")))).toBeUndefined();
    await store.create(storageClass("b", isDefault("storageclass")));
    await store.create(storageClass("a", isDefault("storageclass")));
    await store.create(storageClass("other"));
    expect(classOf(await store.create(claim("same")))).toBe("a");
    await clock.advance(2_000);
    await store.create(storageClass("z", isDefault("storageclass.beta")));
    expect(classOf(await store.create(claim("newest")))).toBe("z");
  });

  it.each([
    [{ storageClassName: "mine" }, {}, "mine"],
    [{ storageClassName: "" }, {}, ""],
    [{}, { annotations: { "volume.beta.kubernetes.io/storage-class": "mine" } }, undefined],
  ])("is none for a claim that names a class: %j %j", async (spec, metadata, expected) => {
    const { store } = openRegistry();
    await store.create(storageClass("default", isDefault("storageclass")));
    expect(classOf(await store.create(claim("c", spec, metadata)))).toBe(expected);
  });
});

describe("DefaultIngressClass (upstream: TestAdmission)", () => {
  const ingress = (name: string, spec: object = {}, metadata: object = {}) =>
    named("Ingress", "networking.k8s.io/v1", name, {
      metadata: { namespace: "n", ...metadata },
      spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } }, ...spec },
    });
  it.each([
    [{}, {}, "default"],
    [{ ingressClassName: "mine" }, {}, "mine"],
    [{}, { annotations: { "kubernetes.io/ingress.class": "old" } }, undefined],
  ])("for an Ingress with %j %j is %s", async (spec, metadata, expected) => {
    const { store } = openRegistry();
    const ingressClass = { spec: { controller: "example.com/c" }, metadata: isDefault("ingressclass") };
    await store.create(named("IngressClass", "networking.k8s.io/v1", "default", ingressClass));
    const created = await store.create(ingress("i", spec, metadata));
    expect((created as KubernetesObject & { spec: { ingressClassName?: string } }).spec.ingressClassName).toBe(
      expected,
    );
  });
});

describe("StorageObjectInUseProtection", () => {
  it("gives new claims and volumes a finalizer once, unless it is disabled", async () => {
    const { store } = openRegistry();
    const created = await store.create(claim("c", {}, { finalizers: ["kubernetes.io/pvc-protection"] }));
    expect(created.metadata.finalizers).toEqual(["kubernetes.io/pvc-protection"]);
    const volume = named("PersistentVolume", "v1", "v", {
      spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/" } },
    });
    expect((await store.create(volume)).metadata.finalizers).toEqual(["kubernetes.io/pv-protection"]);
    const without = openRegistry({ disableAdmissionPlugins: ["StorageObjectInUseProtection"] });
    expect((await without.store.create(claim("c"))).metadata.finalizers).toBeUndefined();
  });
});

describe("PersistentVolumeClaimResize (upstream: TestPVCResizeAdmission)", () => {
  const message = (reason: string) => ({
    code: "Forbidden",
    message: `persistentvolumeclaims "c" is forbidden: ${reason}`,
  });
  const cases: readonly [phase: string, allow: boolean | undefined, size: string, refusal: string | undefined][] = [
    ["Bound", true, "2Gi", undefined],
    [
      "Bound",
      false,
      "2Gi",
      "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
    ],
    [
      "Bound",
      undefined,
      "2Gi",
      "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
    ],
  ];
  it.each(cases)(
    "of a %s claim whose class allows it (%s) to %s: %s",
    async (phase, allowVolumeExpansion, size, refusal) => {
      const { store } = openRegistry();
      await store.create(storageClass("gold", {}, allowVolumeExpansion === undefined ? {} : { allowVolumeExpansion }));
      const created = await store.create(claim("c", { storageClassName: "gold", volumeName: "v" }));
      const bound = await store.update(
        { ...created, status: { phase, capacity: { storage: "1Gi" } } } as KubernetesObject,
        { subresource: "status" },
      );
      const { spec } = bound as KubernetesObject & { spec: object };
      const grown = store.update({
        ...bound,
        spec: { ...spec, resources: { requests: { storage: size } } },
      } as KubernetesObject);
      if (refusal === undefined) await grown;
      else await expect(grown).rejects.toMatchObject(message(refusal));
    },
  );
});

describe("TaintNodesByCondition (upstream: nodetaint)", () => {
  const taint = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };
  it.each([
    [undefined, [taint]],
    [[taint], [taint]],
    [[{ key: "own", effect: "NoExecute" }], [{ key: "own", effect: "NoExecute" }, taint]],
  ])("of a Node with %j: %j", async (taints, expected) => {
    const { store } = openRegistry({ admission: [taintNodesByCondition] });
    const node = await store.create(named("Node", "v1", "node", taints === undefined ? {} : { spec: { taints } }));
    expect((node as KubernetesObject & { spec: { taints: unknown } }).spec.taints).toEqual(expected);
  });
});

describe("RuntimeClass (upstream: plugin/pkg/admission/runtimeclass)", () => {
  const podFixed = { cpu: "100m" };
  const runtime = (more: object = {}) => named("RuntimeClass", "node.k8s.io/v1", "vm", { handler: "kata", ...more });
  const pod = (spec: Partial<PodSpec> = {}) =>
    named("Pod", "v1", "p", {
      metadata: { namespace: "n" },
      spec: { containers: [{ name: "web", image: "nginx" }], runtimeClassName: "vm", ...spec },
    });
  const server = { requireNamespaces: true, disableAdmissionPlugins: ["NamespaceLifecycle"] };

  it("gives a Pod its overhead, node selector and tolerations", async () => {
    const { store } = openRegistry();
    const toleration = { key: "vm", operator: "Exists" } as const;
    await store.create(
      runtime({ overhead: { podFixed }, scheduling: { nodeSelector: { vm: "yes" }, tolerations: [toleration] } }),
    );
    const created = await store.create(pod({ nodeSelector: { own: "1" }, overhead: { cpu: "0.1" } }));
    expect(created).toMatchObject({ spec: { overhead: podFixed, nodeSelector: { own: "1", vm: "yes" } } });
    expect((created as KubernetesObject & { spec: PodSpec }).spec.tolerations).toContainEqual(toleration);
  });

  const refused: readonly [
    title: string,
    runtime: KubernetesObject | undefined,
    spec: Partial<PodSpec>,
    reason: string,
  ][] = [
    ["an unknown class", undefined, {}, 'pod rejected: RuntimeClass "vm" not found'],
    [
      "another overhead",
      runtime({ overhead: { podFixed } }),
      { overhead: { cpu: "1" } },
      "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    ],
    [
      "an overhead without one in the class",
      runtime(),
      { overhead: { cpu: "1" } },
      "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
    ],
    [
      "another node label",
      runtime({ scheduling: { nodeSelector: { vm: "yes" } } }),
      { nodeSelector: { vm: "no" } },
      "conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no",
    ],
  ];
  it.each(refused)("refuses %s", async (_title, runtimeClass, spec, reason) => {
    const { store } = openRegistry(server);
    if (runtimeClass !== undefined) await store.create(runtimeClass);
    await expect(store.create(pod(spec))).rejects.toMatchObject({ message: `pods "p" is forbidden: ${reason}` });
  });

  it("need not exist in a library", async () => {
    await openRegistry().store.create(pod());
  });
});
