import type { Clock, Deployment, EventRecorder, Logger, ReplicaSet, Store, Stored } from "@engenho/core";
import { replicasAnnotations } from "./annotations.js";
import { specReplicas } from "./replica-sets.js";
import type { Scaling } from "./rolling.js";

/** What every reconcile works with. */
export interface DeploymentContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recorder: EventRecorder;
  readonly terminatingReplicas: boolean;
}

/**
 * One reconcile of one Deployment: its writes, and the Deployment as the last of them left it. So a second write carries
 * the resourceVersion of the first and is no conflict (DEP-37).
 */
export class DeploymentSync {
  readonly context: DeploymentContext;
  #deployment: Stored<Deployment>;
  #changed = false;

  constructor(context: DeploymentContext, deployment: Stored<Deployment>) {
    this.context = context;
    this.#deployment = deployment;
  }

  get deployment(): Stored<Deployment> {
    return this.#deployment;
  }

  /** Whether anything was written. */
  get changed(): boolean {
    return this.#changed;
  }

  get nowMs(): number {
    return this.context.clock.now();
  }

  /** For what was written elsewhere on behalf of this reconcile. */
  noteChange(): void {
    this.#changed = true;
  }

  /** Writes `next` through `/status`, which takes status and annotations and no spec (DEP-36). */
  async writeStatus(next: Stored<Deployment>): Promise<void> {
    this.#deployment = await this.context.store.update(next, { subresource: "status" });
    this.#changed = true;
  }

  async write(next: Stored<Deployment>): Promise<void> {
    this.#deployment = await this.context.store.update(next);
    this.#changed = true;
  }

  async writeReplicaSet(next: Stored<ReplicaSet>): Promise<Stored<ReplicaSet>> {
    const written = await this.context.store.update(next);
    this.#changed = true;
    return written;
  }

  event(type: "Normal" | "Warning", reason: string, message: string): void {
    this.context.recorder.event(this.#deployment, type, reason, message);
  }

  /**
   * Gives a ReplicaSet its size and the record of what it was scaled for, and tells of it when the size is another one
   * (scaleReplicaSet; DEP-65, DEP-66).
   */
  async scale({ replicaSet, replicas }: Scaling): Promise<Stored<ReplicaSet>> {
    const { metadata, spec } = replicaSet;
    const before = specReplicas(replicaSet);
    const scaled = await this.writeReplicaSet({
      ...replicaSet,
      metadata: { ...metadata, annotations: { ...metadata.annotations, ...replicasAnnotations(this.#deployment) } },
      spec: { ...(spec as NonNullable<ReplicaSet["spec"]>), replicas },
    });
    if (replicas !== before) {
      const direction = replicas > before ? "up" : "down";
      const message = `Scaled ${direction} replica set ${metadata.name} from ${before} to ${replicas}`;
      this.event("Normal", "ScalingReplicaSet", message);
    }
    return scaled;
  }
}
