import { resolve } from "node:path";
import type { Clock } from "@engenho/core";
import { bearer, type CredentialSource, type Credentials, fixedCredentials } from "./credentials.js";
import type { KubeconfigCluster, KubeconfigUser } from "./kubeconfig.js";
import { dataOrFile } from "./load-kubeconfig.js";
import { tokenFileCredentials } from "./token-file.js";

/** The context of a user of a kubeconfig. */
export interface UserContext {
  /** The folder that the user's files are relative to. */
  readonly directory: string;
  /** The cluster, with its certificate authorities in PEM. */
  readonly cluster: KubeconfigCluster & { readonly server: string; readonly ca: string | undefined };
  readonly clock: Clock;
}

/**
 * The credentials of a user, in clientcmd's order of precedence: a token file, a token, a name and password, a command,
 * an auth provider; in addition a certificate. Rejects with Error.
 */
export async function userCredentials(user: KubeconfigUser, context: UserContext): Promise<CredentialSource> {
  const { directory, clock } = context;
  const certificate = await dataOrFile(user["client-certificate-data"], user["client-certificate"], directory);
  const privateKey = await dataOrFile(user["client-key-data"], user["client-key"], directory);
  if ((certificate === undefined) !== (privateKey === undefined)) {
    throw new Error("a client certificate and its key belong together");
  }
  const impersonation = impersonationOf(user);
  const base: Credentials = { headers: impersonation, certificate, privateKey };
  const withBase = (source: CredentialSource) =>
    Object.keys(impersonation).length > 0 ? merged(source, base) : source;
  if (user.tokenFile !== undefined && user.tokenFile !== "") {
    return withBase(tokenFileCredentials(resolve(directory, user.tokenFile), clock, { certificate, privateKey }));
  }
  if (user.token !== undefined && user.token !== "") {
    return fixedCredentials({ ...base, headers: { ...bearer(user.token), ...impersonation } });
  }
  if (user.username !== undefined && user.username !== "") {
    const basic = Buffer.from(`${user.username}:${user.password ?? ""}`).toString("base64");
    return fixedCredentials({ ...base, headers: { authorization: `Basic ${basic}`, ...impersonation } });
  }
  if (user.exec !== undefined && user.exec !== null) {
    const { execCredentials } = await import("./exec-credential.js");
    return withBase(execCredentials(user.exec, { ...context, base: { certificate, privateKey } }));
  }
  const provider = user["auth-provider"];
  if (provider !== undefined && provider !== null) {
    if (provider.name !== "oidc") {
      throw new Error(`the auth-provider "${provider.name}" was removed from Kubernetes' clients: use exec`);
    }
    const { oidcCredentials } = await import("./oidc-token.js");
    return withBase(oidcCredentials(provider.config ?? {}, { directory, clock }));
  }
  return fixedCredentials(base);
}

/** The impersonation headers of the user. */
function impersonationOf(user: KubeconfigUser): Credentials["headers"] {
  const groups = user["as-groups"] ?? [];
  return {
    ...(user.as === undefined || user.as === "" ? {} : { "impersonate-user": user.as }),
    ...(user["as-uid"] === undefined || user["as-uid"] === "" ? {} : { "impersonate-uid": user["as-uid"] }),
    ...(groups.length === 0 ? {} : { "impersonate-group": [...groups] }),
  };
}

function merged(source: CredentialSource, base: Credentials): CredentialSource {
  const origins = new WeakMap<Credentials, Credentials>();
  return {
    async current() {
      const origin = await source.current();
      const own = { ...base, ...origin, headers: { ...origin.headers, ...base.headers } };
      origins.set(own, origin);
      return own;
    },
    refresh: (refused) => source.refresh(origins.get(refused) ?? refused),
  };
}
