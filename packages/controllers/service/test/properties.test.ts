import { type Endpoints, type Pod, pods, type Stored, services } from "@engenho/core";
import type { StoreFault } from "@engenho/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endpointIdentity } from "../src/shared/endpoint-identity.js";
import { podNames, World } from "./world.js";

const maximum = 4;
const discovery = "discovery.k8s.io/v1";
const managedBy = "endpointslice.kubernetes.io/managed-by";
const skipMirror = "endpointslice.kubernetes.io/skip-mirror";

type Step =
  | { readonly type: "pod"; readonly at: number; readonly app: string; readonly ready: boolean; readonly port: number }
  | { readonly type: "status"; readonly at: number; readonly ready: boolean; readonly failed: boolean }
  | { readonly type: "label"; readonly at: number; readonly app: string }
  | { readonly type: "delete" | "terminate"; readonly at: number }
  | { readonly type: "service"; readonly app: string; readonly named: boolean; readonly publish: boolean }
  | { readonly type: "remove" | "make"; readonly service: "web" | "custom" }
  /** A user writes the Endpoints of the Service without a selector. */
  | { readonly type: "write"; readonly ips: readonly number[]; readonly port: number; readonly skip: boolean }
  | { readonly type: "unwrite" }
  | { readonly type: "vandalism"; readonly at: number; readonly service: "web" | "custom" }
  | { readonly type: "restart"; readonly process: number }
  /** A fault of a future write of one of the controllers. */
  | { readonly type: "fault"; readonly process: number; readonly fault: StoreFault; readonly afterWrites: number }
  | { readonly type: "rest"; readonly ms: number };

/** Arbitrary records of one type. */
function of<T extends string, F>(type: T, fields: { [K in keyof F]: fc.Arbitrary<F[K]> }) {
  return fc.record({ type: fc.constant(type), ...fields }) as fc.Arbitrary<{ type: T } & F>;
}

const at = fc.integer({ min: 0, max: 15 });
const app = fc.constantFrom("web", "db");
const named = fc.constantFrom<("web" | "custom")[]>("web", "custom");
const process = fc.nat({ max: 2 });
const refusals = ["Conflict", "TooManyRequests", "Forbidden", "Timeout"] as const;
const fault: fc.Arbitrary<StoreFault> = fc.oneof(
  fc.record({ type: fc.constantFrom("refuse", "lose-answer"), code: fc.constantFrom(...refusals) }),
  fc.constant({ type: "crash" as const }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: of("pod", { at, app, ready: fc.boolean(), port: fc.constantFrom(0, 1, 2) }) },
  { weight: 3, arbitrary: of("status", { at, ready: fc.boolean(), failed: fc.boolean() }) },
  { weight: 1, arbitrary: of("label", { at, app }) },
  { weight: 2, arbitrary: of("delete", { at }) },
  { weight: 1, arbitrary: of("terminate", { at }) },
  { weight: 1, arbitrary: of("service", { app, named: fc.boolean(), publish: fc.boolean() }) },
  { weight: 1, arbitrary: of("remove", { service: named }) },
  { weight: 1, arbitrary: of("make", { service: named }) },
  {
    weight: 3,
    arbitrary: of("write", {
      ips: fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 5 }),
      port: fc.constantFrom(80, 81),
      skip: fc.constantFrom(false, false, false, true),
    }),
  },
  { weight: 1, arbitrary: of("unwrite", {}) },
  { weight: 1, arbitrary: of("vandalism", { at, service: named }) },
  { weight: 1, arbitrary: of("restart", { process }) },
  { weight: 4, arbitrary: of("fault", { process, fault, afterWrites: fc.nat({ max: 3 }) }) },
  { weight: 3, arbitrary: of("rest", { ms: fc.constantFrom(0, 0, 1_000, 5_000) }) },
);

