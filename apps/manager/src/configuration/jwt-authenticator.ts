import { X509Certificate } from "node:crypto";
import type { TokenIssuerConfiguration } from "@engenho/authentication";
import { errorMessage } from "@engenho/core";
import { type Causes, type GivesWay, parseUrl } from "@engenho/machinery";
import { mappingShapes, type SentMappings, type SentRules } from "./claim-compiler.js";
import { checkClaims } from "./claim-mappings.js";
import { type Shape, texts } from "./shape.js";

/** A JWTAuthenticator of apiserver.config.k8s.io. */
export interface SentJwtAuthenticator extends SentRules {
  readonly issuer?: SentIssuer | null;
  readonly claimMappings?: SentMappings | null;
}

interface SentIssuer {
  readonly url?: string | null;
  readonly discoveryURL?: string | null;
  readonly certificateAuthority?: string | null;
  readonly audiences?: readonly string[] | null;
  readonly audienceMatchPolicy?: string | null;
  readonly egressSelectorType?: string | null;
}

/** The shape of a JWTAuthenticator. */
export const jwtAuthenticatorShape: Shape = {
  fields: {
    issuer: {
      fields: {
        url: "text",
        discoveryURL: "text",
        certificateAuthority: "text",
        audiences: texts,
        audienceMatchPolicy: "text",
        egressSelectorType: "text",
      },
    },
    ...mappingShapes,
  },
};

/** The dependencies of validation. */
export interface AuthenticationChecks {
  /** The issuers of ServiceAccount tokens, whose URLs may not be used. */
  readonly disallowedIssuers: readonly string[];
  /** Yields to other work during long evaluations. */
  readonly slice: GivesWay;
}

const maxAuthenticators = 64;

/** Validates the authenticators of a configuration, and compiles their expressions. The result is valid only if no error was added to `causes`. */
export function checkJwtAuthenticators(
  sent: readonly SentJwtAuthenticator[],
  causes: Causes,
  checks: AuthenticationChecks,
): readonly TokenIssuerConfiguration[] {
  if (sent.length > maxAuthenticators) {
    causes.tooMany("jwt", sent.length, maxAuthenticators);
    return [];
  }
  const urls = new Set<string>();
  const discoveryUrls = new Set<string>();
  return sent.map((authenticator, index) => {
    const at = `jwt[${index}]`;
    const issuer = authenticator.issuer ?? {};
    checkIssuer(issuer, `${at}.issuer`, { causes, ...checks });
    const mappings = checkClaims(authenticator, at, { causes, slice: checks.slice });
    const { url, discoveryURL } = issuer;
    if (urls.has(url ?? "")) causes.duplicate(`${at}.issuer.url`, url ?? "");
    urls.add(url ?? "");
    if (isGiven(discoveryURL)) {
      if (discoveryUrls.has(discoveryURL)) causes.duplicate(`${at}.issuer.discoveryURL`, discoveryURL);
      discoveryUrls.add(discoveryURL);
    }
    return {
      issuer: url ?? "",
      discoveryUrl: isGiven(discoveryURL) ? discoveryURL : undefined,
      certificateAuthority: isGiven(issuer.certificateAuthority) ? issuer.certificateAuthority : undefined,
      clientIds: issuer.audiences ?? [],
      mappings,
    };
  });
}

type IssuerChecks = AuthenticationChecks & { readonly causes: Causes };

function checkIssuer(issuer: SentIssuer, at: string, { causes, disallowedIssuers }: IssuerChecks): void {
  const { url, discoveryURL, certificateAuthority } = issuer;
  if (isGiven(url)) checkUrl(url, `${at}.url`, { causes, disallowedIssuers });
  else causes.required(`${at}.url`);
  if (isGiven(discoveryURL)) {
    if (isGiven(url) && withoutSlashes(url) === withoutSlashes(discoveryURL)) {
      causes.invalid(`${at}.discoveryURL`, discoveryURL, "discoveryURL must be different from URL");
    }
    checkUrl(discoveryURL, `${at}.discoveryURL`, { causes, disallowedIssuers: [] });
  }
  checkAudiences(issuer, at, causes);
  const fault = isGiven(certificateAuthority) ? authorityFault(certificateAuthority) : undefined;
  if (fault !== undefined) causes.invalid(`${at}.certificateAuthority`, "<omitted>", fault);
  checkEgress(issuer, `${at}.egressSelectorType`, causes);
}

function isGiven(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text !== "";
}

function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end--;
  return url.slice(0, end);
}

function checkUrl(
  url: string,
  at: string,
  { causes, disallowedIssuers }: Pick<IssuerChecks, "causes" | "disallowedIssuers">,
): void {
  if (disallowedIssuers.includes(url)) {
    const sorted = [...new Set(disallowedIssuers)].sort().join(" ");
    causes.invalid(at, url, `URL must not overlap with disallowed issuers: [${sorted}]`);
  }
  const parsed = parseUrl(url);
  if ("fault" in parsed) {
    causes.invalid(at, url, parsed.fault);
    return;
  }
  if (parsed.scheme !== "https") causes.invalid(at, url, "URL scheme must be https");
  if (parsed.user !== undefined) causes.invalid(at, url, "URL must not contain a username or password");
  if (parsed.query !== "") causes.invalid(at, url, "URL must not contain a query");
  if (parsed.fragment !== "") causes.invalid(at, url, "URL must not contain a fragment");
}

function checkAudiences({ audiences, audienceMatchPolicy }: SentIssuer, at: string, causes: Causes): void {
  const all = audiences ?? [];
  if (all.length === 0) {
    causes.required(`${at}.audiences`, `at least one ${at}.audiences is required`);
    return;
  }
  const seen = new Set<string>();
  for (const [index, audience] of all.entries()) {
    if (audience === "") causes.required(`${at}.audiences[${index}]`);
    if (seen.has(audience)) causes.duplicate(`${at}.audiences[${index}]`, audience);
    seen.add(audience);
  }
  const policy = audienceMatchPolicy ?? "";
  if (policy === "MatchAny" || (policy === "" && all.length === 1)) return;
  const reason =
    all.length > 1
      ? "audienceMatchPolicy must be MatchAny for multiple audiences"
      : "audienceMatchPolicy must be empty or MatchAny for single audience";
  causes.invalid(`${at}.audienceMatchPolicy`, policy, reason);
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

function authorityFault(pem: string): string | undefined {
  const blocks = pem.match(certificateBlock) ?? [];
  if (blocks.length === 0) return "data does not contain any valid RSA or ECDSA certificates";
  try {
    for (const block of blocks) new X509Certificate(block);
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
}

/** Upstream connects through a proxy. */
function checkEgress({ egressSelectorType }: SentIssuer, at: string, causes: Causes): void {
  if (!isGiven(egressSelectorType)) return;
  const isKnown = egressSelectorType === "controlplane" || egressSelectorType === "cluster";
  const reason = isKnown
    ? "egress selectors are not supported: issuers are contacted directly, not through a proxy"
    : "egress selector must be either controlplane or cluster";
  causes.invalid(at, egressSelectorType, reason);
}
