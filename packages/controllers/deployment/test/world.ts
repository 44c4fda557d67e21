import {
  type Deployment,
  deployments,
  isStoreError,
  type KeyedController,
  type KubernetesObject,
  keyOf,
  type Pod,
  pods,
  type ReplicaSet,
  type ReplicaSetStatus,
  replicaSets,
  type Store,
  type Stored,
  WatchDriver,
} from "@engenho/core";
import { FakeClock, FakeEventRecorder, ScriptedStore, seededRandom } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { createDeploymentController, type DeploymentControllerOptions } from "../src/index.js";
import { type DeploymentShape, deployment, namespace } from "./objects.js";

/** A memory store and a Deployment controller; the test acts as the ReplicaSet controller. */
export class World {
  readonly clock = new FakeClock();
  /** The store itself: calls that a test makes on it are not recorded as the controller's. */
  readonly memory: Store = createMemoryStore({ clock: this.clock, random: seededRandom(1) });
  readonly recording = new ScriptedStore(this.memory);
  readonly events = new FakeEventRecorder();
  readonly controller: KeyedController;

  constructor(options: Partial<DeploymentControllerOptions> = {}) {
    const { clock, events } = this;
    this.controller = createDeploymentController({ store: this.recording.store, clock, recorder: events, ...options });
  }

  /** A world with one Deployment; by default with a maxSurge of 1. */
  static async with(shape: DeploymentShape, options: Partial<DeploymentControllerOptions> = {}): Promise<World> {
    const world = new World(options);
    await world.memory.create(deployment({ maxSurge: 1, ...shape }));
    return world;
  }

  /** One tick of everything, which makes pending retries at once. Returns the writes. */
  async tick(): Promise<string[]> {
    this.recording.takeWrites();
    await new WatchDriver(this.controller, this.recording.store, { clock: this.clock }).tickOnce();
    return this.recording.takeWrites();
  }

  /** How many keys an event enqueues: those that a tick of these changes reconciles. */
  async reconciledBy(change: () => Promise<unknown>): Promise<number> {
    const watch = this.memory.watch();
    await change();
    const signal = await watch.next();
    watch.close();
    if (signal?.type !== "events") throw new Error("nothing was committed");
    const wake = { type: "changes" as const, changes: signal.events };
    return (await this.controller.tick(wake, new AbortController().signal)).examined;
  }

  /** Ticks until nothing more is written, with a ReplicaSet controller that fulfils every spec at once. */
  async settle(limit = 60): Promise<void> {
    for (let ticks = 0; ticks < limit; ticks++) {
      const written = await this.tick();
      if ((await this.satisfyReplicaSets()) === 0 && written.length === 0) return;
    }
    throw new Error(`not settled after ${limit} ticks`);
  }

  /** Gives every ReplicaSet the pods that it wants, all available. Returns how many statuses changed. */
  async satisfyReplicaSets(): Promise<number> {
    let changed = 0;
    for (const replicaSet of await this.replicaSets()) {
      const replicas = replicaSet.spec?.replicas ?? 0;
      const { resourceVersion } = await this.report(replicaSet.metadata.name, { replicas, available: replicas });
      if (resourceVersion !== replicaSet.metadata.resourceVersion) changed++;
    }
    return changed;
  }

  /** Updates a ReplicaSet's status as its controller would. */
  async report(
    name: string,
    {
      replicas,
      available,
      ...others
    }: { readonly replicas: number; readonly available: number } & Partial<ReplicaSetStatus>,
  ): Promise<Stored<ReplicaSet>["metadata"]> {
    const replicaSet = await this.replicaSet(name);
    const observedGeneration = replicaSet.metadata.generation ?? 0;
    const status = { observedGeneration, replicas, readyReplicas: available, availableReplicas: available, ...others };
    return (await this.memory.update({ ...replicaSet, status }, { subresource: "status" })).metadata;
  }

  deployment(): Promise<Stored<Deployment>> {
    return this.memory.get(deployments, { namespace, name: "web" });
  }

  replicaSet(name: string): Promise<Stored<ReplicaSet>> {
    return this.memory.get(replicaSets, { namespace, name });
  }

  /** Lowest revision first. */
  async replicaSets(): Promise<readonly Stored<ReplicaSet>[]> {
    const { items } = await this.memory.list(replicaSets, { namespace });
    const revision = (each: ReplicaSet) =>
      BigInt(each.metadata.annotations?.["deployment.kubernetes.io/revision"] ?? "0");
    return [...items].sort((left, right) => (revision(left) < revision(right) ? -1 : 1));
  }

  /** `spec.replicas` of each ReplicaSet, lowest revision first. */
  async sizes(): Promise<number[]> {
    return (await this.replicaSets()).map((each) => each.spec?.replicas ?? 0);
  }

  async pods(): Promise<readonly Stored<Pod>[]> {
    return (await this.memory.list(pods, { namespace })).items;
  }

  /** Updates the Deployment as a user would. */
  edit(value: unknown): Promise<Stored<Deployment>> {
    return this.memory.patch(deployments, { namespace, name: "web" }, { type: "merge", value });
  }

  /** Sets another image in the template. */
  setImage(image: string): Promise<Stored<Deployment>> {
    return this.edit({ spec: { template: { spec: { containers: [{ name: "main", image }] } } } });
  }

  patch<T extends KubernetesObject>(object: Stored<T>, value: unknown, subresource?: string): Promise<Stored<T>> {
    const options = subresource === undefined ? {} : { subresource };
    return this.memory.patch(object, object.metadata, { type: "merge", value }, options);
  }

  async exists(object: Stored): Promise<boolean> {
    try {
      await this.memory.get(object, object.metadata);
      return true;
    } catch (error) {
      if (isStoreError(error, "NotFound")) return false;
      throw error;
    }
  }

  /** A condition of the Deployment as `status reason`; `undefined` if absent. */
  async condition(type: string): Promise<string | undefined> {
    const { status } = await this.deployment();
    const found = status?.conditions?.find((each) => each.type === type);
    return found === undefined ? undefined : `${found.status} ${found.reason}`;
  }
}

/** The work key of the Deployment of these tests. */
export const webKey: string = keyOf(deployment());
