import type { Clock } from "@engenho/core";
import { errorMessage } from "@engenho/core";
import { type PublishedKey, publishedKeys } from "../jwt/json-web-keys.js";
import type { ParsedToken } from "../jwt/parse-token.js";
import { isSignedBy } from "../jwt/signatures.js";
import type { Document, DocumentClient } from "./get-document.js";

/** Options of {@link RemoteKeys}. */
export interface RemoteKeysOptions {
  /** Where the key set is. */
  readonly url: string;
  readonly documents: DocumentClient;
  readonly clock: Clock;
  /** Told when the key set has been read and is another one: what was verified by the old one may no longer hold. */
  readonly onChange: () => void;
}

/** Tokens whose keys are unknown have the key set read again: this often at once, and then once in a while. */
const burst = 10;
const refillMs = 10_000;
/** A key set that is older than its issuer says is read again when it is used, but not more often, and not less often, than this. */
const minAgeMs = 60_000;
const usualAgeMs = 5 * 60_000;
const maxAgeMs = 60 * 60_000;

const unverified = "failed to verify id token signature";

/**
 * The keys of an issuer (upstream: go-oidc remoteKeySet). They are read when the first token is verified, again when a token names one that
 * is not known, within limits, and behind the scenes when they are old, so that one that is no longer published is not believed for long. As
 * long as they cannot be read again, the old ones stay.
 */
export class RemoteKeys {
  readonly #options: RemoteKeysOptions;
  #keys: readonly PublishedKey[] = [];
  /** The text of the key set, to know whether another one is one. */
  #text = "";
  #staleAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #allowed = burst;
  #refilledAtMs: number;

  constructor(options: RemoteKeysOptions) {
    this.#options = options;
    this.#refilledAtMs = options.clock.monotonicNow();
  }

  /**
   * Resolves if one of the keys has signed the token, with a function that tells whether the keys are still the same. Rejects with Error
   * if none has, or they cannot be read.
   */
  async verify(token: ParsedToken): Promise<() => boolean> {
    if (this.#isSigned(token)) {
      const isCurrent = this.#sameKeys();
      if (this.#options.clock.monotonicNow() >= this.#staleAtMs) this.#refresh();
      return isCurrent;
    }
    if (this.#reading === undefined && !this.#mayRead()) throw new Error(unverified);
    try {
      await this.#read();
    } catch (error) {
      throw new Error(`fetching keys ${errorMessage(error)}`);
    }
    if (!this.#isSigned(token)) throw new Error(unverified);
    return this.#sameKeys();
  }

  #sameKeys(): () => boolean {
    const keys = this.#keys;
    return () => keys === this.#keys;
  }

  #isSigned({ algorithm, keyId, signed, signature }: ParsedToken): boolean {
    return this.#keys.some(
      (one) =>
        (keyId === "" || one.id === keyId) &&
        (one.algorithm === undefined || one.algorithm === algorithm) &&
        isSignedBy({ key: one.key, algorithm }, signed, signature),
    );
  }

  /** Takes one of the readings that are allowed. */
  #mayRead(): boolean {
    const nowMs = this.#options.clock.monotonicNow();
    const more = Math.floor((nowMs - this.#refilledAtMs) / refillMs);
    this.#allowed = Math.min(burst, this.#allowed + more);
    this.#refilledAtMs += more * refillMs;
    if (this.#allowed === 0) return false;
    this.#allowed--;
    return true;
  }

  /** Reads the keys while the old ones are used. */
  #refresh(): void {
    this.#staleAtMs = this.#options.clock.monotonicNow() + minAgeMs;
    this.#read().catch(() => undefined);
  }

  /** Reads the keys once for all who wait for them. */
  #read(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<void> {
    const { documents, url, clock, onChange } = this.#options;
    const document = await documents.get(url);
    const keys = publishedKeys(parsed(document.body));
    this.#staleAtMs = clock.monotonicNow() + freshMs(document, clock.now());
    if (document.body === this.#text) return;
    this.#keys = keys;
    this.#text = document.body;
    onChange();
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error("oidc: failed to decode keys: the document is no JSON");
  }
}

/** How long a document is fresh, by its headers and within limits. */
function freshMs({ cacheControl, expires }: Document, nowMs: number): number {
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(cacheControl)?.[1];
  const untilMs = Date.parse(expires);
  const saidMs = /(?:^|[\s,])no-(?:cache|store)\b/i.test(cacheControl)
    ? 0
    : seconds !== undefined
      ? Number(seconds) * 1000
      : Number.isNaN(untilMs)
        ? usualAgeMs
        : untilMs - nowMs;
  return Math.min(Math.max(saidMs, minAgeMs), maxAgeMs);
}
