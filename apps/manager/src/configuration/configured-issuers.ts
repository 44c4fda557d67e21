import {
  type Authentication,
  type IssuerAuthentication,
  type IssuerTokens,
  issuerTokens,
  type TokenAuthenticator,
  type TokenIssuerConfiguration,
} from "@engenho/authentication";
import type { Clock, Logger, Timer } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import { NotYetError } from "./watched-file.js";

/** The dependencies of {@link ConfiguredIssuers}. */
export interface IssuersContext {
  /** The audiences of the API server. */
  readonly audiences: readonly string[];
  readonly onAuthentication: (authentication: IssuerAuthentication) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The time limit for the discovery of new issuers, as upstream (UpdateAuthenticationConfigTimeout). */
const readyMs = 60_000;
/** How long replaced issuers finish requests in progress. */
const lingerMs = 60_000;

/** The issuers of a configuration that can be reloaded. */
export class ConfiguredIssuers implements TokenAuthenticator {
  readonly #context: IssuersContext;
  readonly #lingering = new Map<IssuerTokens, Timer>();
  readonly #issuers: readonly TokenIssuerConfiguration[];
  /** Undefined before `start` and after `stop`. */
  #current: IssuerTokens | undefined;
  /** Ends the wait for the discovery of new issuers. */
  #endWait: () => void = () => {};

  constructor(issuers: readonly TokenIssuerConfiguration[], context: IssuersContext) {
    this.#context = context;
    this.#issuers = issuers;
  }

  /** Starts the discovery in the background. */
  start(): void {
    this.#current = issuerTokens({ issuers: this.#issuers, ...this.#context });
  }

  authenticateToken(...request: Parameters<TokenAuthenticator["authenticateToken"]>): MaybePromise<Authentication> {
    return this.#current === undefined ? { user: undefined } : this.#current.authenticateToken(...request);
  }

  /** Replaces the issuers after the discovery of all new ones. Rejects with NotYetError if that takes too long. */
  async replace(issuers: readonly TokenIssuerConfiguration[]): Promise<void> {
    const next = issuerTokens({ issuers, ...this.#context });
    const isReady = await this.#isReady(next);
    const before = this.#current;
    if (!isReady || before === undefined) {
      const faults = next.faults();
      next.stop();
      throw new NotYetError(faults.join(", "));
    }
    this.#current = next;
    const linger = this.#context.clock.setTimer(() => {
      before.stop();
      this.#lingering.delete(before);
    }, lingerMs);
    this.#lingering.set(before, linger);
  }

  /** Stops all background work. */
  stop(): void {
    this.#endWait();
    this.#current?.stop();
    this.#current = undefined;
    for (const [issuers, timer] of this.#lingering) {
      timer.cancel();
      issuers.stop();
    }
  }

  async #isReady({ ready }: IssuerTokens): Promise<boolean> {
    let timer: Timer | undefined;
    const late = new Promise<false>((resolve) => {
      this.#endWait = () => resolve(false);
      timer = this.#context.clock.setTimer(this.#endWait, readyMs);
    });
    try {
      return await Promise.race([ready.then(() => true), late]);
    } finally {
      timer?.cancel();
    }
  }
}
