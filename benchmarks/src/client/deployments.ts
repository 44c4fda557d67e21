import type { ApiClient } from "./api-client.js";
import type { LineWatch } from "./line-watch.js";

/** The relevant fields of a watched Deployment. */
export interface DeploymentState {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

interface Waiting {
  readonly holds: () => boolean;
  readonly resolve: () => void;
}

/** Follows the Deployments of a namespace as `kubectl rollout status` does, and waits for states. */
export class DeploymentWatch {
  readonly #states = new Map<string, DeploymentState>();
  readonly #waiting = new Set<Waiting>();
  readonly #watch: LineWatch;
  /** How many Deployments are complete. */
  #complete = 0;

  private constructor(client: ApiClient, namespace: string) {
    this.#watch = client.watch(`/apis/apps/v1/namespaces/${namespace}/deployments`, (line) => this.#take(line));
  }

  /** Opens the watch. Nothing may change while it is being opened. */
  static async open(client: ApiClient, namespace = "default"): Promise<DeploymentWatch> {
    const watch = new DeploymentWatch(client, namespace);
    await watch.#watch.opened;
    return watch;
  }

  /** Resolves when a state of the Deployment satisfies the predicate. */
  until(name: string, passes: (state: DeploymentState) => boolean): Promise<void> {
    return this.#until(() => {
      const state = this.#states.get(name);
      return state !== undefined && passes(state);
    });
  }

  /** Resolves when the Deployment is complete in the generation that a write returned, or in a later one. */
  untilRolled(name: string, { metadata }: Pick<DeploymentState, "metadata">): Promise<void> {
    return this.until(name, (state) => state.metadata.generation >= metadata.generation && isComplete(state));
  }

  /** Resolves when this many Deployments are complete. */
  untilComplete(count: number): Promise<void> {
    return this.#until(() => this.#complete >= count);
  }

  close(): void {
    this.#watch.close();
  }

  #until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add({ holds, resolve }));
  }

  #take(line: Buffer): void {
    const { type, object } = JSON.parse(line.toString()) as { readonly type: string; readonly object: DeploymentState };
    const { name } = object.metadata;
    const before = this.#states.get(name);
    if (before !== undefined && isComplete(before)) this.#complete--;
    if (type === "DELETED") this.#states.delete(name);
    else this.#states.set(name, object);
    if (type !== "DELETED" && isComplete(object)) this.#complete++;
    for (const waiting of this.#waiting) {
      if (!waiting.holds()) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }
}

/** The condition that `kubectl rollout status` waits for. */
export function isComplete({ metadata, spec, status }: DeploymentState): boolean {
  return (
    (status?.observedGeneration ?? 0) >= metadata.generation &&
    (status?.replicas ?? 0) === spec.replicas &&
    (status?.updatedReplicas ?? 0) === spec.replicas &&
    (status?.availableReplicas ?? 0) === spec.replicas
  );
}