/** Performs a step, if it is possible in the current state. */
async function take(world: World, step: Step): Promise<void> {
  switch (step.type) {
    case "pod":
    case "status":
    case "label":
    case "delete":
    case "terminate":
      return toPod(world, step, `p${step.at}`);
    case "service":
      if (!(await exists(world, "Service", "web"))) return;
      await world.patch("Service", "web", {
        spec: {
          selector: { app: step.app },
          ports: [{ name: "http", port: 80, targetPort: step.named ? "named" : 8080 }],
          publishNotReadyAddresses: step.publish,
        },
      });
      return;
    case "remove":
      if (await exists(world, "Service", step.service)) await world.delete("Service", step.service);
      return;
    case "make":
      if (!(await exists(world, "Service", step.service))) await makeService(world, step.service);
      return;
    case "write":
      return writeEndpoints(world, step);
    case "unwrite":
      if (await exists(world, "Endpoints", "custom")) await world.delete("Endpoints", "custom");
      return;
    case "vandalism": {
      const slices = await world.slices(step.service);
      const slice = slices[step.at % Math.max(slices.length, 1)];
      if (slice === undefined) return;
      if (step.at % 2 === 0) await world.delete("EndpointSlice", slice.metadata.name, {}, discovery);
      else await world.patch("EndpointSlice", slice.metadata.name, { endpoints: [] }, discovery);
      return;
    }
    case "restart":
      return world.processes[step.process]?.restart();
    case "fault":
      world.processes[step.process]?.scripted.inject(step.fault, step.afterWrites);
      return;
    case "rest":
      await world.clock.advance(step.ms);
  }
}

type PodStep = Extract<Step, { type: "pod" | "status" | "label" | "delete" | "terminate" }>;

async function toPod(world: World, step: PodStep, name: string): Promise<void> {
  if ((await exists(world, "Pod", name)) === (step.type === "pod")) return;
  const ip = `10.0.0.${step.at}`;
  switch (step.type) {
    case "pod": {
      const ports = step.port === 0 ? [] : [{ name: "named", containerPort: step.port }];
      const spec = { containers: [{ name: "c", image: "i", ports }] };
      await world.pod(name, { labels: { app: step.app }, ready: step.ready, ip, spec });
      return;
    }
    case "status": {
      // A change of only the phase is ignored (EP-4), so the phase never changes alone here.
      const failed = step.failed ? { phase: "Failed", ips: [] } : {};
      await world.setStatus(name, { ip, ready: step.ready && !step.failed, ...failed });
      return;
    }
    case "label":
      await world.patch("Pod", name, { metadata: { labels: { app: step.app } } });
      return;
    case "delete":
      await world.delete("Pod", name);
      return;
    case "terminate":
      // It is bound to a node and has a grace period of a minute.
      await world.delete("Pod", name, { gracePeriodSeconds: 60 });
  }
}

async function exists(world: World, kind: string, name: string): Promise<boolean> {
  const { items } = await world.memory.list({ apiVersion: "v1", kind });
  return items.some(({ metadata }) => metadata.name === name);
}

async function makeService(world: World, name: "web" | "custom"): Promise<void> {
  const ports = [{ name: "http", port: 80, targetPort: "named" }];
  await world.service(name, name === "web" ? { ports } : { ports, selector: undefined });
}

/** Only if the Service exists: otherwise they are deleted when the Endpoints controller starts (EP-7). */
async function writeEndpoints(world: World, { ips, port, skip }: Extract<Step, { type: "write" }>): Promise<void> {
  if (!(await exists(world, "Service", "custom"))) return;
  const addresses = ips.map((ip) => ({ ip: `10.9.0.${ip + 1}` }));
  const content = {
    metadata: { name: "custom", namespace: "ns", labels: skip ? { [skipMirror]: "true" } : {} },
    subsets: addresses.length === 0 ? [] : [{ addresses, ports: [{ name: "http", port, protocol: "TCP" }] }],
  };
  const endpoints = { apiVersion: "v1", kind: "Endpoints", ...content } as Endpoints;
  if (await exists(world, "Endpoints", "custom")) await world.memory.update(endpoints);
  else await world.memory.create(endpoints);
}

async function listPods(world: World): Promise<readonly Stored<Pod>[]> {
  return (await world.memory.list(pods)).items;
}

const isReady = (pod: Pod) => (pod.status?.conditions ?? []).some(({ status }) => status === "True");
const isServed = (pod: Pod) => pod.status?.phase === "Running" && pod.status.podIP !== undefined;
const isTerminating = (pod: Pod) => pod.metadata.deletionTimestamp !== undefined;
const names = (pods: readonly Stored<Pod>[]) => pods.map(({ metadata }) => metadata.name).sort();

