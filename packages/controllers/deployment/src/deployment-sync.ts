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
 * One reconcile of one Deployment: its writes, and the Deployment as they and what is noted leave it. What a reconcile has
 * to say in the status is noted, and written when it is over, or before the next step where a failure must end it; upstream
 * writes each word at once, runs into a conflict with its own first write, and comes again for the rest (DEP-37).
 */
export class DeploymentSync {
  readonly context: DeploymentContext;
  #deployment: Stored<Deployment>;
  #statusNoted = false;
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

  /** Notes `next`, whose status or annotations are other ones, for {@link writeStatus}. */
  noteStatus(next: Stored<Deployment>): void {
    this.#deployment = next;
    this.#statusNoted = true;
  }

  /**
   * Writes what was noted, if anything was, through `/status`, which takes status and annotations and no spec (DEP-36). What
   * is refused is not tried again: the reconcile has failed.
   */
  async writeStatus(): Promise<void> {
    if (!this.#statusNoted) return;
    this.#statusNoted = false;
    this.#deployment = await this.context.store.update(this.#deployment, { subresource: "status" });
    this.#changed = true;
  }

  /** Writes what was noted by a reconcile that has failed; that this could not be done either is only logged. */
  async writeStatusBesideFailure(): Promise<void> {
    try {
      await this.writeStatus();
    } catch (error) {
      const { namespace, name } = this.#deployment.metadata;
      this.context.logger.warn({ namespace, deployment: name, err: error }, "status not written");
    }
  }

  /** Writes `next` but for its status, which must not have been noted and not written yet. */
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
