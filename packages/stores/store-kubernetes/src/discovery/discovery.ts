import { type Clock, errorMessage, groupOf, type KindReference, type Logger, StoreError } from "@engenho/core";
import type { DocumentKinds } from "./aggregated-document.js";
import type { DiscoveredKind } from "./served-kind.js";

/** Options of {@link Discovery}. */
export interface DiscoveryOptions {
  readonly read: () => Promise<DocumentKinds>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How long a result is used without asking the server again: custom kinds come and go. */
const freshMs = 1_000;

/**
 * The kinds that the server serves. Requested on first use, when a kind is not found, and when all kinds are listed.
 */
export class Discovery {
  readonly #options: DiscoveryOptions;
  #kinds: readonly DiscoveredKind[] | undefined;
  #byName: ReadonlyMap<string, DiscoveredKind> = new Map();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  /** Makes the next call ask the server. */
  invalidate(): void {
    this.#readAtMs = Number.NEGATIVE_INFINITY;
  }

  /** All kinds, one entry per kind and version; of each group the preferred version first. Throws StoreError. */
  async kinds(): Promise<readonly DiscoveredKind[]> {
    await this.#refresh();
    return this.#kinds ?? [];
  }

  /** The kind of that name. Throws StoreError `NoKindMatch`, or the error of the request. */
  async find({ apiVersion, kind }: KindReference): Promise<DiscoveredKind> {
    const name = `${apiVersion}/${kind}`;
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    await this.#refresh();
    const found = this.#byName.get(name);
    if (found !== undefined) return found;
    throw new StoreError("NoKindMatch", `no matches for kind "${kind}" in version "${apiVersion}"`);
  }

  /** The kind of that name if it is cached. */
  peek({ apiVersion, kind }: KindReference): DiscoveredKind | undefined {
    return this.#byName.get(`${apiVersion}/${kind}`);
  }

  async #refresh(): Promise<void> {
    // The cached result may be older than the kind.
    if (this.#reading !== undefined) await this.#reading;
    if (this.#options.clock.monotonicNow() - this.#readAtMs < freshMs) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { read, clock, logger } = this.#options;
    this.#readAtMs = clock.monotonicNow();
    try {
      const { kinds, stale } = await read();
      const kept = (this.#kinds ?? []).filter(({ apiVersion }) => stale.includes(apiVersion));
      if (stale.length > 0)
        logger.warn({ groupVersions: stale }, "discovery is incomplete; the kinds known before are kept");
      const isNew = (old: DiscoveredKind) => !kinds.some((kind) => kind.apiVersion === old.apiVersion);
      this.#kinds = [...kinds, ...kept.filter(isNew)];
      this.#byName = new Map(this.#kinds.map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind]));
    } catch (error) {
      this.#readAtMs = Number.NEGATIVE_INFINITY;
      if (this.#kinds === undefined) throw error;
      logger.warn({ error: errorMessage(error) }, "discovery failed; the kinds known before are kept");
    }
  }
}

/** Whether the objects of a kind determine which other kinds are served. */
export function decidesKinds({ apiVersion, kind }: KindReference): boolean {
  const group = groupOf(apiVersion);
  return (
    (kind === "CustomResourceDefinition" && group === "apiextensions.k8s.io") ||
    (kind === "APIService" && group === "apiregistration.k8s.io")
  );
}
