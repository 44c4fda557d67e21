import {
  type KubernetesObject,
  type Pod,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  type Stored,
} from "@engenho/core";
import { ControllerProcess, FakeClock } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPersistentVolumeClaimProtection, createPersistentVolumeProtection } from "../src/index.js";

const claimFinalizer = "kubernetes.io/pvc-protection";
const volumeFinalizer = "kubernetes.io/pv-protection";
const storage = { resources: { requests: { storage: "1Gi" } }, accessModes: ["ReadWriteOnce"] };

describe("storage protection", () => {
  let clock: FakeClock;
  let memory: MemoryStore;
  let ofClaims: ControllerProcess;
  let ofVolumes: ControllerProcess;

  beforeEach(() => {
    clock = new FakeClock();
    memory = createMemoryStore({ clock });
    ofClaims = new ControllerProcess({
      store: memory,
      clock,
      create: (store) => createPersistentVolumeClaimProtection({ store, clock }),
    });
    ofVolumes = new ControllerProcess({
      store: memory,
      clock,
      create: (store) => createPersistentVolumeProtection({ store, clock }),
    });
    start();
  });

  afterEach(async () => {
    await end();
    expect(clock.pendingTimers, "leaked timers").toBe(0);
  });

  function start(): void {
    ofClaims.start();
    ofVolumes.start();
  }

  async function end(): Promise<void> {
    await ofClaims.stop();
    await ofVolumes.stop();
  }

  const claimReference = (name: string) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    namespace: "default",
    name,
  });
  const volumeReference = (name: string) => ({ apiVersion: "v1", kind: "PersistentVolume", name });
  const podReference = (name: string) => ({ apiVersion: "v1", kind: "Pod", namespace: "default", name });

  const createClaim = (name: string, metadata: object = {}) =>
    memory.create({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name, namespace: "default", ...metadata },
      spec: storage,
    } as KubernetesObject);
  const createVolume = (name: string) =>
    memory.create({
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name },
      spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/data" } },
    } as KubernetesObject);
  const createPod = (name: string, volume: object, spec: object = { nodeName: "node-0" }) =>
    memory.create<Pod>({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "default" },
      spec: { containers: [{ name: "main", image: "nginx" }], volumes: [{ name: "data", ...volume }], ...spec },
    });
  const claimed = (claimName: string) => ({ persistentVolumeClaim: { claimName } });
  const ephemeral = { ephemeral: { volumeClaimTemplate: { spec: storage } } };
  const deletePod = (name: string, gracePeriodSeconds: number) =>
    memory.delete(pods, podReference(name), { gracePeriodSeconds });

  async function names(kind: string): Promise<readonly string[]> {
    await clock.settle();
    return (await memory.list({ apiVersion: "v1", kind })).items.map(({ metadata }) => metadata.name);
  }
  const claims = () => names("PersistentVolumeClaim");

  it("cases API 5: releases a claim that is not in use, and a volume that is not bound", async () => {
    await createClaim("data");
    await createVolume("disk");
    expect((await memory.get(persistentVolumeClaims, claimReference("data"))).metadata.finalizers).toEqual([
      claimFinalizer,
    ]);
    expect((await memory.get(persistentVolumes, volumeReference("disk"))).metadata.finalizers).toEqual([
      volumeFinalizer,
    ]);
    await memory.delete(persistentVolumeClaims, claimReference("data"));
    await memory.delete(persistentVolumes, volumeReference("disk"));
    expect(await claims()).toEqual([]);
    expect(await names("PersistentVolume")).toEqual([]);
  });

  it("cases API 5: keeps a claim while scheduled pods use it, and releases it with the last one", async () => {
    await createClaim("data");
    await createPod("one", claimed("data"));
    await createPod("two", claimed("data"));
    await memory.delete(persistentVolumeClaims, claimReference("data"));
    expect(await claims()).toEqual(["data"]);
    await deletePod("one", 0);
    expect(await claims()).toEqual(["data"]);
    await deletePod("two", 0);
    expect(await claims()).toEqual([]);
  });

  it("keeps a claim while a terminal pod that uses it exists, as upstream does", async () => {
    await createClaim("data");
    const pod = await createPod("one", claimed("data"));
    await memory.delete(persistentVolumeClaims, claimReference("data"));
    await memory.update({ ...pod, status: { ...pod.status, phase: "Succeeded" } }, { subresource: "status" });
    expect(await claims()).toEqual(["data"]);
    await deletePod("one", 0);
    expect(await claims()).toEqual([]);
  });

  it("an unscheduled pod does not keep a claim, because no kubelet will start it", async () => {
    await createClaim("data");
    await createPod("one", claimed("data"), {});
    await memory.delete(persistentVolumeClaims, claimReference("data"));
    expect(await claims()).toEqual([]);
  });

  it("a pod of another namespace, or with another claim, does not keep it", async () => {
    await memory.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "other" } });
    await createClaim("data");
    const pod = await createPod("one", claimed("other-data"));
    const { resourceVersion: _version, uid: _uid, ...metadata } = pod.metadata;
    await memory.create({ ...pod, metadata: { ...metadata, namespace: "other" } });
    await memory.delete(persistentVolumeClaims, claimReference("data"));
    expect(await claims()).toEqual([]);
  });

  describe("the claim of an ephemeral volume", () => {
    const owner = ({ metadata }: Stored<Pod>) => ({
      ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: metadata.name, uid: metadata.uid, controller: true }],
    });

    it("is kept by its pod until that is shut down, even if finalizers keep the pod", async () => {
      const pod = await createPod("one", ephemeral);
      await memory.patch(pods, podReference("one"), {
        type: "merge",
        value: { metadata: { finalizers: ["example.com/wait"] } },
      });
      await createClaim("one-data", owner(pod));
      await memory.delete(persistentVolumeClaims, claimReference("one-data"));
      expect(await claims()).toEqual(["one-data"]);
      await deletePod("one", 30);
      expect(await claims()).toEqual(["one-data"]);
      await deletePod("one", 0);
      expect(await claims()).toEqual([]);
      expect(await names("Pod")).toEqual(["one"]);
    });

    it("is not kept by another pod of the same name", async () => {
      const pod = await createPod("one", ephemeral);
      await createClaim("one-data");
      await memory.delete(persistentVolumeClaims, claimReference("one-data"));
      expect(await claims()).toEqual([]);
      expect(pod.metadata.name).toBe("one");
    });
  });

  it("cases API 5: keeps a volume while it is bound", async () => {
    const volume = await createVolume("disk");
    const phase = (name: string) => ({ type: "merge", value: { status: { phase: name } } }) as const;
    await memory.patch(persistentVolumes, volumeReference("disk"), phase("Bound"), { subresource: "status" });
    await memory.delete(persistentVolumes, volumeReference("disk"));
    expect(await names("PersistentVolume")).toEqual(["disk"]);
    await memory.patch(persistentVolumes, volumeReference("disk"), phase("Released"), { subresource: "status" });
    expect(await names("PersistentVolume")).toEqual([]);
    expect(volume.metadata.finalizers).toEqual([volumeFinalizer]);
  });

  it("adds a missing finalizer, and does not touch other finalizers", async () => {
    await createClaim("data", { finalizers: ["example.com/mine"] });
    await memory.patch(persistentVolumeClaims, claimReference("data"), {
      type: "merge",
      value: { metadata: { finalizers: ["example.com/mine"] } },
    });
    await clock.settle();
    expect((await memory.get(persistentVolumeClaims, claimReference("data"))).metadata.finalizers).toEqual([
      "example.com/mine",
      claimFinalizer,
    ]);
    await memory.delete(persistentVolumeClaims, claimReference("data"));
    await clock.settle();
    expect((await memory.get(persistentVolumeClaims, claimReference("data"))).metadata.finalizers).toEqual([
      "example.com/mine",
    ]);
  });

  it("after a restart processes what happened in the meantime", async () => {
    await createClaim("data");
    await createPod("one", claimed("data"));
    await clock.settle();
    await end();
    await memory.delete(persistentVolumeClaims, claimReference("data"));
    await deletePod("one", 0);
    start();
    expect(await claims()).toEqual([]);
  });

  it("retries after a conflict", async () => {
    await createClaim("data");
    await clock.settle();
    ofClaims.scripted.inject({ type: "refuse", code: "Conflict" });
    await memory.delete(persistentVolumeClaims, claimReference("data"));
    expect(await claims()).toEqual(["data"]);
    await clock.advance(1_000);
    expect(await claims()).toEqual([]);
  });

  it("an event that releases no claim takes no write and no list", async () => {
    await createClaim("data");
    const pod = await createPod("one", claimed("data"));
    await clock.settle();
    for (const { scripted } of [ofClaims, ofVolumes]) scripted.forget();
    await memory.update({ ...pod, metadata: { ...pod.metadata, labels: { a: "b" } } });
    await clock.settle();
    const calls = () => [...ofClaims.scripted.calls, ...ofVolumes.scripted.calls];
    expect(calls()).toEqual([]);
    await deletePod("one", 0);
    await clock.settle();
    expect(calls().map(({ verb, kind }) => `${verb} ${kind}`)).toEqual(["get PersistentVolumeClaim"]);
  });
});
