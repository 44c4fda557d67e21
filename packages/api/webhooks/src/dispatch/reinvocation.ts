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

  /** Records a call of a webhook with `reinvocationPolicy: IfNeeded`. */
  remember(hook: string): void {
    this.#earlier.add(hook);
  }

  /** The object has changed: all webhooks recorded so far are called again. */
  changed(): void {
    for (const hook of this.#earlier) this.#again.add(hook);
    this.#earlier = new Set();
  }

  /** Called before the second pass: compares the object with the one that the first pass left. */
  checkOutput(object: unknown): void {
    if (!deepEqual(object, this.#lastOutput)) this.changed();
  }

  /** Records the object that the webhooks leave. */
  keepOutput(object: unknown): void {
    this.#lastOutput = object;
  }
}
