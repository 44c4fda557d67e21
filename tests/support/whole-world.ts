import {
  type Deployment,
  isStoreError,
  type KeyedController,
  type KubernetesObject,
  type Pod,
  type PropagationPolicy,
  type ReplicaSet,
  type Stored,
} from "@engenho/core";
import { ControllerProcess, FakeClock, seededRandom } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { deploymentParts } from "./control-plane.js";

const namespace = "default";

/** The kinds of a {@link WholeWorld}. */
export const wholeKinds = {
  deployment: { apiVersion: "apps/v1", kind: "Deployment" },
  replicaSet: { apiVersion: "apps/v1", kind: "ReplicaSet" },
  pod: { apiVersion: "v1", kind: "Pod" },
  service: { apiVersion: "v1", kind: "Service" },
  endpoints: { apiVersion: "v1", kind: "Endpoints" },
  slice: { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" },
} as const;

/** A kind that the users of a {@link WholeWorld} deal with. */
export type WholeKind = keyof typeof wholeKinds;

/** What the pods of a template do once they have started. */
export type Image = "good:1" | "good:2" | "good:3" | "failing" | "unready";

const behaviours: Partial<Record<Image, string>> = { failing: "fail", unready: "never-ready" };

/** Controllers, each in a simulated process that can crash, hollow nodes and one store, on a fake clock. */
export class WholeWorld {
  readonly clock = new FakeClock();
  readonly store: MemoryStore;
  readonly processes: readonly ControllerProcess<KeyedController>[];

  constructor(seed: number) {
    const { clock } = this;
    const store = createMemoryStore({ clock, random: seededRandom(seed) });
    this.store = store;
    this.processes = deploymentParts(clock, 2).map(({ create }) => new ControllerProcess({ store, clock, create }));
  }

  async start(): Promise<void> {
    for (const each of this.processes) each.start();
    await this.clock.settle();
  }

  async stop(): Promise<void> {
    for (const each of this.processes) await each.stop();
    await this.store.close();
  }

  async list<T extends KubernetesObject = KubernetesObject>(kind: WholeKind): Promise<readonly Stored<T>[]> {
    return (await this.store.list<T>(wholeKinds[kind], { namespace })).items;
  }

  deployments(): Promise<readonly Stored<Deployment>[]> {
    return this.list<Deployment>("deployment");
  }

  replicaSets(): Promise<readonly Stored<ReplicaSet>[]> {
    return this.list<ReplicaSet>("replicaSet");
  }

  pods(): Promise<readonly Stored<Pod>[]> {
    return this.list<Pod>("pod");
  }

  /** Creates a Deployment and the Service of the same name, unless they exist. */
  async deploy(name: string, replicas: number): Promise<void> {
    const labels = { app: name };
    const ports = [{ name: "http", port: 80, protocol: "TCP" }];
    const metadata = { name, namespace };
    await this.create({ ...wholeKinds.service, metadata, spec: { selector: labels, ports } });
    const spec = { replicas, selector: { matchLabels: labels }, template: template(name, "good:1") };
    await this.create({ ...wholeKinds.deployment, metadata, spec });
  }

  /** Creates an object unless it exists. */
  async create(object: object): Promise<void> {
    await this.store.create(object as KubernetesObject).catch(unless("AlreadyExists"));
  }

  /** A pod without an owner. */
  async strayPod(name: string, labels: Readonly<Record<string, string>>): Promise<void> {
    await this.create({
      ...wholeKinds.pod,
      metadata: { name, namespace, labels },
      spec: template(name, "good:1").spec,
    });
  }

  /** Merges a patch into an object, if it exists. */
  async patch(kind: WholeKind, name: string, value: object, subresource?: string): Promise<void> {
    const options = subresource === undefined ? {} : { subresource };
    const reference = { ...wholeKinds[kind], namespace, name };
    await this.store.patch(reference, reference, { type: "merge", value }, options).catch(unless("NotFound"));
  }

  async setImage(name: string, image: Image): Promise<void> {
    await this.patch("deployment", name, { spec: { template: template(name, image) } });
  }

  /** Deletes an object, if it exists. */
  async remove(object: Stored, propagationPolicy?: PropagationPolicy): Promise<void> {
    const options = propagationPolicy === undefined ? {} : { propagationPolicy };
    await this.store.delete(object, object.metadata, options).catch(unless("NotFound"));
  }
}

/** The template of a Deployment's pods. */
export function template(app: string, image: Image) {
  const behaviour = behaviours[image] ?? "run";
  return {
    metadata: { labels: { app }, annotations: { "engenho.dev/pod-behaviour": behaviour } },
    spec: { containers: [{ name: "main", image }] },
  };
}

function unless(code: "AlreadyExists" | "NotFound"): (error: unknown) => void {
  return (error) => {
    if (!isStoreError(error, code)) throw error;
  };
}
