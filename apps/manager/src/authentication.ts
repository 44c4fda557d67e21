import { X509Certificate } from "node:crypto";
import type { ExtraRoute } from "@engenho/apiserver";
import {
  type Authenticator,
  bootstrapTokens,
  createAuthenticator,
  createTokenIssuer,
  type FrontProxyOptions,
  issuerFault,
  issueSecretToken,
  keySet,
  keySetPath,
  openIdConfiguration,
  openIdConfigurationPath,
  privateKeyOf,
  publicKeysOf,
  readTokenFile,
  type SecretTokenContent,
  type SigningKey,
  serviceAccountTokens,
  signingKey,
  staticTokens,
  type TokenAuthenticator,
  type VerificationKey,
} from "@engenho/authentication";
import type { Clock, Logger, Store, TokenIssuer, User } from "@engenho/core";
import { createClientCertificate } from "./certificates/client-certificate.js";
import type { ConfiguredAuthentication } from "./configuration/configured-authentication.js";
import { type Credentials, once } from "./credentials/credentials.js";
import type { AdministratorAccess } from "./kubeconfig.js";
import type { ManagerOptions } from "./manager-options.js";
import type { Measure } from "./metrics/measure.js";
import { readFlagFile } from "./read-flag-file.js";
import { UsageError } from "./usage-error.js";

/** The authentication of a manager's clients, and the credentials that it issues. */
export interface ManagerAuthentication {
  readonly authenticator: Authenticator;
  readonly tokenIssuer: TokenIssuer;
  /** See `ApiServerOptions.anonymousAuth`. */
  readonly anonymousAuth: boolean | readonly string[] | undefined;
  /** Signs the token of a Secret. */
  readonly issueServiceAccountToken: (content: SecretTokenContent) => string;
  /** Reads the authorities of client certificates, in PEM; undefined if client certificates are not requested. */
  readonly clientAuthority: () => Promise<string | undefined>;
  /** Those of them that sign certificates of users, and not of front proxies. */
  readonly userAuthority: () => Promise<string | undefined>;
  /** The administrator's bearer token. */
  readonly token: string;
  /** The administrator's credentials for the kubeconfig. */
  readonly access: AdministratorAccess;
  /** The OpenID discovery documents, by path. */
  readonly routes: Readonly<Record<string, ExtraRoute>>;
  /** The metrics of JWT authenticators. */
  readonly measures: readonly Measure[];
  /** Starts the discovery of issuers in the background, and watches the configuration file. */
  start(): void;
  /** Stops the background work. */
  stop(): void;
}

/** The dependencies of authentication. */
export interface AuthenticationContext {
  /** The store with the ServiceAccounts, once it is open. */
  readonly store: () => Store;
  /** The generated credentials. */
  readonly credentials: Credentials;
  /** The authority of client certificates that this program signs, in PEM. */
  readonly trustedAuthority: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The URL of the server, once it listens. */
  readonly address: () => string;
}

const administratorGroup = "system:masters";
const administrator: User = { name: "engenho-admin", groups: [administratorGroup] };

/**
 * Reads the files that the options name. Keys are generated, and the code of ServiceAccount tokens is loaded, when the first token
 * is issued or verified. Throws UsageError for a file that cannot be used.
 */
