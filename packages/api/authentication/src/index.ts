// The port: who makes a request.

export {
  type Authenticate,
  type Authentication,
  type Authenticator,
  authenticatorOf,
  type ClientCertificate,
  type CredentialHeaders,
  type Credentials,
  defaultAudience,
  type TokenAudiences,
  type TokenAuthenticator,
} from "./port/authenticator.js";
export { anonymousName, anonymousUser, authenticatedGroup, unauthenticatedGroup } from "./port/groups.js";

// Requests: certificates, bearer tokens.

export { bearerTokens } from "./request/bearer-tokens.js";
export type { FrontProxyOptions } from "./request/front-proxy.js";
export { type AuthenticatorOptions, createAuthenticator } from "./request/request-authenticator.js";
export { bearerProtocolPrefix } from "./request/web-socket-token.js";

// Tokens that are known from the start.

export { staticTokens } from "./tokens/static-tokens.js";
export { readTokenFile, type TokenFile } from "./tokens/token-file.js";

// Tokens by which nodes join a cluster.

export { type BootstrapTokensOptions, bootstrapTokens } from "./tokens/bootstrap-tokens.js";

// Tokens of ServiceAccounts.

export {
  type Algorithm,
  privateKeyOf,
  publicKeysOf,
  type SigningKey,
  signingKey,
  type VerificationKey,
} from "./jwt/keys.js";
export {
  issueSecretToken,
  issueToken,
  type SecretTokenContent,
  type TokenContent,
} from "./service-accounts/issue-token.js";
export {
  type ServiceAccountName,
  serviceAccountGroups,
  serviceAccountUser,
  splitServiceAccountUser,
} from "./service-accounts/names.js";
export { type ServiceAccountTokensOptions, serviceAccountTokens } from "./service-accounts/token-authenticator.js";
export { createTokenIssuer, type TokenIssuerOptions } from "./service-accounts/token-issuer.js";

// JWTs of other issuers.

export type { ClaimMappings, Evaluate, PrefixedClaim } from "./issuers/claim-mappings.js";
export type { Document, DocumentClient } from "./issuers/get-document.js";
export type { Claims } from "./issuers/go-claims.js";
export {
  type IssuerAuthentication,
  type IssuerTokens,
  type IssuerTokensOptions,
  issuerTokens,
} from "./issuers/issuer-tokens.js";
export type { TokenIssuerConfiguration } from "./issuers/token-issuer.js";
export { type SignatureAlgorithm, signatureAlgorithms } from "./jwt/signatures.js";

// Tokens that a webhook knows.

export type { TokenReviewVersion } from "./webhook/token-review.js";
export { type WebhookTokensOptions, webhookTokens } from "./webhook/webhook-tokens.js";

// OpenID discovery.

export { issuerFault, keySetPath, openIdConfigurationPath } from "./discovery/issuer.js";
export { keySet, type OpenIdDocument, type OpenIdOptions, openIdConfiguration } from "./discovery/openid-documents.js";
