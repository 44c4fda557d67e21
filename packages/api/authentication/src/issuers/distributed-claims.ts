import type { Clock, Logger } from "@engenho/core";
import { goQuote } from "@engenho/machinery";
import type { DocumentClient } from "./get-document.js";
import { type Claims, claimOf, hasClaim, mapOf, mismatch, textOf } from "./go-claims.js";
import { IssuerTokenError } from "./issuer-error.js";
import { Provider } from "./provider.js";
import { type TokenRules, untrustedIssuer, verifyToken } from "./verify-token.js";

/** Options of {@link DistributedClaims}. */
export interface DistributedClaimsOptions {
  /** The claim that may be distributed: that of the groups. */
  readonly claim: string;
  /** The rules for tokens that contain it; their issuer may be any. */
  readonly rules: TokenRules;
  /** The issuer of the tokens that refer to it; its owner stops it. */
  readonly provider: Provider;
  readonly documents: DocumentClient;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The limit on issuers of distributed claims. */
const maxProviders = 16;

/**
 * Resolves a distributed claim: a verified token names an endpoint that returns a JWT with the claim (OpenID Connect Core 1.0, 5.6.2;
 * upstream: oidc claimResolver).
 */
export class DistributedClaims {
  readonly #options: DistributedClaimsOptions;
  readonly #providers = new Map<string, Provider>();

  constructor(options: DistributedClaimsOptions) {
    this.#options = options;
    this.#providers.set(options.rules.issuer, options.provider);
  }

  /** The claims with the resolved claim. Rejects with IssuerTokenError. */
  async expand(claims: Claims): Promise<Claims> {
    const { claim } = this.#options;
    if (hasClaim(claims, claim) || !hasClaim(claims, "_claim_names")) return claims;
    try {
      const endpoint = endpointOf(claims, claim);
      if (endpoint === undefined || endpoint.url === "") return claims;
      return { ...claims, [claim]: await this.#resolve(endpoint) };
    } catch (error) {
      throw new IssuerTokenError(`oidc: could not expand distributed claims: ${(error as Error).message}`);
    }
  }

  /** Stops the discovery of further issuers. */
  stop(): void {
    for (const provider of this.#providers.values()) if (provider !== this.#options.provider) provider.stop();
  }

  async #resolve({ url, accessToken }: Endpoint): Promise<unknown> {
    const { claim, rules, documents, clock } = this.#options;
    const bearer = accessToken === "" ? undefined : accessToken;
    const { body } = await documents.get(url, { bearer }).catch((error: Error) => {
      throw new Error(`while getting distributed claim ${goQuote(claim)}: ${error.message}`);
    });
    const token = body.trim();
    const issuer = untrustedIssuer(token);
    if (issuer === undefined) {
      throw new Error(
        `getting untrusted issuer from endpoint ${url} failed for claim ${goQuote(claim)}: malformed token`,
      );
    }
    const keys = await this.#keysOf(issuer);
    const verified = await verifyToken(token, { ...rules, issuer }, { keys, nowMs: clock.now() }).catch(
      (error: Error) => {
        throw new Error(`verify distributed claim token: ${error.message}`);
      },
    );
    if (hasClaim(verified.claims, claim)) return claimOf(verified.claims, claim);
    throw new Error(`jwt returned by distributed claim endpoint ${goQuote(url)} did not contain claim: ${claim}`);
  }

  async #keysOf(issuer: string) {
    const provider = this.#providerOf(issuer);
    await provider?.attempted;
    if (provider?.keys !== undefined) return provider.keys;
    const reason = `verifier not initialized for issuer: ${goQuote(issuer)}`;
    throw new Error(`verifying untrusted issuer ${issuer} failed: ${reason}`);
  }

  #providerOf(issuer: string): Provider | undefined {
    const known = this.#providers.get(issuer);
    if (known !== undefined || this.#providers.size >= maxProviders) return known;
    const { documents, clock, logger } = this.#options;
    const provider = new Provider({ issuer, documents, clock, logger, onChange: () => {} });
    this.#providers.set(issuer, provider);
    return provider;
  }
}

interface Endpoint {
  readonly url: string;
  readonly accessToken: string;
}

/** The endpoint of a claim; undefined if the claim is not distributed. An aggregated claim has an empty URL. */
function endpointOf(claims: Claims, claim: string): Endpoint | undefined {
  const names = mapOf(claimOf(claims, "_claim_names"), textOf, "string");
  if (!hasClaim(claims, "_claim_sources")) throw new Error("oidc: no claim sources");
  const sources = mapOf(claimOf(claims, "_claim_sources"), endpoint, "oidc.endpoint");
  const source = names.get(claim);
  if (source === undefined) return undefined;
  const found = sources.get(source);
  if (found === undefined) {
    throw new Error(`id token _claim_names contained a source ${source} missing in _claims_sources`);
  }
  return found;
}

function endpoint(value: unknown): Endpoint {
  if (value === null) return { url: "", accessToken: "" };
  if (typeof value !== "object" || Array.isArray(value)) throw mismatch(value, "oidc.endpoint");
  const fields = value as Claims;
  return {
    url: textOf(claimOf(fields, "endpoint") ?? null),
    accessToken: textOf(claimOf(fields, "access_token") ?? null),
  };
}
