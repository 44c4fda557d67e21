import {
  type Deployment,
  deployments,
  isPodActive,
  isPodReady,
  isPodTerminal,
  type Pod,
  type ReplicaSet,
  replicaSets,
  type Store,
  type Stored,
  type Watch,
} from "@engenho/core";
import {
  ControllerProcess,
  FakeClock,
  FakeEventRecorder,
  type ScriptedStore,
  seededRandom,
} from "@engenho/core/testing";
import { createReplicaSetController } from "@engenho/replicaset";
import { createMemoryStore } from "@engenho/store-memory";
import { createDeploymentController } from "../src/index.js";
import { type DeploymentShape, deployment, namespace } from "./objects.js";

/** How a {@link Cluster} behaves. */
export interface ClusterOptions {
  readonly seed: number;
  /** The maximum time that a pod takes to become ready, and to terminate; 0: none. */
  readonly slowestPodMs: number;
}

/** One Deployment, both controllers, and a kubelet that starts and stops pods, all on a fake clock. */
export class Cluster {
  readonly clock = new FakeClock();
  readonly memory: Store;
  readonly events = new FakeEventRecorder();
  readonly deploymentController: ControllerProcess;
  readonly replicaSetController: ControllerProcess;
  /** Called after every commit with the current pods. */
  onPods: (pods: ReadonlyMap<string, Stored<Pod>>) => void = () => {};
  /** Whether pods become ready at all. */
  healthy = true;
  readonly #pods = new Map<string, Stored<Pod>>();
  readonly #random: () => number;
  readonly #slowestPodMs: number;
  readonly #due = new Map<number, (() => Promise<void>)[]>();
  #watch: Watch | undefined;
  #watching: Promise<void> = Promise.resolve();

  constructor({ seed, slowestPodMs }: ClusterOptions) {
    const random = seededRandom(seed);
    this.#random = () => random.next();
    this.#slowestPodMs = slowestPodMs;
    const { clock, events: recorder } = this;
    const store = createMemoryStore({ clock, random: seededRandom(seed + 1) });
    this.memory = store;
    this.deploymentController = new ControllerProcess({
      store,
      clock,
      create: (own) => createDeploymentController({ store: own, clock, recorder }),
    });
    this.replicaSetController = new ControllerProcess({
      store,
      clock,
      create: (own) => createReplicaSetController({ store: own, clock, recorder }),
    });
  }

  /** The Deployment controller's writes. */
  get recording(): ScriptedStore {
    return this.deploymentController.scripted;
  }

  /** Starts everything, with one Deployment. Its pods are bound to a node from the start, so that they terminate gracefully. */
  async start(shape: DeploymentShape): Promise<void> {
    this.#watch = this.memory.watch();
    this.#watching = this.#runKubelet(this.#watch);
    this.deploymentController.start();
    this.replicaSetController.start();
    await this.memory.create(deployment({ ...shape, template: template("app:1") }));
    await this.clock.settle();
  }

  /** Stops everything; timers of pods may remain. */
  async stop(): Promise<void> {
    await this.deploymentController.stop();
    await this.replicaSetController.stop();
    this.#watch?.close();
    await this.#watching;
  }

  deployment(): Promise<Stored<Deployment>> {
    return this.memory.get(deployments, { namespace, name: "web" });
  }

  edit(spec: unknown): Promise<Stored<Deployment>> {
    const value = { spec };
    return this.memory.patch(deployments, { namespace, name: "web" }, { type: "merge", value });
  }

  setImage(image: string): Promise<Stored<Deployment>> {
    return this.edit({ template: template(image) });
  }

  async replicaSets(): Promise<readonly Stored<ReplicaSet>[]> {
    return (await this.memory.list(replicaSets, { namespace })).items;
  }

  get pods(): ReadonlyMap<string, Stored<Pod>> {
    return this.#pods;
  }

  /** Makes a ready pod unready for a while. */
  async flap(which: number): Promise<void> {
    const ready = [...this.#pods.values()].filter((pod) => isPodActive(pod) && isPodReady(pod));
    const pod = ready[which % Math.max(1, ready.length)];
    if (pod === undefined) return;
    await this.#setReady(pod, false);
    this.#later(() => this.#setReady(pod, true));
  }

  /** Another client writes to a ReplicaSet, so that a version read before is stale. */
  async touch(which: number): Promise<void> {
    const replicaSets = await this.replicaSets();
    const replicaSet = replicaSets[which % Math.max(1, replicaSets.length)];
    if (replicaSet === undefined) return;
    const value = { metadata: { annotations: { touched: String(this.clock.now()) } } };
    await this.memory.patch(replicaSet, replicaSet.metadata, { type: "merge", value });
  }

  /** Sets the phase of a pod to Failed. */
  async fail(which: number): Promise<void> {
    const pod = this.#active(which);
    if (pod === undefined) return;
    const value = { status: { phase: "Failed" } };
    await this.memory.patch(pod, pod.metadata, { type: "merge", value }, { subresource: "status" });
  }

  /** A user deletes a pod. */
  async evict(which: number): Promise<void> {
    const pod = this.#active(which);
    if (pod !== undefined) await this.memory.delete(pod, pod.metadata);
  }

  #active(which: number): Stored<Pod> | undefined {
    const active = [...this.#pods.values()].filter(isPodActive);
    return active[which % Math.max(1, active.length)];
  }

  async #runKubelet(watch: Watch): Promise<void> {
    for await (const signal of watch) {
      if (signal.type === "lagged") throw new Error("the kubelet lagged");
      for (const event of signal.events) {
        if (event.object.kind !== "Pod") continue;
        const pod = event.object as Stored<Pod>;
        if (event.type === "DELETED") {
          this.#pods.delete(pod.metadata.uid);
        } else {
          const before = this.#pods.get(pod.metadata.uid);
          this.#pods.set(pod.metadata.uid, pod);
          if (before === undefined) this.#later(() => this.#setReady(pod, this.healthy));
          const ends = pod.metadata.deletionTimestamp !== undefined;
          if (ends && before?.metadata.deletionTimestamp === undefined) this.#later(() => this.#end(pod));
        }
        this.onPods(this.#pods);
      }
    }
  }

  /** Acts after a random time; all actions of the same millisecond happen at once. */
  #later(act: () => Promise<void>): void {
    const atMs = this.clock.now() + Math.floor(this.#random() * this.#slowestPodMs);
    const due = this.#due.get(atMs);
    if (due !== undefined) {
      due.push(act);
      return;
    }
    const acts = [act];
    this.#due.set(atMs, acts);
    const failed = (error: unknown) => {
      throw error;
    };
    this.clock.setTimer(() => {
      this.#due.delete(atMs);
      Promise.all(acts.map((each) => each())).catch(failed);
    }, atMs - this.clock.now());
  }

  async #setReady(pod: Stored<Pod>, ready: boolean): Promise<void> {
    const now = this.#pods.get(pod.metadata.uid);
    if (now === undefined || isPodTerminal(now)) return;
    const status = { phase: "Running", conditions: [{ type: "Ready", status: ready ? "True" : "False" }] };
    await this.memory.patch(pod, pod.metadata, { type: "merge", value: { status } }, { subresource: "status" });
  }

  async #end(pod: Stored<Pod>): Promise<void> {
    if (!this.#pods.has(pod.metadata.uid)) return;
    await this.memory.delete(pod, pod.metadata, { gracePeriodSeconds: 0 });
  }
}

function template(image: string) {
  return {
    metadata: { labels: { app: "web" } },
    spec: { nodeName: "node", containers: [{ name: "main", image }] },
  };
}
