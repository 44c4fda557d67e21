import type { Pod, Stored } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endpointIdentity } from "../src/shared/endpoint-identity.js";
import { podNames, World } from "./world.js";

const maximum = 4;
const discovery = "discovery.k8s.io/v1";

type Step =
  | { readonly type: "pod"; readonly at: number; readonly app: string; readonly ready: boolean; readonly port: number }
  | { readonly type: "status"; readonly at: number; readonly ready: boolean; readonly failed: boolean }
  | { readonly type: "label"; readonly at: number; readonly app: string }
  | { readonly type: "delete"; readonly at: number }
  | { readonly type: "service"; readonly app: string; readonly named: boolean; readonly publish: boolean }
  | { readonly type: "vandalism"; readonly at: number }
  | { readonly type: "rest" };

const at = fc.integer({ min: 0, max: 15 });
const app = fc.constantFrom("web", "db");
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("pod" as const),
      at,
      app,
      ready: fc.boolean(),
      port: fc.constantFrom(0, 1, 2),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("status" as const), at, ready: fc.boolean(), failed: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("label" as const), at, app }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("delete" as const), at }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("service" as const), app, named: fc.boolean(), publish: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("vandalism" as const), at }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("rest" as const) }) },
);

/** Does a step, if the world is such that it can be done. */
async function take(world: World, step: Step): Promise<void> {
  const pods = await listPods(world);
  const name = "at" in step ? `p${step.at}` : "";
  const exists = pods.some(({ metadata }) => metadata.name === name);
  switch (step.type) {
    case "pod": {
      if (exists) return;
      const ports = step.port === 0 ? [] : [{ name: "named", containerPort: step.port }];
      const spec = { containers: [{ name: "c", image: "i", ports }] };
      await world.pod(name, { labels: { app: step.app }, ready: step.ready, ip: `10.0.0.${step.at}`, spec });
      return;
    }
    case "status":
      if (!exists) return;
      await world.setStatus(name, {
        ip: `10.0.0.${step.at}`,
        // A phase that changes alone is not noticed (EP-4): here it never does.
        ready: step.ready && !step.failed,
        ...(step.failed ? { phase: "Failed", ips: [] } : {}),
      });
      return;
    case "label":
      if (exists) await world.patch("Pod", name, { metadata: { labels: { app: step.app } } });
      return;
    case "delete":
      if (exists) await world.delete("Pod", name);
      return;
    case "service":
      await world.patch("Service", "web", {
        spec: {
          selector: { app: step.app },
          ports: [{ name: "http", port: 80, targetPort: step.named ? "named" : 8080 }],
          publishNotReadyAddresses: step.publish,
        },
      });
      return;
    case "vandalism": {
      const slices = await world.slices();
      const slice = slices[step.at % Math.max(slices.length, 1)];
      if (slice === undefined) return;
      if (step.at % 2 === 0) await world.delete("EndpointSlice", slice.metadata.name, {}, discovery);
      else await world.patch("EndpointSlice", slice.metadata.name, { endpoints: [] }, discovery);
      return;
    }
    case "rest":
      await world.settle();
  }
}

async function listPods(world: World): Promise<readonly Stored<Pod>[]> {
  return (await world.memory.list<Pod>({ apiVersion: "v1", kind: "Pod" })).items;
}

const isReady = (pod: Pod) => (pod.status?.conditions ?? []).some(({ status }) => status === "True");
const isServed = (pod: Pod) => pod.status?.phase === "Running" && pod.status.podIP !== undefined;

describe("when the world comes to rest", () => {
  it("EP-13..18, ES-14..19: Endpoints and slices hold exactly the pods they should, and are not written again", async () => {
    const everybody = fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const world = await World.create();
      await world.start({ endpoints: {}, slices: { maxEndpointsPerSlice: maximum } });
      await world.service("web", { ports: [{ name: "http", port: 80, targetPort: "named" }] });
      for (const each of steps) await take(world, each);
      await world.clock.advance(2_000);

      const service = await world.memory.get({ apiVersion: "v1", kind: "Service", namespace: "ns", name: "web" });
      const { selector, ports, publishNotReadyAddresses = false } = Object(service).spec;
      const selected = (await listPods(world)).filter(
        (pod) => pod.metadata.labels?.app === selector.app && isServed(pod),
      );
      const hasPort = (pod: Pod) =>
        ports[0].targetPort !== "named" || (pod.spec?.containers[0]?.ports ?? []).length > 0;
      const names = (pods: readonly Stored<Pod>[]) => pods.map(({ metadata }) => metadata.name).sort();

      const { subsets = [] } = await world.endpoints();
      const listed = selected.filter(hasPort);
      expect(podNames(subsets.flatMap(({ addresses = [] }) => addresses))).toEqual(
        names(listed.filter((pod) => publishNotReadyAddresses || isReady(pod))),
      );
      expect(podNames(subsets.flatMap(({ notReadyAddresses = [] }) => notReadyAddresses))).toEqual(
        names(listed.filter((pod) => !publishNotReadyAddresses && !isReady(pod))),
      );

      const endpoints = await world.sliceEndpoints();
      expect(podNames(endpoints)).toEqual(names(selected));
      expect(new Set(endpoints.map(endpointIdentity)).size).toBe(endpoints.length);
      expect(podNames(endpoints.filter(({ conditions }) => conditions?.ready))).toEqual(
        names(selected.filter((pod) => publishNotReadyAddresses || isReady(pod))),
      );
      const slices = await world.slices();
      expect(slices.length).toBeGreaterThan(0);
      for (const { endpoints = [] } of slices) expect(endpoints.length).toBeLessThanOrEqual(maximum);

      world.takeWrites();
      const { signal } = new AbortController();
      for (const controller of world.controllers) {
        const report = await controller.tick({ type: "everything", reason: "requested" }, signal);
        expect(report).toMatchObject({ changed: 0, failed: 0 });
      }
      expect(world.takeWrites()).toEqual([]);
      await world.stop();
      await world.memory.close();
    });
    await fc.assert(everybody, { numRuns: 60 });
  });
});
