import { type Clock, errorMessage, type Logger, type Timer } from "@engenho/core";
import { goQuote } from "@engenho/machinery";
import type { DocumentClient } from "./get-document.js";
import { RemoteKeys } from "./remote-keys.js";

/** Options of {@link Provider}. */
export interface ProviderOptions {
  /** The issuer's URL. */
  readonly issuer: string;
  /** The URL of the discovery document. Default: the well-known path below the issuer. */
  readonly discoveryUrl?: string | undefined;
  readonly documents: DocumentClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when the key set has changed. */
  readonly onChange: () => void;
}

/** The delay before the next attempt, as upstream. */
const retryMs = 10_000;

/**
 * The discovery of an issuer's key set, which is attempted in the background until it succeeds (upstream: oidc.NewProvider, polled).
 */
export class Provider {
  readonly #options: ProviderOptions;
  #state: { readonly type: "unknown"; readonly error: string } | { readonly type: "found"; readonly keys: RemoteKeys };
  #timer: Timer | undefined;
  #ended = false;
  /** Resolves after the first attempt, successful or not. */
  readonly attempted: Promise<void>;
  /** Resolves when discovery has succeeded. */
  readonly found: Promise<void>;
  #resolveFound: () => void = () => {};

  /** Starts the first attempt. */
  constructor(options: ProviderOptions) {
    this.#options = options;
    const error = `oidc: authenticator for issuer ${goQuote(options.issuer)} is not initialized`;
    this.#state = { type: "unknown", error };
    this.found = new Promise((resolve) => {
      this.#resolveFound = resolve;
    });
    this.attempted = this.#attempt();
  }

  /** The key set; undefined before discovery has succeeded. */
  get keys(): RemoteKeys | undefined {
    return this.#state.type === "found" ? this.#state.keys : undefined;
  }

  /** The error of the last attempt, with upstream's message; undefined after discovery has succeeded. */
  get fault(): string | undefined {
    if (this.#state.type === "found") return undefined;
    return `oidc: authenticator for issuer ${goQuote(this.#options.issuer)} is not healthy: ${this.#state.error}`;
  }

  /** Stops further attempts. */
  stop(): void {
    this.#ended = true;
    this.#timer?.cancel();
  }

  /** Never rejects. */
  async #attempt(): Promise<void> {
    const { documents, clock, logger, issuer, onChange } = this.#options;
    try {
      const url = await this.#discover();
      if (this.#ended) return;
      this.#state = { type: "found", keys: new RemoteKeys({ url, documents, clock, onChange }) };
      this.#resolveFound();
    } catch (error) {
      if (this.#ended) return;
      this.#state = { type: "unknown", error: errorMessage(error) };
      logger.error({ issuer, reason: errorMessage(error) }, "the keys of a token issuer cannot be found");
      this.#timer = clock.setTimer(() => {
        this.#attempt().catch(() => undefined);
      }, retryMs);
    }
  }

  /** The URL of the key set. */
  async #discover(): Promise<string> {
    const { documents, issuer } = this.#options;
    const url = this.#options.discoveryUrl ?? `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const { body } = await documents.get(url);
    const { issuer: named, jwks_uri: keys } = fieldsOf(body);
    if (named !== issuer) {
      const got = goQuote(typeof named === "string" ? named : "");
      throw new Error(
        `oidc: issuer did not match the issuer returned by provider, expected ${goQuote(issuer)} got ${got}`,
      );
    }
    if (typeof keys !== "string" || keys === "") throw new Error("oidc: the discovery document names no jwks_uri");
    return keys;
  }
}

function fieldsOf(body: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(body) ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    throw new Error("oidc: failed to decode provider discovery object: the document is no JSON");
  }
}
