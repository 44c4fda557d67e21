import { deepEqual } from "@engenho/machinery";
import type { Invocation } from "./policy-kinds.js";

/** The plugin's state of a request between its two passes (mutating/reinvocationcontext.go). */
export class Reinvocation {
  #lastOutput: unknown;
  #invoked = new Set<string>();
  readonly #again = new Set<string>();

  /** The identity of an invocation. */
  static keyOf({ policy, binding, params }: Invocation): string {
    const { namespace = "", name = "" } = params?.metadata ?? {};
    return JSON.stringify([policy.metadata.name, binding.metadata.name, namespace, name]);
  }

  /** Whether other plugins have changed the object since this plugin was called. */
  hasChanged(object: unknown): boolean {
    return !deepEqual(this.#lastOutput, object);
  }

  /** Records the result of a pass. */
  remember(object: unknown): void {
    this.#lastOutput = object;
  }

  /** Records an invocation of a policy with `reinvocationPolicy: IfNeeded`. */
  invoked(key: string): void {
    this.#invoked.add(key);
  }

  /** The object has changed: all invocations recorded so far are evaluated again. */
  changed(): void {
    for (const key of this.#invoked) this.#again.add(key);
    this.#invoked = new Set();
  }

  /** Whether an invocation is evaluated in the second pass. */
  isDue(key: string): boolean {
    return this.#again.has(key);
  }
}
