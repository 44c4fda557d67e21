import { copyWith, type KubernetesObject } from "@engenho/core";
import type { AdmissionPlugin, AdmissionRequest } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";
import { deployments } from "@engenho/types";
import { describe, expect, it } from "vitest";

type Scale = KubernetesObject & { readonly spec: { readonly replicas?: number } };

const key = { namespace: "default", name: "web" };
const labels = { app: "web" };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: key,
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "i" }] } },
  },
} as const;

/** A store with a plugin that halves the replicas of every Scale, and what it was asked to validate. */
async function openWorld() {
  const validated: AdmissionRequest[] = [];
  const plugin: AdmissionPlugin = {
    name: "Halving",
    handles: (_operation, _resource, subresource) => subresource === "scale",
    mutate: async ({ object }) => {
      const { spec } = object as Scale;
      return copyWith(object as Scale, { spec: { replicas: (spec.replicas ?? 0) / 2 } });
    },
    validate: (request) => void validated.push(request),
  };
  const store = createMemoryStore({ admission: [plugin] });
  await store.create(deployment);
  return { store, validated };
}

const put = { apiVersion: "autoscaling/v1", kind: "Scale", metadata: key, spec: { replicas: 8 } };

describe("a write to /scale passes through admission as a Scale", () => {
  const writes = {
    "a PUT": (world: Awaited<ReturnType<typeof openWorld>>) =>
      world.store.subresource(deployments, key, "scale").update(put as never),
    "a merge patch": ({ store }: Awaited<ReturnType<typeof openWorld>>) =>
      store.subresource(deployments, key, "scale").patch({ type: "merge", value: { spec: { replicas: 8 } } }),
  };
  it.each(Object.entries(writes))("%s", async (_title, write) => {
    const world = await openWorld();
    expect(await write(world)).toMatchObject({ kind: "Scale", spec: { replicas: 4 } });
    expect(await world.store.get(deployments, key)).toMatchObject({ spec: { replicas: 4 } });
    expect(world.validated).toMatchObject([
      {
        operation: "UPDATE",
        subresource: "scale",
        ...key,
        object: { kind: "Scale", spec: { replicas: 4 } },
        oldObject: { kind: "Scale", spec: { replicas: 1 } },
      },
    ]);
  });
});
