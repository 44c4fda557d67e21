import { setTimeout as sleep } from "node:timers/promises";
import {
  isPodActive,
  isStoreError,
  type KubernetesObject,
  type Pod,
  type PropagationPolicy,
  type RandomSource,
  type Store,
  type Stored,
} from "@engenho/core";
import type { WantedState, WholeLists } from "../support/whole-state.js";
import { type Image, template, type WholeKind, wholeKinds } from "../support/whole-world.js";

const namespace = "faults";
const apps = ["web", "api"] as const;
const images: readonly Image[] = ["good:1", "good:2", "good:3"];
const policies: readonly PropagationPolicy[] = ["Background", "Foreground", "Orphan"];
/** The maximum number of attempts while the server does not respond. */
const attempts = 1_000;

/** Users of Deployments and Services, who retry while the server does not respond. */
export class WorkloadUsers implements WholeLists {
  readonly #store: () => Store;
  readonly #random: RandomSource;

  /** `store`: the server, wherever it is now. */
  constructor(store: () => Store, random: RandomSource) {
    this.#store = store;
    this.#random = random;
  }

  /** Creates the namespace of all objects, which must contain no others. */
  async begin(): Promise<void> {
    await this.#insist((store) => store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }));
    for (const app of apps) await this.#deploy(app, 2);
  }

  /** Performs one random action of a user. */
  async act(): Promise<void> {
    const app = this.#pick(apps);
    switch (this.#below(6)) {
      case 0:
        return this.#deploy(app, this.#below(5));
      case 1:
        return this.#patch(app, { spec: { replicas: this.#below(5) } });
      case 2:
      case 3:
        return this.#patch(app, { spec: { template: template(app, this.#pick(images)) } });
      case 4:
        return this.#removeOne("deployment", this.#pick(policies));
      case 5:
        return this.#removeOne(this.#pick(["pod", "pod", "replicaSet", "service", "endpoints", "slice"]), undefined);
    }
  }

  /** Stops the actions, and returns the last requested state. */
  async agree(): Promise<WantedState> {
    const last = { replicas: 1 + this.#below(4), image: this.#pick(images) };
    for (const app of apps) {
      await this.#deploy(app, last.replicas);
      await this.#patch(app, { spec: { replicas: last.replicas, template: template(app, last.image) } });
    }
    return last;
  }

  async list<T extends KubernetesObject = KubernetesObject>(kind: WholeKind): Promise<readonly Stored<T>[]> {
    for (let attempt = 0; ; attempt++) {
      try {
        return (await this.#store().list<T>(wholeKinds[kind], { namespace })).items;
      } catch (error) {
        if (attempt === attempts || !isUnanswered(error)) throw error;
        await sleep(20);
      }
    }
  }

  /** The version of each object. */
  async versions(): Promise<ReadonlyMap<string, string>> {
    const kinds = Object.keys(wholeKinds) as WholeKind[];
    const objects = (await Promise.all(kinds.map((kind) => this.list(kind)))).flat();
    return new Map(objects.map(({ kind, metadata }) => [`${kind} ${metadata.name}`, metadata.resourceVersion]));
  }

  async #deploy(name: string, replicas: number): Promise<void> {
    const labels = { app: name };
    const metadata = { name, namespace };
    const ports = [{ name: "http", port: 80, protocol: "TCP" }];
    const service = { ...wholeKinds.service, metadata, spec: { selector: labels, ports } };
    const spec = { replicas, selector: { matchLabels: labels }, template: template(name, "good:1") };
    const deployment = { ...wholeKinds.deployment, metadata, spec };
    for (const object of [service, deployment] as KubernetesObject[]) {
      await this.#insist((store) => store.create(object));
    }
  }

  #patch(name: string, value: object): Promise<void> {
    return this.#insist((store) => store.patch(wholeKinds.deployment, { namespace, name }, { type: "merge", value }));
  }

  async #removeOne(kind: WholeKind, propagationPolicy: PropagationPolicy | undefined): Promise<void> {
    const all = await this.list(kind);
    const objects = kind === "pod" ? all.filter((pod) => isPodActive(pod as Stored<Pod>)) : all;
    if (objects.length === 0) return;
    const { metadata } = this.#pick(objects);
    const options = propagationPolicy === undefined ? {} : { propagationPolicy };
    await this.#insist((store) => store.delete(wholeKinds[kind], { namespace, name: metadata.name }, options));
  }

  async #insist(request: (store: Store) => Promise<unknown>): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await request(this.#store());
        return;
      } catch (error) {
        // Earlier requests without a response may have been executed.
        if (isStoreError(error, "AlreadyExists", "NotFound")) return;
        if (attempt === attempts || !isUnanswered(error)) throw error;
        await sleep(20);
      }
    }
  }

  #below(limit: number): number {
    return Math.floor(this.#random.next() * limit);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }
}

function isUnanswered(error: unknown): boolean {
  return isStoreError(error, "ServiceUnavailable", "Timeout", "TooManyRequests", "Conflict", "InternalError");
}
