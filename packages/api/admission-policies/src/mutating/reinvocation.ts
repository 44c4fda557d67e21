import { deepEqual } from "@engenho/machinery";
import type { Invocation } from "./policy-kinds.js";

/** What the plugin remembers of a request between its two passes (mutating/reinvocationcontext.go). */
export class Reinvocation {
  #lastOutput: unknown;
  #invoked = new Set<string>();
  readonly #again = new Set<string>();

  /** The identity of an invocation. */
  static keyOf({ policy, binding, params }: Invocation): string {
    const { namespace = "", name = "" } = params?.metadata ?? {};
    return JSON.stringify([policy.metadata.name, binding.metadata.name, namespace, name]);
  }

  /** Whether others have changed the object since this plugin was called. */
  hasChanged(object: unknown): boolean {
    return !deepEqual(this.#lastOutput, object);
  }

  /** To be called with the result of each pass. */
  remember(object: unknown): void {
    this.#lastOutput = object;
  }

  /** To be called for a policy that wants to be asked again if the object changes after it. */
  invoked(key: string): void {
    this.#invoked.add(key);
  }

  /** The object has changed: all policies before that want it are asked again. */
  changed(): void {
    for (const key of this.#invoked) this.#again.add(key);
    this.#invoked = new Set();
  }

  /** Whether a policy is asked in the second pass. */
  isDue(key: string): boolean {
    return this.#again.has(key);
  }
}
