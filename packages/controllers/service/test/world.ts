import {
  type Endpoint,
  type EndpointSlice,
  type Endpoints,
  endpointSlices,
  endpoints,
  events,
  type KeyedController,
  type KubernetesObject,
  type Node,
  type Pod,
  pods,
  type Service,
  type Store,
  type Stored,
} from "@engenho/core";
import { ControllerProcess, FakeClock, ScriptedStore, seededRandom } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { expect } from "vitest";
import {
  createEndpointSliceController,
  createEndpointSliceMirroringController,
  createEndpointsController,
} from "../src/index.js";
import { callLine, takeCallLines, takeWriteLines } from "./call-lines.js";

/** The controllers that a test may run. */
export interface Controllers {
  readonly endpoints?: Partial<Parameters<typeof createEndpointsController>[0]>;
  readonly slices?: Partial<Parameters<typeof createEndpointSliceController>[0]>;
  readonly mirroring?: Partial<Parameters<typeof createEndpointSliceMirroringController>[0]>;
}

/** The properties of a pod that tests set; by default it is running and ready, on node n1, with the IP 10.0.0.1. */
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

/** A store with some of the controllers, which are idle whenever a method returns. */
export class World {
  readonly clock = new FakeClock();
  readonly memory: MemoryStore = createMemoryStore({ clock: this.clock, random: seededRandom(1) });
  /** The store as the controllers see it. */
  readonly scripted = new ScriptedStore(this.memory);
  /** Called before each call with its summary, such as `update Endpoints web`; an error that it returns is thrown. */
  refuse: (call: string) => Error | undefined = () => undefined;
  /** Changes the result of `get`, for objects that the store would reject. */
  disguise: ((object: Stored) => Stored) | undefined;
  /** The controllers that run, or ran last. */
  processes: readonly ControllerProcess<KeyedController>[] = [];

  constructor() {
    this.scripted.before = (call) => {
      const error = this.refuse(callLine(call));
      if (error !== undefined) throw error;
    };
    this.scripted.answer = async ({ verb, ...reference }) => {
      if (verb !== "get" || this.disguise === undefined) return undefined;
      return this.disguise(await this.memory.get(reference, reference));
    };
  }

  get controllers(): readonly KeyedController[] {
    return this.processes.map(({ controller }) => controller);
  }

  /** The controllers' writes; clears all calls so far. */
  takeWrites(): readonly string[] {
    return takeWriteLines(this.scripted);
  }

  /** All calls of the controllers; clears them. */
  takeCalls(): readonly string[] {
    return takeCallLines(this.scripted);
  }

  /** A world with a namespace and the nodes n1 and n2. */
  static async create(): Promise<World> {
    const world = new World();
    await world.memory.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: ns } });
    await world.node("n1");
    await world.node("n2");
    return world;
  }

  /** Starts controllers, and waits until they are idle. */
  async start({ endpoints, slices, mirroring }: Controllers): Promise<void> {
    const { clock } = this;
    const processes: ControllerProcess<KeyedController>[] = [];
    const add = (create: (store: Store) => KeyedController) =>
      processes.push(new ControllerProcess({ store: this.scripted.store, clock, create }));
    if (endpoints !== undefined) add((store) => createEndpointsController({ store, clock, ...endpoints }));
    if (slices !== undefined) add((store) => createEndpointSliceController({ store, clock, ...slices }));
    if (mirroring !== undefined) {
      add((store) => createEndpointSliceMirroringController({ store, clock, ...mirroring }));
    }
    this.processes = processes;
    for (const each of processes) each.start();
    await this.settle();
  }

  /** Stops the controllers. No timer of theirs is left. */
  async stop(): Promise<void> {
    for (const each of this.processes) await each.stop();
    expect(this.clock.pendingTimers).toBe(0);
  }

  /** Runs everything that needs no time. */
  async settle(): Promise<void> {
    await this.clock.settle();
  }

  async service(name: string, spec: object = {}, metadata: object = {}): Promise<Stored<Service>> {
    return this.memory.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: ns, ...metadata },
      spec: { selector: { app: name }, ports: [{ name: "http", port: 80, targetPort: 8080 }], ...spec },
    });
  }

  async pod(name: string, options: PodOptions = {}): Promise<Stored<Pod>> {
    const { labels = { app: "web" }, nodeName = "n1", finalizers = [], spec = {} } = options;
    const pod = await this.memory.create<Pod>({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: ns, labels, ...(finalizers.length === 0 ? {} : { finalizers }) },
      spec: { containers: [{ name: "c", image: "i" }], ...(nodeName === null ? {} : { nodeName }), ...spec },
    });
    return this.memory.update({ ...pod, status: podStatus(options) }, { subresource: "status" });
  }

  async setStatus(name: string, options: PodOptions): Promise<Stored<Pod>> {
    const pod = await this.memory.get(pods, { namespace: ns, name });
    return this.memory.update({ ...pod, status: podStatus(options) }, { subresource: "status" });
  }

  async node(name: string, options: { zone?: string; cpu?: string; ready?: boolean } = {}): Promise<Stored<Node>> {
    const { zone, cpu, ready = true } = options;
    const node = await this.memory.create<Node>({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels: zone === undefined ? {} : { "topology.kubernetes.io/zone": zone } },
    });
    const status = {
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
      ...(cpu === undefined ? {} : { allocatable: { cpu } }),
    };
    return this.memory.update({ ...node, status }, { subresource: "status" });
  }

  async endpoints(name = "web"): Promise<Stored<Endpoints>> {
    return this.memory.get(endpoints, { namespace: ns, name });
  }

  async hasEndpoints(name = "web"): Promise<boolean> {
    const { items } = await this.memory.list(endpoints, { namespace: ns });
    return items.some(({ metadata }) => metadata.name === name);
  }

  /** The slices of a Service, of all managers, ordered by name. */
  async slices(service = "web"): Promise<readonly Stored<EndpointSlice>[]> {
    const { items } = await this.memory.list(endpointSlices, {
      namespace: ns,
      labelSelector: { matchLabels: { "kubernetes.io/service-name": service } },
    });
    return items;
  }

  /** All endpoints in the slices of a Service. */
  async sliceEndpoints(service = "web"): Promise<readonly Endpoint[]> {
    return (await this.slices(service)).flatMap(({ endpoints = [] }) => endpoints);
  }

  /** Type, reason and message of the recorded Events, oldest first. */
  async events(): Promise<readonly string[]> {
    await this.settle();
    const { items } = await this.memory.list(events);
    return items.map(({ type, reason, message }) => `${type} ${reason} ${message}`);
  }

  async patch(kind: string, name: string, value: object, apiVersion = "v1"): Promise<Stored<KubernetesObject>> {
    const reference = { apiVersion, kind, name, ...(kind === "Node" ? {} : { namespace: ns }) };
    return this.memory.patch(reference, reference, { type: "merge", value });
  }

  async delete(kind: string, name: string, options: object = {}, apiVersion = "v1"): Promise<void> {
    const reference = { apiVersion, kind, name, ...(kind === "Node" ? {} : { namespace: ns }) };
    await this.memory.delete(reference, reference, kind === "Pod" ? { gracePeriodSeconds: 0, ...options } : options);
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

/** The names of the target pods of addresses or endpoints, sorted. */
export function podNames(
  endpoints: readonly { readonly targetRef?: { readonly name?: string } | undefined }[] = [],
): readonly string[] {
  return endpoints.map(({ targetRef }) => targetRef?.name ?? "").sort();
}