/** The expected final state of the Service with a selector. */
async function checkSelected(world: World): Promise<void> {
  if (!(await exists(world, "Service", "web"))) {
    // The garbage collector would delete its slices.
    expect(await world.hasEndpoints("web")).toBe(false);
    return;
  }
  const service = await world.memory.get(services, { namespace: "ns", name: "web" });
  const { selector, ports, publishNotReadyAddresses = false } = Object(service).spec;
  const selected = (await listPods(world)).filter((pod) => pod.metadata.labels?.app === selector.app && isServed(pod));
  const hasPort = (pod: Pod) => ports[0].targetPort !== "named" || (pod.spec?.containers[0]?.ports ?? []).length > 0;

  const { subsets = [] } = await world.endpoints();
  const listed = selected.filter((pod) => hasPort(pod) && (publishNotReadyAddresses || !isTerminating(pod)));
  expect(podNames(subsets.flatMap(({ addresses = [] }) => addresses))).toEqual(
    names(listed.filter((pod) => publishNotReadyAddresses || isReady(pod))),
  );
  expect(podNames(subsets.flatMap(({ notReadyAddresses = [] }) => notReadyAddresses))).toEqual(
    names(listed.filter((pod) => !publishNotReadyAddresses && !isReady(pod))),
  );

  const slices = await world.slices();
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  expect(podNames(endpoints)).toEqual(names(selected));
  expect(new Set(endpoints.map(endpointIdentity)).size).toBe(endpoints.length);
  expect(podNames(endpoints.filter(({ conditions }) => conditions?.ready))).toEqual(
    names(selected.filter((pod) => publishNotReadyAddresses || (isReady(pod) && !isTerminating(pod)))),
  );
  expect(slices.length).toBeGreaterThan(0);
  for (const { endpoints = [], metadata } of slices) {
    expect(endpoints.length).toBeLessThanOrEqual(maximum);
    // An empty one of an earlier Service is kept (ES-21) until the garbage collector deletes it.
    if (endpoints.length > 0) expect(metadata.ownerReferences?.map(({ uid }) => uid)).toEqual([service.metadata.uid]);
  }
}

/** The expected final state of the Service without a selector. */
async function checkMirrored(world: World): Promise<void> {
  const slices = await world.slices("custom");
  for (const { metadata } of slices) expect(metadata.labels?.[managedBy]).toContain("mirroring");
  const addresses = slices.flatMap(({ endpoints = [] }) => endpoints.flatMap((endpoint) => endpoint.addresses));
  const hasService = await exists(world, "Service", "custom");
  const endpoints = (await exists(world, "Endpoints", "custom")) ? await world.endpoints("custom") : undefined;
  const isMirrored = hasService && endpoints !== undefined && endpoints.metadata.labels?.[skipMirror] === undefined;
  const subsets = isMirrored ? (endpoints.subsets ?? []) : [];
  const wanted = subsets.flatMap((subset) => (subset.addresses ?? []).map(({ ip }) => ip));
  expect(addresses.sort()).toEqual(wanted.sort());
  expect(slices).toHaveLength(subsets.length);
  const ports = slices.flatMap((slice) => (slice.ports ?? []).map(({ port }) => port));
  expect(ports).toEqual(subsets.flatMap((subset) => (subset.ports ?? []).map(({ port }) => port)));
}

describe("any history of pods, Services, user-managed Endpoints, slices, failed writes and crashes", () => {
  it("EP-13..18, ES-14..19, EM-4..10: converges to the exact desired objects, and then writes nothing", async () => {
    const everybody = fc.asyncProperty(fc.array(step, { maxLength: 30, size: "max" }), async (steps) => {
      const world = await World.create();
      await world.start({ endpoints: {}, slices: { maxEndpointsPerSlice: maximum }, mirroring: {} });
      await makeService(world, "web");
      await makeService(world, "custom");
      for (const each of steps) await take(world, each);
      for (const each of world.processes) each.scripted.withdrawFaults();
      await world.clock.advance(600_000);
      await checkSelected(world);
      await checkMirrored(world);

      world.takeWrites();
      const { signal } = new AbortController();
      for (const controller of world.controllers) {
        const report = await controller.tick({ type: "everything", reason: "requested" }, signal);
        expect(report).toMatchObject({ changed: 0, failed: 0 });
      }
      for (const each of world.processes) await each.restart();
      await world.clock.advance(600_000);
      expect(world.takeWrites()).toEqual([]);
      await world.stop();
      await world.memory.close();
    });
    await fc.assert(everybody);
  });
});
