import { type Clock, consoleLogger, type Logger, systemClock } from "@engenho/core";
import { defaultAudience, intersection, type TokenAuthenticator, unknown } from "../port/authenticator.js";
import { createDocumentClient, type DocumentClient } from "./get-document.js";
import { AcceptedIssuer, type TokenIssuerConfiguration } from "./token-issuer.js";
import { untrustedIssuer } from "./verify-token.js";

/** An authentication by an issuer's token, except answers from the cache. */
export interface IssuerAuthentication {
  /** The issuer. */
  readonly issuer: string;
  /** Whether the token was accepted. */
  readonly result: "success" | "failure";
  /** The duration. */
  readonly seconds: number;
}

/** Options of {@link issuerTokens}. */
export interface IssuerTokensOptions {
  /** The accepted issuers. Their URLs must differ. */
  readonly issuers: readonly TokenIssuerConfiguration[];
  /** The audiences of the API server, for which all of these tokens are valid. Default: see `AuthenticatorOptions.audiences`. */
  readonly audiences?: readonly string[] | undefined;
  /** Receives authentications, for metrics. */
  readonly onAuthentication?: ((authentication: IssuerAuthentication) => void) | undefined;
  /** Creates the client for an issuer's documents. Default: one over https that trusts its `certificateAuthority`. */
  readonly documentsOf?: ((certificateAuthority: string | undefined) => DocumentClient) | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Logs failed discoveries. Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

/** Authenticates tokens of issuers. */
export interface IssuerTokens extends TokenAuthenticator {
  /** Resolves after the discovery of all issuers; pending while one fails. */
  readonly ready: Promise<void>;
  /** The errors of issuers whose discovery has not succeeded yet (upstream: HealthCheck). */
  faults(): readonly string[];
  /** Stops all background work, and closes connections. */
  stop(): void;
}

/**
 * Authenticates JWTs of issuers (upstream: plugin/pkg/authenticator/token/oidc). Discovery runs in the background: until it succeeds, and
 * while the key set cannot be fetched, tokens of that issuer are rejected; other issuers are not affected.
 */
export function issuerTokens(options: IssuerTokensOptions): IssuerTokens {
  const { audiences: own = [defaultAudience], onAuthentication, clock = systemClock, logger = consoleLogger } = options;
  const { documentsOf = (ca) => createDocumentClient({ ca, clock }) } = options;
  const issuers = new Map(
    options.issuers.map((configuration) => {
      const { issuer } = configuration;
      const observe =
        onAuthentication === undefined
          ? undefined
          : (result: "success" | "failure", seconds: number) => onAuthentication({ issuer, result, seconds });
      const documents = documentsOf(configuration.certificateAuthority);
      return [
        issuer,
        new AcceptedIssuer(configuration, { documents, clock, logger, onAuthentication: observe }),
      ] as const;
    }),
  );
  const all = [...issuers.values()];
  return {
    ready: Promise.all(all.map(({ provider }) => provider.found)).then(() => undefined),
    faults: () => all.map(({ provider }) => provider.fault).filter((fault) => fault !== undefined),
    authenticateToken(token, { audiences: requested, hashOf }) {
      const name = untrustedIssuer(token);
      const issuer = name === undefined ? undefined : issuers.get(name);
      if (issuer === undefined) return unknown;
      const audiences = intersection(own, requested);
      return audiences.length === 0 ? unknown : issuer.authenticate(token, { audiences, hashOf });
    },
    stop() {
      for (const issuer of all) issuer.stop();
    },
  };
}
