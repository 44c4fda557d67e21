import type { Clock, Deployment, EventRecorder, Logger, ReplicaSet, Store, Stored } from "@engenho/core";
import { replicasAnnotations } from "./annotations.js";
import { specReplicas } from "./replica-sets.js";
import type { Scaling } from "./rolling.js";

/** What all reconciles of the controller share. */
export interface DeploymentContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recorder: EventRecorder;
  readonly terminatingReplicas: boolean;
}

/**
 * The state of one reconcile of one Deployment: the Deployment with all changes made so far, and whether anything was
 * written. Status changes are staged and written once at the end, or before a step that must not run if the write fails.
 * Upstream writes each change at once, gets a conflict with its own first write, and retries (DEP-37).
 */
export class DeploymentSync {
  readonly context: DeploymentContext;
  #deployment: Stored<Deployment>;
  #statusStaged = false;
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

  /** Records a write that was made without this object. */
  markChanged(): void {
    this.#changed = true;
  }

  /** Stages `next`, whose status or annotations have changed, for {@link writeStatus}. */
  stageStatus(next: Stored<Deployment>): void {
    this.#deployment = next;
    this.#statusStaged = true;
  }

  /**
   * Writes the staged changes, if any, to `/status`, which accepts status and annotations but no spec (DEP-36). Throws if the
   * write fails; then the changes are dropped.
   */
  async writeStatus(): Promise<void> {
    if (!this.#statusStaged) return;
    this.#statusStaged = false;
    this.#deployment = await this.context.store.update(this.#deployment, { subresource: "status" });
    this.#changed = true;
  }

  /** Writes the staged changes of a failed reconcile; a further failure is only logged. */
  async writeStatusAfterFailure(): Promise<void> {
    try {
      await this.writeStatus();
    } catch (error) {
      const { namespace, name } = this.#deployment.metadata;
      this.context.logger.warn({ namespace, deployment: name, err: error }, "status not written");
    }
  }

  /** Writes `next` without its status; there must be no staged changes. */
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
   * Sets the size of a ReplicaSet and the annotations with the replicas it was scaled for, and records an Event if the size
   * has changed (scaleReplicaSet; DEP-65, DEP-66).
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
