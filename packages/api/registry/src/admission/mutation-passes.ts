/**
 * What the mutating plugins share while one object passes through them: once, and a second time if a plugin asks for it, so that
 * earlier plugins see what later ones have changed (upstream: admission.ReinvocationContext).
 */
export class MutationPasses {
  #isSecond = false;
  #isWanted = false;
  #memories: Map<string, unknown> | undefined;

  /** Whether this is the second pass. */
  get isSecond(): boolean {
    return this.#isSecond;
  }

  /** Asks for a second pass. */
  requestSecond(): void {
    this.#isWanted = true;
  }

  /** What a plugin keeps from its first call to its second, made by `create` at the first. */
  memoryOf<T>(plugin: string, create: () => T): T {
    this.#memories ??= new Map();
    if (!this.#memories.has(plugin)) this.#memories.set(plugin, create());
    return this.#memories.get(plugin) as T;
  }

  /** For the chain: whether to begin the second pass, which this call does. */
  beginSecond(): boolean {
    if (!this.#isWanted || this.#isSecond) return false;
    this.#isSecond = true;
    return true;
  }
}
