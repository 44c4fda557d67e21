import type { EventRecorder } from "../events/event-recorder.js";
import type { KubernetesObject } from "../objects/object.js";

/** Keeps recorded Events instead of writing them (client-go's record.FakeRecorder). */
export class FakeEventRecorder implements EventRecorder {
  /** Each as `ReplicaSet Normal SuccessfulCreate Created pod: web-x`, oldest first. */
  readonly lines: string[] = [];

  event(object: KubernetesObject, type: "Normal" | "Warning", reason: string, message: string): void {
    this.lines.push(`${object.kind} ${type} ${reason} ${message}`);
  }

  /** Resolves at once: nothing is written. */
  async flush(): Promise<void> {}

  /** Returns and clears the lines so far. */
  take(): string[] {
    return this.lines.splice(0);
  }
}
