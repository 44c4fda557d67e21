import {
  type Endpoint,
  type EndpointSlice,
  type Endpoints,
  type Event,
  type KeyedController,
  type KindFilter,
  type KubernetesObject,
  type Node,
  type Pod,
  type Service,
  type Stored,
  WatchDriver,
} from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { expect } from "vitest";
import {
  createEndpointSliceController,
  createEndpointSliceMirroringController,
  createEndpointsController,
  endpointSliceKinds,
  endpointSliceMirroringKinds,
  endpointsKinds,
} from "../src/index.js";
import { CountingStore } from "./counting-store.js";

/** The controllers that a test may run. */
export interface Controllers {
  readonly endpoints?: Partial<Parameters<typeof createEndpointsController>[0]>;
  readonly slices?: Partial<Parameters<typeof createEndpointSliceController>[0]>;
  readonly mirroring?: Partial<Parameters<typeof createEndpointSliceMirroringController>[0]>;
}

/** What a test says of a pod; the rest is as usual: running and ready, on node n1, with the IP 10.0.0.1. */
export interface PodOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly ip?: string;
  readonly ips?: readonly string[];
  readonly ready?: boolean;
  readonly readySince?: string;
  readonly phase?: string;
  readonly nodeName?: string | null;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly finalizers?: readonly string[];
}

const ns = "ns";

/** A store with some of the controllers on it, at rest whenever the test looks. */
export class World {
  readonly clock = new FakeClock();
  readonly memory: MemoryStore = createMemoryStore({ clock: this.clock, random: seededRandom(1) });
  /** What the controllers use: it counts their calls. */
  readonly store = new CountingStore(this.memory);
  readonly controllers: KeyedController[] = [];
  #stop = new AbortController();
  #running: Promise<void>[] = [];

