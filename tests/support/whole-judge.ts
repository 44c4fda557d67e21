import type {
  Deployment,
  KubernetesObject,
  OwnerReference,
  ReplicaSet,
  Stored,
  Watch,
  WatchEvent,
} from "@engenho/core";
import { type ControllerProcess, type StoreCall, summarizeCall } from "@engenho/core/testing";
import type { WholeWorld } from "./whole-world.js";

/** Follows every commit, and every write of some controllers, and reports what must never happen. */
export class WholeJudge {
  readonly faults: string[] = [];
  readonly #world: WholeWorld;
  readonly #watch: Watch;
  #watching: Promise<void> = Promise.resolve();

  constructor(world: WholeWorld) {
    this.#world = world;
    this.#watch = world.store.watch();
    const [deployment, , , , collector] = world.processes;
    if (deployment !== undefined) this.#watchScaling(deployment);
    if (collector !== undefined) this.#watchCollector(collector);
  }

  start(): void {
    this.#watching = this.#follow();
  }

  async stop(): Promise<void> {
    this.#watch.close();
    await this.#watching;
  }

  async #follow(): Promise<void> {
    for await (const signal of this.#watch) {
      if (signal.type === "lagged") this.faults.push("the test's own watch lagged");
      else for (const event of signal.events) this.faults.push(...controllerFaults(event));
    }
  }

  /** The owners of what the garbage collector has deleted do not exist. */
  #watchCollector({ scripted }: ControllerProcess): void {
    scripted.after = async ({ verb, kind, name }, answer) => {
      if (verb !== "delete") return;
      const { object } = answer as { readonly object: Stored };
      for (const { uid } of object.metadata.ownerReferences ?? []) {
        const owner = (await this.#owners()).find(({ metadata }) => metadata.uid === uid);
        if (owner === undefined || owner.metadata.deletionTimestamp !== undefined) continue;
        this.faults.push(`${kind} ${name} was collected although ${owner.kind} ${owner.metadata.name} lives`);
      }
    };
  }

  async #owners(): Promise<readonly Stored[]> {
    const lists = [
      this.#world.list("deployment"),
      this.#world.list("replicaSet"),
      this.#world.list("service"),
      this.#world.list("endpoints"),
    ];
    return (await Promise.all(lists)).flat();
  }

  /** No write of the Deployment controller raises the ReplicaSets' replicas above what the Deployment that it read allows. */
  #watchScaling({ scripted }: ControllerProcess): void {
    const most = new Map<string, number>();
    const before = new Map<string, number>();
    const total = async (uid: string) => {
      const own = (await this.#world.replicaSets()).filter((each) => controllers(each)[0]?.uid === uid);
      return own.reduce((sum, { spec }) => sum + (spec?.replicas ?? 0), 0);
    };
    scripted.before = async (call) => {
      const uid = scaledBy(call);
      if (uid !== undefined) before.set(uid, await total(uid));
    };
    scripted.after = async (call, answer) => {
      if (call.verb === "get" && call.kind === "Deployment") {
        const { metadata, spec } = answer as Stored<Deployment>;
        most.set(metadata.uid, (spec?.replicas ?? 1) + surgeOf(spec));
      }
      const uid = scaledBy(call);
      if (uid === undefined) return;
      const now = await total(uid);
      const allowed = most.get(uid) ?? 0;
      if (now > (before.get(uid) ?? 0) && now > allowed) {
        this.faults.push(`${summarizeCall(call)} ${call.name}: ${now} pods are asked for of ${allowed}`);
      }
    };
  }
}

/** No object has two controllers, or changes from one to another without having been orphaned in between. */
export function controllerFaults(event: WatchEvent): readonly string[] {
  const { kind, metadata } = event.object;
  const now = controllers(event.object);
  if (now.length > 1) return [`${kind} ${metadata.name} has two controllers`];
  if (event.type !== "MODIFIED") return [];
  const [before] = controllers(event.previous);
  const [after] = now;
  if (before === undefined || after === undefined || before.uid === after.uid) return [];
  return [`${kind} ${metadata.name} was taken from ${before.name} by ${after.name}`];
}

/** Only integers occur in these worlds; the default is 25% of at most 6, rounded up. */
function surgeOf(spec: Deployment["spec"]): number {
  if (spec?.strategy?.type !== "RollingUpdate") return 0;
  const surge = spec.strategy.rollingUpdate?.maxSurge;
  return typeof surge === "number" ? surge : Math.ceil((spec.replicas ?? 1) * 0.25);
}

function scaledBy({ verb, kind, object }: StoreCall): string | undefined {
  if (kind !== "ReplicaSet" || (verb !== "create" && verb !== "update")) return undefined;
  return controllers(object as ReplicaSet)[0]?.uid;
}

function controllers(object: KubernetesObject): readonly OwnerReference[] {
  return (object.metadata.ownerReferences ?? []).filter(({ controller }) => controller === true);
}
