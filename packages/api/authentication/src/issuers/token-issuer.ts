import type { Clock, Logger } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import { type SignatureAlgorithm, signatureAlgorithms } from "../jwt/signatures.js";
import type { Authentication, TokenAudiences } from "../port/authenticator.js";
import { withAuthenticatedGroup } from "../port/groups.js";
import { RememberedAnswers } from "../tokens/remembered-answers.js";
import type { ClaimMappings } from "./claim-mappings.js";
import { DistributedClaims } from "./distributed-claims.js";
import type { DocumentClient } from "./get-document.js";
import { IssuerTokenError } from "./issuer-error.js";
import { Provider } from "./provider.js";
import { userOfClaims } from "./user-of-claims.js";
import { type IssuedToken, type TokenRules, verifyToken } from "./verify-token.js";

/** The configuration of an accepted issuer (upstream: apiserver.config.k8s.io JWTAuthenticator). */
export interface TokenIssuerConfiguration {
  /** Its https URL, which must be exactly the claim `iss`. */
  readonly issuer: string;
  /** The URL of the discovery document. Default: `/.well-known/openid-configuration` below the issuer. */
  readonly discoveryUrl?: string | undefined;
  /** The trusted certificate authorities of its server, in PEM. Default: the system's. */
  readonly certificateAuthority?: string | undefined;
  /** The accepted audiences (`aud`), at least one. */
  readonly clientIds: readonly string[];
  /** The mapping of claims to users. */
  readonly mappings: ClaimMappings;
  /** The accepted signature algorithms. Default: all supported ones. */
  readonly algorithms?: readonly SignatureAlgorithm[] | undefined;
}

/** The dependencies of an {@link AcceptedIssuer}. */
export interface TokenIssuerContext {
  /** Fetches its documents; closed by `stop`. */
  readonly documents: DocumentClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Receives the result and the duration of each authentication, except answers from the cache. */
  readonly onAuthentication?: ((result: "success" | "failure", seconds: number) => void) | undefined;
}

/** How long a success is cached, as in kube-apiserver, but not beyond the token's expiry. */
const rememberMs = 10_000;

/** Authenticates tokens of one issuer. Successes are cached for ten seconds, until the key set changes. */
export class AcceptedIssuer {
  /** The discovery of its key set. */
  readonly provider: Provider;
  readonly #context: TokenIssuerContext;
  readonly #rules: TokenRules;
  readonly #mappings: ClaimMappings;
  readonly #distributed: DistributedClaims | undefined;
  /** The cache; replaced when the key set changes. */
  #answers: RememberedAnswers;

  /** Starts the discovery in the background. */
  constructor(configuration: TokenIssuerConfiguration, context: TokenIssuerContext) {
    const { issuer, discoveryUrl, clientIds, mappings, algorithms = signatureAlgorithms } = configuration;
    const { documents, clock, logger } = context;
    this.#context = context;
    this.#mappings = mappings;
    this.#rules = { issuer, audiences: clientIds, algorithms };
    this.#answers = new RememberedAnswers(clock);
    const onChange = () => {
      this.#answers = new RememberedAnswers(clock);
    };
    const provider = new Provider({ issuer, discoveryUrl, documents, clock, logger, onChange });
    this.provider = provider;
    // Upstream resolves only the claim of the groups.
    const { groups } = mappings;
    if (typeof groups === "object") {
      const { claim } = groups;
      this.#distributed = new DistributedClaims({ claim, rules: this.#rules, provider, documents, clock, logger });
    }
  }

  /** Authenticates a token whose issuer is this one. `audiences`: the requested audiences that are the API server's. */
  authenticate(token: string, request: Pick<TokenAudiences, "audiences" | "hashOf">): MaybePromise<Authentication> {
    const { audiences } = request;
    const key = this.#answers.keyOf(token, request);
    return this.#answers.get(key) ?? this.#authenticate(token, audiences, key);
  }

  /** Stops all background work, and closes connections. */
  stop(): void {
    this.provider.stop();
    this.#distributed?.stop();
    this.#context.documents.close();
  }

  async #authenticate(token: string, audiences: readonly string[], key: string): Promise<Authentication> {
    const { clock, onAuthentication } = this.#context;
    const startMs = clock.monotonicNow();
    const observe = (result: "success" | "failure") =>
      onAuthentication?.(result, (clock.monotonicNow() - startMs) / 1000);
    try {
      const { claims, expiresAtMs, isCurrent } = await this.#verify(token);
      const expanded = this.#distributed === undefined ? claims : await this.#distributed.expand(claims);
      const user = withAuthenticatedGroup(await userOfClaims(expanded, this.#mappings));
      if (isCurrent()) this.#answers.set(key, { user, audiences }, Math.min(rememberMs, expiresAtMs - clock.now()));
      observe("success");
      return { user, audiences };
    } catch (error) {
      observe("failure");
      if (error instanceof IssuerTokenError) return { user: undefined, error: error.message };
      throw error;
    }
  }

  async #verify(token: string): Promise<IssuedToken> {
    const { keys } = this.provider;
    if (keys === undefined) throw new IssuerTokenError("oidc: authenticator not initialized");
    try {
      return await verifyToken(token, this.#rules, { keys, nowMs: this.#context.clock.now() });
    } catch (error) {
      if (!(error instanceof IssuerTokenError)) throw error;
      throw new IssuerTokenError(`oidc: verify token: ${error.message}`);
    }
  }
}