  /** A world with a namespace and the nodes n1 and n2. */
  static async create(): Promise<World> {
    const world = new World();
    await world.memory.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: ns } });
    await world.node("n1");
    await world.node("n2");
    return world;
  }

  /** Starts controllers, and lets them come to rest. */
  async start({ endpoints, slices, mirroring }: Controllers): Promise<void> {
    const ambient = { store: this.store, clock: this.clock };
    const started: [KeyedController, KindFilter][] = [];
    if (endpoints !== undefined)
      started.push([createEndpointsController({ ...ambient, ...endpoints }), endpointsKinds]);
    if (slices !== undefined)
      started.push([createEndpointSliceController({ ...ambient, ...slices }), endpointSliceKinds]);
    if (mirroring !== undefined) {
      started.push([createEndpointSliceMirroringController({ ...ambient, ...mirroring }), endpointSliceMirroringKinds]);
    }
    for (const [controller, filter] of started) {
      this.controllers.push(controller);
      const driver = new WatchDriver(controller, this.memory, {
        clock: this.clock,
        debounceMs: 0,
        fallbackIntervalMs: Number.POSITIVE_INFINITY,
        filter,
      });
      this.#running.push(driver.run(this.#stop.signal));
    }
    await this.settle();
  }

  /** Stops the controllers. Nothing of them is left. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
    expect(this.clock.pendingTimers).toBe(0);
    this.#stop = new AbortController();
    this.#running = [];
  }

  /** Lets happen what needs no time. */
  async settle(): Promise<void> {
    await this.clock.settle();
  }

  async service(name: string, spec: object = {}, metadata: object = {}): Promise<Stored<Service>> {
    return this.memory.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: ns, ...metadata },
      spec: { selector: { app: name }, ports: [{ name: "http", port: 80, targetPort: 8080 }], ...spec },
    } as unknown as Service);
  }

  async pod(name: string, options: PodOptions = {}): Promise<Stored<Pod>> {
    const { labels = { app: "web" }, nodeName = "n1", finalizers = [], spec = {} } = options;
    const pod = await this.memory.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: ns, labels, ...(finalizers.length === 0 ? {} : { finalizers }) },
      spec: { containers: [{ name: "c", image: "i" }], ...(nodeName === null ? {} : { nodeName }), ...spec },
    } as unknown as Pod);
    return this.memory.update({ ...pod, status: podStatus(options) } as Stored<Pod>, { subresource: "status" });
  }

  async setStatus(name: string, options: PodOptions): Promise<Stored<Pod>> {
    const pod = await this.memory.get<Pod>({ apiVersion: "v1", kind: "Pod", namespace: ns, name });
    return this.memory.update({ ...pod, status: podStatus(options) } as Stored<Pod>, { subresource: "status" });
  }

  async node(name: string, options: { zone?: string; cpu?: string; ready?: boolean } = {}): Promise<Stored<Node>> {
    const { zone, cpu, ready = true } = options;
    const node = await this.memory.create({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels: zone === undefined ? {} : { "topology.kubernetes.io/zone": zone } },
    } as Node);
    const status = {
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
      ...(cpu === undefined ? {} : { allocatable: { cpu } }),
    };
    return this.memory.update({ ...node, status } as Stored<Node>, { subresource: "status" });
  }

  async endpoints(name = "web"): Promise<Stored<Endpoints>> {
    return this.memory.get<Endpoints>({ apiVersion: "v1", kind: "Endpoints", namespace: ns, name });
  }

  async hasEndpoints(name = "web"): Promise<boolean> {
    const { items } = await this.memory.list({ apiVersion: "v1", kind: "Endpoints" }, { namespace: ns });
    return items.some(({ metadata }) => metadata.name === name);
  }

  /** The slices of a Service, of all managers, by name. */
  async slices(service = "web"): Promise<readonly Stored<EndpointSlice>[]> {
    const { items } = await this.memory.list<EndpointSlice>(
      { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" },
      { namespace: ns, labelSelector: { matchLabels: { "kubernetes.io/service-name": service } } },
    );
    return items;
  }

  /** All endpoints in the slices of a Service. */
  async sliceEndpoints(service = "web"): Promise<readonly Endpoint[]> {
    return (await this.slices(service)).flatMap(({ endpoints = [] }) => endpoints);
  }

  /** What the controllers told: reason and message, oldest first. */
  async events(): Promise<readonly string[]> {
    await this.settle();
    const { items } = await this.memory.list<Event>({ apiVersion: "v1", kind: "Event" });
    return items.map(({ type, reason, message }) => `${type} ${reason} ${message}`);
  }

  async patch(kind: string, name: string, value: object, apiVersion = "v1"): Promise<Stored<KubernetesObject>> {
    const reference = { apiVersion, kind, name, ...(kind === "Node" ? {} : { namespace: ns }) };
    return this.memory.patch(reference, { type: "merge", value });
  }

  async delete(kind: string, name: string, options: object = {}, apiVersion = "v1"): Promise<void> {
    const reference = { apiVersion, kind, name, ...(kind === "Node" ? {} : { namespace: ns }) };
    await this.memory.delete(reference, kind === "Pod" ? { gracePeriodSeconds: 0, ...options } : options);
  }
}

/** A pod's status. */
export function podStatus(options: PodOptions): object {
  const { ip = "10.0.0.1", ready = true, phase = "Running", readySince = "2025-01-01T00:00:00Z" } = options;
  const ips = options.ips ?? [ip];
  return {
    phase,
    ...(ips[0] === undefined ? {} : { podIP: ips[0], podIPs: ips.map((each) => ({ ip: each })) }),
    conditions: [{ type: "Ready", status: ready ? "True" : "False", lastTransitionTime: readySince }],
  };
}

/** The names of the pods behind addresses or endpoints, sorted. */
export function podNames(
  endpoints: readonly { readonly targetRef?: { readonly name?: string } | undefined }[] = [],
): readonly string[] {
  return endpoints.map(({ targetRef }) => targetRef?.name ?? "").sort();
}
