import { type coreV1, type KubernetesObject, limitRanges, type PodSpec } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";

const range = (limits: coreV1.LimitRangeItem[], name = "limits"): coreV1.LimitRange => ({
  apiVersion: "v1",
  kind: "LimitRange",
  metadata: { name, namespace: "n" },
  spec: { limits },
});
const pod = (name: string, spec: Partial<PodSpec> = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "n" },
    spec: { containers: [{ name: "web", image: "nginx" }], ...spec },
  }) as KubernetesObject;

const defaults: coreV1.LimitRangeItem = {
  type: "Container",
  default: { cpu: "500m", memory: "512Mi" },
  defaultRequest: { cpu: "100m" },
};

describe("LimitRange defaults", () => {
  it("cases conformance: are set on containers and init containers, and named in an annotation", async () => {
    const { store } = openRegistry();
    await store.create(range([defaults]));
    const initContainers = [{ name: "init", image: "busybox", resources: { limits: { cpu: "1" } } }];
    const created = await store.create(pod("p", { initContainers }));
    expect(created).toMatchObject({
      spec: {
        containers: [
          { resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { cpu: "500m", memory: "512Mi" } } },
        ],
        initContainers: [
          { resources: { requests: { cpu: "1", memory: "512Mi" }, limits: { cpu: "1", memory: "512Mi" } } },
        ],
      },
    });
    expect(created.metadata.annotations).toEqual({
      "kubernetes.io/limit-ranger":
        "LimitRanger plugin set: cpu, memory request for container web; cpu, memory limit for container web; " +
        "memory request for init container init; memory limit for init container init",
    });
  });

  it("leave a Pod alone that says everything, and Pods of other namespaces", async () => {
    const { store } = openRegistry();
    await store.create(range([defaults]));
    const resources = { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } };
    const complete = await store.create(pod("p", { containers: [{ name: "web", image: "nginx", resources }] }));
    expect(complete.metadata.annotations).toBeUndefined();
    const elsewhere = await store.create({ ...pod("q"), metadata: { name: "q", namespace: "m" } });
    expect(elsewhere.metadata.annotations).toBeUndefined();
  });

  it("follow a LimitRange that is changed or deleted, for Pods that share a spec too", async () => {
    const { store } = openRegistry();
    const { spec } = pod("") as KubernetesObject & { spec: PodSpec };
    const limitOf = async (name: string) => {
      const created = (await store.create(pod(name, spec))) as KubernetesObject & { spec: PodSpec };
      return created.spec.containers[0]?.resources?.limits?.cpu;
    };
    expect(await limitOf("before")).toBeUndefined();
    await store.create(range([defaults]));
    expect(await limitOf("first")).toBe("500m");
    await store.update(range([{ ...defaults, default: { cpu: "700m" } }]));
    expect(await limitOf("second")).toBe("700m");
    await store.delete(limitRanges, { namespace: "n", name: "limits" });
    expect(await limitOf("third")).toBeUndefined();
  });
});

describe("LimitRange bounds", () => {
  it("refuse a Pod with all that is wrong, each once", async () => {
    const { store } = openRegistry();
    await store.create(range([{ type: "Container", max: { cpu: "1" } }]));
    const resources = { requests: { cpu: "2" }, limits: { cpu: "2" } };
    const two = ["a", "b"].map((name) => ({ name, image: "nginx", resources }));
    await expect(store.create(pod("p", { containers: two }))).rejects.toMatchObject({
      code: "Forbidden",
      message: 'pods "p" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
    });
    const other = { ...two[1], name: "c", resources: { limits: { cpu: "3" }, requests: { cpu: "1" } } };
    await expect(store.create(pod("p", { containers: [...two, other] as never }))).rejects.toMatchObject({
      message:
        'pods "p" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Container is 1, but limit is 3]',
    });
  });

  it("refuse a claim", async () => {
    const { store } = openRegistry();
    await store.create(range([{ type: "PersistentVolumeClaim", max: { storage: "2Gi" } }]));
    const claim = (name: string, storage: string) => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name, namespace: "n" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
    });
    await expect(store.create(claim("c", "3Gi"))).rejects.toMatchObject({
      message:
        'persistentvolumeclaims "c" is forbidden: maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi',
    });
    await store.create(claim("c", "1Gi"));
  });
});
