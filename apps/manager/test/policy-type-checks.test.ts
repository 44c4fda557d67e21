import type { KubernetesObject, Store, ValidatingAdmissionPolicy } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type ControlPlane, type ControlPlaneOptions, createControlPlane } from "../src/index.js";

const kind = { apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicy" };
const rule = { apiGroups: ["apps"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["deployments"] };

function policy(expression: string): KubernetesObject {
  const spec = { matchConstraints: { resourceRules: [rule] }, validations: [{ expression }] };
  return { ...kind, metadata: { name: "p" }, spec } as KubernetesObject;
}

const statusOf = async (store: Store) =>
  (await store.get<ValidatingAdmissionPolicy>(kind as never, { namespace: "", name: "p" })).status;

describe("the controller that checks the types of policies", () => {
  let plane: ControlPlane | undefined;

  afterEach(() => plane?.stop());

  async function started(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    plane = createControlPlane({ nodes: 0, ...options });
    await plane.start();
    return plane;
  }

  it("writes what is wrong to the status, once for each generation", async () => {
    const { store } = await started();
    await store.create(policy("object.replicas > 1"));
    await vi.waitFor(async () => {
      expect(await statusOf(store)).toEqual({
        observedGeneration: 1,
        typeChecking: {
          expressionWarnings: [
            {
              fieldRef: "spec.validations[0].expression",
              warning: expect.stringMatching(
                /^apps\/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n/,
              ),
            },
          ],
        },
      });
    });
    const value = { spec: { validations: [{ expression: "object.spec.replicas > 1" }] } };
    await store.patch(kind as never, { namespace: "", name: "p" }, { type: "merge", value });
    await vi.waitFor(async () => {
      expect(await statusOf(store)).toEqual({ observedGeneration: 2 });
    });
    const { metadata } = await store.get<ValidatingAdmissionPolicy>(kind as never, { namespace: "", name: "p" });
    expect(metadata.managedFields?.find(({ subresource }) => subresource === "status")).toMatchObject({
      manager: "validatingadmissionpolicy-status-controller",
      operation: "Apply",
    });
  });

  it("does not run without the kinds of a given store, or if it is not selected", async () => {
    const store = createMemoryStore();
    const names = ({ controllers }: ControlPlane) => controllers.map(({ name }) => name);
    const controller = "validatingadmissionpolicy-status-controller";
    expect(names(await started({ store }))).not.toContain(controller);
    await plane?.stop();
    expect(names(await started({ store, servedKinds: () => store.definitions() }))).toContain(controller);
    await plane?.stop();
    expect(names(await started({ controllers: ["*", "-validatingadmissionpolicy-status"] }))).not.toContain(controller);
    await store.close();
  });
});