export async function managerAuthentication(
  options: ManagerOptions,
  { store, credentials, trustedAuthority, clock, logger, address }: AuthenticationContext,
): Promise<ManagerAuthentication> {
  const { serviceAccountIssuer: issuers, kubeconfigAuth } = options;
  const [issuer = ""] = issuers;
  const audiences = options.apiAudiences.length === 0 ? issuers : options.apiAudiences;
  const token = credentials.administratorToken;
  const users = new Map([...(await tokenFileUsers(options, logger)), [token, administrator]]);
  const { signing, verification } = await serviceAccountKeys(options, credentials);
  const client =
    kubeconfigAuth === "certificate"
      ? createClientCertificate(
          credentials.authority(),
          { name: administrator.name, group: administratorGroup },
          clock.now(),
        )
      : undefined;
  const own = trustedAuthority ?? client?.caCertificate;
  const proxies = await frontProxyOf(options);
  let userAuthorities: ReadonlySet<string> = new Set();
  const authoritiesOfUsers = async () =>
    [await clientAuthorities(options), own].filter((authority) => authority !== undefined);
  const clientAuthority = async () => {
    const authorities = await authoritiesOfUsers();
    // With front proxies, the certificate of a connection may belong to a proxy.
    if (proxies !== undefined) userAuthorities = new Set(authorities.flatMap(fingerprintsOf));
    const trusted = proxies === undefined ? authorities : [...authorities, proxies.pem];
    return joined(trusted);
  };
  const others = await configuredAuthenticationOf(options, { audiences, clock, logger });
  const tokens = [
    staticTokens(users, { audiences }),
    onFirstUse(() => serviceAccountTokens({ store: store(), clock, logger, keys: verification(), issuers, audiences })),
    ...(options.enableBootstrapTokenAuth
      ? [onFirstUse(() => bootstrapTokens({ store: store(), audiences, clock }))]
      : []),
    // After the program's own tokens, so that no webhook is called for these.
    ...(others?.tokens ?? []),
  ];
  const max = options.serviceAccountMaxTokenExpiration;
  return {
    authenticator: createAuthenticator({
      tokens,
      audiences,
      clock,
      frontProxy: proxies?.options,
      clientAuthorities: proxies === undefined ? undefined : () => userAuthorities,
    }),
    tokenIssuer: createTokenIssuer({
      issuer,
      key: signing,
      audiences,
      extendExpiration: options.serviceAccountExtendTokenExpiration,
      maxExpirationSeconds: max === 0 ? undefined : Math.floor(max / 1000),
    }),
    anonymousAuth: anonymousAuth(options, others?.anonymous, logger),
    issueServiceAccountToken: (content) => issueSecretToken(content, signing()),
    clientAuthority,
    userAuthority: async () => joined(await authoritiesOfUsers()),
    token,
    access: client ?? { token },
    routes: discoveryRoutes(issuer, {
      logger,
      keys: verification,
      keySetUri: () => options.serviceAccountJwksUri ?? `${address()}${keySetPath}`,
    }),
    measures: others?.measures ?? [],
    start: () => others?.start(),
    stop: () => others?.stop(),
  };
}

/** Certificates in PEM as one text; undefined for none. */
function joined(authorities: readonly string[]): string | undefined {
  return authorities.length === 0 ? undefined : authorities.join("\n");
}

/** JWT authenticators, the token webhook and anonymous requests, as configured; undefined without loading their code if nothing is. */
async function configuredAuthenticationOf(
  options: ManagerOptions,
  context: { readonly audiences: readonly string[]; readonly clock: Clock; readonly logger: Logger },
): Promise<ConfiguredAuthentication | undefined> {
  const { authenticationConfig, oidcIssuerUrl, authenticationTokenWebhookConfigFile } = options;
  const files = [authenticationConfig, oidcIssuerUrl, authenticationTokenWebhookConfigFile];
  if (files.every((file) => file === undefined)) return undefined;
  const { configuredAuthentication } = await import("./configuration/configured-authentication.js");
  return configuredAuthentication(options, context);
}

/** Without authorization, anonymous users may do no more than by default (upstream: ApplyAuthorization). */
function anonymousAuth(
  { anonymousAuth: wanted, authorizationMode }: ManagerOptions,
  configured: ConfiguredAuthentication["anonymous"],
  logger: Logger,
): boolean | readonly string[] | undefined {
  if (configured !== undefined && wanted !== undefined) {
    const reason =
      "--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file";
    throw new UsageError(reason, 1);
  }
  if (configured !== undefined) return configured;
  if (wanted !== true || !authorizationMode.includes("AlwaysAllow")) return wanted;
  logger.warn({}, "--anonymous-auth is not allowed with the AlwaysAllow authorizer, and ignored");
  return undefined;
}

