import { type Clock, consoleLogger, type Logger, systemClock } from "@engenho/core";
import { defaultAudience, intersection, type TokenAuthenticator, unknown } from "../port/authenticator.js";
import { createDocumentClient, type DocumentClient } from "./get-document.js";
import { AcceptedIssuer, type TokenIssuerConfiguration } from "./token-issuer.js";
import { untrustedIssuer } from "./verify-token.js";

/** An authentication by a token of an issuer, that was not remembered. */
export interface IssuerAuthentication {
  /** Who issued the token. */
  readonly issuer: string;
  /** Whether it was accepted. */
  readonly result: "success" | "failure";
  /** How long that took. */
  readonly seconds: number;
}

/** Options of {@link issuerTokens}. */
export interface IssuerTokensOptions {
  /** The issuers whose tokens are accepted; each has another name. */
  readonly issuers: readonly TokenIssuerConfiguration[];
  /** The names by which tokens mean this API server: all of these issuers' do. Default as `AuthenticatorOptions.audiences`. */
  readonly audiences?: readonly string[] | undefined;
  /** Told of authentications. Default: nobody is. */
  readonly onAuthentication?: ((authentication: IssuerAuthentication) => void) | undefined;
  /** Reads the documents of an issuer, by its `certificateAuthority`. Default: over https. */
  readonly documentsOf?: ((certificateAuthority: string | undefined) => DocumentClient) | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told when an issuer cannot be reached. Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

/** Authenticates the tokens of some issuers. */
export interface IssuerTokens extends TokenAuthenticator {
  /** Resolves when the keys of all issuers can be asked for; never, as long as a discovery document cannot be read. */
  readonly ready: Promise<void>;
  /** Why tokens cannot be verified yet, in upstream's words, one for each issuer of which that is so. */
  faults(): readonly string[];
  /** Ends what runs in the background. No token is accepted from then on whose key is not known. */
  stop(): void;
}

/**
 * Authenticates the JWTs of issuers, whose keys are found by OpenID discovery in the background: until then, and while they cannot be read,
 * the tokens of an issuer are refused, and others are not affected (upstream: plugin/pkg/authenticator/token/oidc).
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
    authenticateToken(token, { audiences: requested }) {
      const name = untrustedIssuer(token);
      const issuer = name === undefined ? undefined : issuers.get(name);
      if (issuer === undefined) return unknown;
      const audiences = intersection(own, requested);
      return audiences.length === 0 ? unknown : issuer.authenticate(token, audiences);
    },
    stop() {
      for (const issuer of all) issuer.stop();
    },
  };
}
