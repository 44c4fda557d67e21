/**
 * What the mutating plugins share while one object passes through them: once, and a second time if a plugin asks for it, so that
 * earlier plugins see what later ones have changed (upstream: admission.ReinvocationContext).
 */
export interface MutationPasses {
  /** Whether this is the second pass. */
  readonly isSecond: boolean;
  /** Asks for a second pass. */
  requestSecond(): void;
  /** What a plugin keeps from its first call to its second, made by `create` at the first. */
  memoryOf<T>(plugin: string, create: () => T): T;
}

/** The passes as the chain sees them. */
export class ChainPasses implements MutationPasses {
  #isSecond = false;
  #isWanted = false;
  #memories: Map<string, unknown> | undefined;

  get isSecond(): boolean {
    return this.#isSecond;
  }

  requestSecond(): void {
    this.#isWanted = true;
  }

  memoryOf<T>(plugin: string, create: () => T): T {
    this.#memories ??= new Map();
    if (!this.#memories.has(plugin)) this.#memories.set(plugin, create());
    return this.#memories.get(plugin) as T;
  }

  /** Whether to begin the second pass, which this call does. */
  beginSecond(): boolean {
    if (!this.#isWanted || this.#isSecond) return false;
    this.#isSecond = true;
    return true;
  }
}
