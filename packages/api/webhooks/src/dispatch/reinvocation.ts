import { deepEqual } from "@engenho/machinery";

/** Which webhooks are called in the second pass of a request's object (upstream: mutating/reinvocationcontext.go). */
export class Reinvocation {
  #lastOutput: unknown;
  /** The webhooks that are called again if something changes after them. */
  #earlier = new Set<string>();
  readonly #again = new Set<string>();

  /** Whether a webhook is to be called again. */
  isDue(hook: string): boolean {
    return this.#again.has(hook);
  }

  /** A webhook has been called, which wants to see later changes. */
  remember(hook: string): void {
    this.#earlier.add(hook);
  }

  /** The object has changed: all that have been called before are called again. */
  changed(): void {
    for (const hook of this.#earlier) this.#again.add(hook);
    this.#earlier = new Set();
  }

  /** To be called before the second pass: whether other plugins have changed what the webhooks left. */
  checkOutput(object: unknown): void {
    if (!deepEqual(object, this.#lastOutput)) this.changed();
  }

  /** What the webhooks leave behind. */
  keepOutput(object: unknown): void {
    this.#lastOutput = object;
  }
}
