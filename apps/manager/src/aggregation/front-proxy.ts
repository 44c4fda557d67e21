import { type ConfigMap, configMaps, findObject, type Store } from "@engenho/core";
import { createAuthority } from "../certificates/authority.js";
import { createClientCertificate } from "../certificates/client-certificate.js";
import type { ManagerOptions } from "../manager-options.js";
import { readFlagText } from "../read-flag-file.js";

/** The credentials with which the server authenticates to remote services as a front proxy. */
export interface FrontProxy {
  readonly cert: string;
  readonly key: string;
  /**
   * The authority that has signed the certificate, in PEM; undefined for a certificate from a file, where it is not
   * known.
   */
  readonly authority: string | undefined;
}

const proxyName = "front-proxy-client";

type ProxyFlags = Pick<ManagerOptions, "proxyClientCertFile" | "proxyClientKeyFile"> & RequestHeaderFlags;

type RequestHeaderFlags = Pick<
  ManagerOptions,
  | "requestheaderClientCaFile"
  | "requestheaderAllowedNames"
  | "requestheaderUsernameHeaders"
  | "requestheaderUidHeaders"
  | "requestheaderGroupHeaders"
  | "requestheaderExtraHeadersPrefix"
>;

/**
 * The certificate of the flags, or a generated one of an authority that signs nothing else. Throws UsageError, with the
 * flag, for files that cannot be read.
 */
export async function frontProxyOf(
  { proxyClientCertFile, proxyClientKeyFile, requestheaderClientCaFile }: ProxyFlags,
  nowMs: number,
): Promise<FrontProxy> {
  const authorities =
    requestheaderClientCaFile === undefined
      ? ""
      : await readFlagText("--requestheader-client-ca-file", requestheaderClientCaFile);
  if (proxyClientCertFile === undefined || proxyClientKeyFile === undefined) {
    const { certificate, privateKey, caCertificate } = createClientCertificate(
      createAuthority(nowMs),
      { name: proxyName, group: "" },
      nowMs,
    );
    return { cert: certificate, key: privateKey, authority: `${caCertificate}${authorities}` };
  }
  const cert = await readFlagText("--proxy-client-cert-file", proxyClientCertFile);
  const key = await readFlagText("--proxy-client-key-file", proxyClientKeyFile);
  return { cert, key, authority: authorities || undefined };
}

/** The values of the flags together with this server's own. */
function joined(flags: readonly string[], own: string): string {
  return JSON.stringify([...new Set([...flags, own])]);
}

const place = { namespace: "kube-system", name: "extension-apiserver-authentication" };

/**
 * Publishes how remote services authenticate this server's requests in the ConfigMap that they read (upstream:
 * pkg/controlplane/controller/clusterauthenticationtrust). `clientAuthority` are the authorities of client
 * certificates, in PEM.
 */
export async function publishAuthentication(
  store: Store,
  authentication: {
    readonly frontProxy: FrontProxy;
    readonly clientAuthority: string | undefined;
    readonly flags: ProxyFlags;
  },
): Promise<void> {
  const { clientAuthority, flags } = authentication;
  const { authority } = authentication.frontProxy;
  const data = {
    ...(clientAuthority === undefined ? {} : { "client-ca-file": clientAuthority }),
    ...(authority === undefined ? {} : requestHeaders(authority, flags)),
  };
  const current = await findObject<ConfigMap>(store, configMaps, place);
  if (current === undefined) {
    await store.create<ConfigMap>({ apiVersion: "v1", kind: "ConfigMap", metadata: place, data } as ConfigMap);
  } else await store.update<ConfigMap>({ ...current, data: { ...current.data, ...data } });
}

function requestHeaders(authority: string, flags: ProxyFlags): Record<string, string> {
  const { requestheaderAllowedNames: names, requestheaderClientCaFile: file } = flags;
  const isGenerated = flags.proxyClientCertFile === undefined;
  // An empty list allows any name (upstream), which the flags may intend.
  const allowed = names.length === 0 && file !== undefined ? "[]" : joined(names, proxyName);
  return {
    "requestheader-allowed-names": isGenerated ? allowed : JSON.stringify(names),
    "requestheader-client-ca-file": authority,
    "requestheader-extra-headers-prefix": joined(flags.requestheaderExtraHeadersPrefix, "X-Remote-Extra-"),
    "requestheader-group-headers": joined(flags.requestheaderGroupHeaders, "X-Remote-Group"),
    "requestheader-uid-headers": joined(flags.requestheaderUidHeaders, "X-Remote-Uid"),
    "requestheader-username-headers": joined(flags.requestheaderUsernameHeaders, "X-Remote-User"),
  };
}
