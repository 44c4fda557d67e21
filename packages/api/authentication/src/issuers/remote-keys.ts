import type { Clock } from "@engenho/core";
import { errorMessage } from "@engenho/core";
import { type PublishedKey, publishedKeys } from "../jwt/json-web-keys.js";
import type { ParsedToken } from "../jwt/parse-token.js";
import { isSignedBy } from "../jwt/signatures.js";
import type { Document, DocumentClient } from "./get-document.js";

/** Options of {@link RemoteKeys}. */
export interface RemoteKeysOptions {
  /** The URL of the key set (`jwks_uri`). */
  readonly url: string;
  readonly documents: DocumentClient;
  readonly clock: Clock;
  /** Called when the key set has changed: results of earlier verifications may be invalid. */
  readonly onChange: () => void;
}

/** The rate limit of fetches for tokens with unknown keys. */
const burst = 10;
const refillMs = 10_000;
/** The bounds of the key set's lifetime, and the default without cache headers. */
const minAgeMs = 60_000;
const usualAgeMs = 5 * 60_000;
const maxAgeMs = 60 * 60_000;

const unverified = "failed to verify id token signature";

/**
 * The key set of an issuer (upstream: go-oidc remoteKeySet). It is fetched for the first token, for tokens with unknown keys (at a limited
 * rate), and in the background when it has expired, so that revoked keys are dropped. While fetches fail, the old keys stay valid.
 */
export class RemoteKeys {
  readonly #options: RemoteKeysOptions;
  #keys: readonly PublishedKey[] = [];
  /** The document of the key set, to detect changes. */
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
   * Verifies the signature of a token. Resolves to a function that tells whether the key set is still the same. Rejects with Error if no key
   * has signed the token, or the key set cannot be fetched.
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

  /** Takes a token of the rate limit. */
  #mayRead(): boolean {
    const nowMs = this.#options.clock.monotonicNow();
    const more = Math.floor((nowMs - this.#refilledAtMs) / refillMs);
    this.#allowed = Math.min(burst, this.#allowed + more);
    this.#refilledAtMs += more * refillMs;
    if (this.#allowed === 0) return false;
    this.#allowed--;
    return true;
  }

  /** Fetches the key set in the background. */
  #refresh(): void {
    this.#staleAtMs = this.#options.clock.monotonicNow() + minAgeMs;
    this.#read().catch(() => undefined);
  }

  /** Fetches the key set; concurrent calls share one fetch. */
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

/** The lifetime of a document by its cache headers, within the bounds. */
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