function discoveryRoutes(
  issuer: string,
  {
    logger,
    keys,
    keySetUri,
  }: { readonly logger: Logger; readonly keys: () => readonly VerificationKey[]; readonly keySetUri: () => string },
): Readonly<Record<string, ExtraRoute>> {
  const fault = issuerFault(issuer);
  if (fault !== undefined) {
    logger.info({ fault }, "the discovery documents of ServiceAccount tokens are not served");
    return {};
  }
  return {
    [openIdConfigurationPath]: () => openIdConfiguration({ issuer, keySetUri: keySetUri(), keys: keys() }),
    [keySetPath]: () => keySet(keys()),
  };
}

/** An authenticator that is created by the first token. */
function onFirstUse(create: () => TokenAuthenticator): TokenAuthenticator {
  const created = once(create);
  return { authenticateToken: (token, request) => created().authenticateToken(token, request) };
}

interface ServiceAccountKeys {
  readonly signing: () => SigningKey;
  readonly verification: () => readonly VerificationKey[];
}

/**
 * The keys that verify tokens: a generated signing key always does; one from a file does if it is among the key files,
 * or there are no key files.
 */
async function serviceAccountKeys(options: ManagerOptions, credentials: Credentials): Promise<ServiceAccountKeys> {
  const { serviceAccountSigningKeyFile: signingFile, serviceAccountKeyFile: keyFiles } = options;
  const given =
    signingFile === undefined
      ? undefined
      : await readFlagFile("--service-account-signing-key-file", signingFile, privateKeyOf);
  const signing = given === undefined ? once(() => signingKey(credentials.serviceAccountKey())) : () => given;
  const keys: VerificationKey[] = [];
  for (const file of keyFiles) keys.push(...(await readFlagFile("--service-account-key-file", file, publicKeysOf)));
  const isVerifying = given === undefined || keys.length === 0;
  return { signing, verification: once(() => (isVerifying ? [signing(), ...keys] : keys)) };
}

async function tokenFileUsers(
  { tokenAuthFile: path }: ManagerOptions,
  logger: Logger,
): Promise<ReadonlyMap<string, User>> {
  if (path === undefined) return new Map();
  return readFlagFile("--token-auth-file", path, (text) => readTokenFile({ path, text, logger }));
}

async function clientAuthorities({ clientCaFile }: ManagerOptions): Promise<string | undefined> {
  return clientCaFile === undefined ? undefined : readFlagFile("--client-ca-file", clientCaFile, withCertificates);
}

function withCertificates(pem: string): string {
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) throw new Error("data does not contain any valid certificates");
  return pem;
}

/** The configuration of front proxies, with their authorities in PEM; undefined if there are none. */
async function frontProxyOf(
  options: ManagerOptions,
): Promise<{ readonly pem: string; readonly options: FrontProxyOptions } | undefined> {
  const { requestheaderClientCaFile: file } = options;
  if (file === undefined) return undefined;
  const flag = "--requestheader-client-ca-file";
  const pem = await readFlagFile(flag, file, withCertificates);
  return {
    pem,
    options: {
      authorities: new Set(await readFlagFile(flag, file, fingerprintsOf)),
      allowedNames: options.requestheaderAllowedNames,
      usernameHeaders: options.requestheaderUsernameHeaders,
      uidHeaders: options.requestheaderUidHeaders,
      groupHeaders: options.requestheaderGroupHeaders,
      extraHeaderPrefixes: options.requestheaderExtraHeadersPrefix,
    },
  };
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The SHA-256 hashes of the certificates of a PEM text. Throws Error for one that is malformed. */
function fingerprintsOf(pem: string): readonly string[] {
  const blocks = pem.match(certificateBlock) ?? [];
  return blocks.map((block) => new X509Certificate(block).fingerprint256.replaceAll(":", "").toLowerCase());
}
