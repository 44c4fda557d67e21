import { describe, expect, it } from "vitest";
import { controllerOf, controllerReference, isControlledBy, type KubernetesObject } from "../../src/index.js";

const owner: KubernetesObject = { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "web", uid: "u1" } };

describe("owner references", () => {
  it("RS-5: the controller is the reference with controller true, at any position", () => {
    const other = { apiVersion: "v1", kind: "ConfigMap", name: "c", uid: "u9" };
    const disowned = { ...controllerReference(owner), controller: false };
    const pod = (...ownerReferences: (typeof other)[]): KubernetesObject => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p", ownerReferences },
    });
    expect(controllerOf(pod(other, controllerReference(owner)))?.uid).toBe("u1");
    expect(controllerOf(pod(other, disowned))).toBeUndefined();
    expect(controllerOf({ apiVersion: "v1", kind: "Pod", metadata: {} })).toBeUndefined();
  });

  it("RS-32: a controller reference has the owner's apiVersion, kind, name and UID, with controller and blockOwnerDeletion set", () => {
    expect(controllerReference(owner)).toEqual({
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      name: "web",
      uid: "u1",
      controller: true,
      blockOwnerDeletion: true,
    });
    expect(() => controllerReference({ apiVersion: "v1", kind: "Pod", metadata: { name: "p" } })).toThrow(TypeError);
  });

  it("identifies the owner by UID only", () => {
    const pod: KubernetesObject = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ownerReferences: [controllerReference(owner)] },
    };
    expect(isControlledBy(pod, owner)).toBe(true);
    expect(isControlledBy(pod, { ...owner, metadata: { name: "other name", uid: "u1" } })).toBe(true);
    expect(isControlledBy(pod, { ...owner, metadata: { name: "web", uid: "u2" } })).toBe(false);
  });
});
