import type { Clock, Logger } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import { type SignatureAlgorithm, signatureAlgorithms } from "../jwt/signatures.js";
import type { Authentication } from "../port/authenticator.js";
import { withAuthenticatedGroup } from "../port/groups.js";
import { RememberedAnswers } from "../tokens/remembered-answers.js";
import type { ClaimMappings } from "./claim-mappings.js";
import { DistributedClaims } from "./distributed-claims.js";
import type { DocumentClient } from "./get-document.js";
import { IssuerTokenError } from "./issuer-error.js";
import { Provider } from "./provider.js";
import { userOfClaims } from "./user-of-claims.js";
import { type IssuedToken, type TokenRules, verifyToken } from "./verify-token.js";

/** An issuer of JWTs whose users are those of an API server (upstream: apiserver.config.k8s.io JWTAuthenticator). */
export interface TokenIssuerConfiguration {
  /** An https URL: `iss` of its tokens, to the letter. */
  readonly issuer: string;
  /** Where its discovery document is. Default: `/.well-known/openid-configuration` below the issuer. */
  readonly discoveryUrl?: string | undefined;
  /** The certificate authorities by one of which its server must be certified, in PEM. Default: the system's. */
  readonly certificateAuthority?: string | undefined;
  /** Those of which a token must be meant for one (`aud`); at least one. */
  readonly clientIds: readonly string[];
  /** Who the claims are. */
  readonly mappings: ClaimMappings;
  /** The algorithms that may have signed tokens. Default: all that are known, if they fit the key. */
  readonly algorithms?: readonly SignatureAlgorithm[] | undefined;
}

/** What an issuer of tokens depends on. */
export interface TokenIssuerContext {
  /** Reads its documents; closed when it is stopped. */
  readonly documents: DocumentClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Receives each authentication that was not remembered: its result, and its duration. */
  readonly onAuthentication?: ((result: "success" | "failure", seconds: number) => void) | undefined;
}

/** How long a success is remembered, as in kube-apiserver; not beyond the end of the token. */
const rememberMs = 10_000;

/** Authenticates the tokens of one issuer. A user is remembered for ten seconds, unless the keys change. */
export class AcceptedIssuer {
  /** Where its keys are found. */
  readonly provider: Provider;
  readonly #context: TokenIssuerContext;
  readonly #rules: TokenRules;
  readonly #mappings: ClaimMappings;
  readonly #distributed: DistributedClaims | undefined;
  /** Users of tokens that the current keys verified. */
  #answers: RememberedAnswers;

  /** Begins to look for the keys, in the background. */
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
    // Upstream fetches groups only, and only if they are a claim.
    const { groups } = mappings;
    if (typeof groups === "object") {
      const { claim } = groups;
      this.#distributed = new DistributedClaims({ claim, rules: this.#rules, provider, documents, clock, logger });
    }
  }

  /** The user of one of its tokens, for audiences of which at least one is the server's. */
  authenticate(token: string, audiences: readonly string[]): MaybePromise<Authentication> {
    const key = this.#answers.keyOf(token, audiences);
    return this.#answers.get(key) ?? this.#authenticate(token, audiences, key);
  }

  /** Ends what runs in the background. No token is accepted from then on whose key is not known. */
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
