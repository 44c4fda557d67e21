import {
  type KeyedController,
  type KindReference,
  type Pod,
  pods,
  type ReconcileReport,
  type Stored,
  WatchDriver,
} from "@engenho/core";
import { type ClosableStore, FakeClock, FakeEventRecorder, ScriptedStore, summarizeCall } from "@engenho/core/testing";
import type { ReplicaControllerOptions, ReplicaOwner } from "../src/index.js";
import { namespace, type ReplicaSetShape, readyCondition } from "./objects.js";

/** A kind of replica owner, and the controller under test. */
export interface ReplicaSubject<T extends ReplicaOwner> extends KindReference<T> {
  openStore(clock: FakeClock): ClosableStore;
  createController(options: ReplicaControllerOptions): KeyedController;
  /** An owner `ns/name` for pods with `app: name`. */
  newOwner(name: string, shape: ReplicaSetShape): T;
}

/** A store, a controller that uses it through a spy, and the actions of a kubelet. */
export class ReplicaWorld<T extends ReplicaOwner> {
  readonly clock = new FakeClock();
  /** The store itself: calls that a test makes on it are not recorded as the controller's. */
  readonly memory: ClosableStore;
  readonly spy: ScriptedStore;
  readonly events = new FakeEventRecorder();
  readonly #subject: ReplicaSubject<T>;
  readonly #options: Partial<ReplicaControllerOptions>;
  controller: KeyedController;

  constructor(subject: ReplicaSubject<T>, options: Partial<ReplicaControllerOptions> = {}) {
    this.#subject = subject;
    this.#options = options;
    this.memory = subject.openStore(this.clock);
    this.spy = new ScriptedStore(this.memory);
    this.controller = this.newController();
  }

  /** A new controller on the same store, as after a restart. */
  newController(): KeyedController {
    const { clock, events } = this;
    return this.#subject.createController({ store: this.spy.store, clock, recorder: events, ...this.#options });
  }

  async restart(): Promise<void> {
    this.spy.reconnect();
    this.controller = this.newController();
  }

  /** The controller's calls so far, summarized: `create Pod`, `update ReplicaSet/status`, `get ReplicaSet live`. */
  summary(): string[] {
    return this.spy.calls.map(summarizeCall);
  }

  /** Like {@link summary}, writes only. */
  writes(): string[] {
    return this.spy.writes().map(summarizeCall);
  }

  /** One tick of everything. */
  tick(): Promise<ReconcileReport> {
    return new WatchDriver(this.controller, this.spy.store, { clock: this.clock }).tickOnce();
  }

  /** Ticks until a tick changes nothing and nothing fails; at most `limit` times. */
  async settle(limit = 20): Promise<void> {
    for (let ticks = 0; ticks < limit; ticks++) {
      const report = await this.tick();
      if (report.changed === 0 && report.failed === 0) return;
      // A failed key waits for its retry; a tick of everything reconciles it at once.
    }
    throw new Error(`not settled after ${limit} ticks`);
  }

  /** Runs the controller as a manager does; returns the function that stops it. */
  run(debounceMs = 0): () => Promise<void> {
    const abort = new AbortController();
    const { clock } = this;
    const driver = new WatchDriver(this.controller, this.spy.store, {
      debounceMs,
      fallbackIntervalMs: Infinity,
      clock,
    });
    const ended = driver.run(abort.signal);
    return async () => {
      abort.abort();
      await ended;
    };
  }

  create(name: string, shape: ReplicaSetShape = {}): Promise<Stored<T>> {
    return this.memory.create(this.#subject.newOwner(name, shape));
  }

  get(name: string): Promise<Stored<T>> {
    return this.memory.get(this.#subject, { namespace, name });
  }

  delete(name: string): Promise<unknown> {
    return this.memory.delete(this.#subject, { namespace, name }, { propagationPolicy: "Background" });
  }

  scale(name: string, replicas: number): Promise<Stored<T>> {
    return this.memory.patch(this.#subject, { namespace, name }, { type: "merge", value: { spec: { replicas } } });
  }

  /** All pods by name. */
  async pods(labels?: Readonly<Record<string, string>>): Promise<readonly Stored<Pod>[]> {
    const options = labels === undefined ? {} : { labelSelector: { matchLabels: labels } };
    return (await this.memory.list(pods, options)).items;
  }

  async podNames(): Promise<string[]> {
    return (await this.pods()).map((pod) => pod.metadata.name);
  }

  /** Creates a pod directly, without an owner unless `metadata` has one. */
  createPod(name: string, metadata: Partial<Pod["metadata"]> = {}, nodeName?: string): Promise<Stored<Pod>> {
    const pod: Pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels: { app: "web" }, ...metadata },
      spec: { containers: [{ name: "main", image: "app:1" }], ...(nodeName === undefined ? {} : { nodeName }) },
    };
    return this.memory.create(pod) as Promise<Stored<Pod>>;
  }

  patchPod(pod: Stored<Pod>, value: unknown, subresource?: string): Promise<Stored<Pod>> {
    const options = subresource === undefined ? {} : { subresource };
    return this.memory.patch(pod, pod.metadata, { type: "merge", value }, options);
  }

  setPhase(pod: Stored<Pod>, phase: string): Promise<Stored<Pod>> {
    return this.patchPod(pod, { status: { phase } }, "status");
  }

  /** Makes the pod Running and Ready at the current time. */
  makeReady(pod: Stored<Pod>): Promise<Stored<Pod>> {
    const conditions = [readyCondition(this.clock.now())];
    return this.patchPod(pod, { status: { phase: "Running", conditions } }, "status");
  }

  async makeAllReady(): Promise<void> {
    for (const pod of await this.pods()) await this.makeReady(pod);
  }
}
