import { readFile } from "node:fs/promises";
import { type ConfigMap, configMaps, errorMessage, findObject, type Store } from "@engenho/core";
import { createAuthority } from "../certificates/authority.js";
import { createClientCertificate } from "../certificates/client-certificate.js";
import type { ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";

/** By what the server shows remote services that it is a front proxy. */
export interface FrontProxy {
  readonly cert: string;
  readonly key: string;
  /** Who has signed the certificate, in PEM; undefined where the files of flags do not say it. */
  readonly authority: string | undefined;
}

const proxyName = "front-proxy-client";

/** The certificate of the flags, or a new one by an authority that signs no other. Throws UsageError for files that cannot be read. */
export async function frontProxyOf(
  { proxyClientCertFile, proxyClientKeyFile }: Pick<ManagerOptions, "proxyClientCertFile" | "proxyClientKeyFile">,
  nowMs: number,
): Promise<FrontProxy> {
  if (proxyClientCertFile === undefined || proxyClientKeyFile === undefined) {
    const { certificate, privateKey, caCertificate } = createClientCertificate(
      createAuthority(nowMs),
      { name: proxyName, group: "" },
      nowMs,
    );
    return { cert: certificate, key: privateKey, authority: caCertificate };
  }
  try {
    const [cert, key] = await Promise.all([
      readFile(proxyClientCertFile, "utf8"),
      readFile(proxyClientKeyFile, "utf8"),
    ]);
    return { cert, key, authority: undefined };
  } catch (error) {
    throw new UsageError(`cannot read the client certificate of the front proxy: ${errorMessage(error)}`, 1);
  }
}

const place = { namespace: "kube-system", name: "extension-apiserver-authentication" };

/**
 * Writes how remote services know who asks into the ConfigMap that they read (upstream: pkg/controlplane/controller/clusterauthenticationtrust).
 * `clientAuthority` are the authorities of client certificates, in PEM.
 */
export async function publishAuthentication(
  store: Store,
  { frontProxy, clientAuthority }: { readonly frontProxy: FrontProxy; readonly clientAuthority: string | undefined },
): Promise<void> {
  const { authority } = frontProxy;
  const data = {
    ...(clientAuthority === undefined ? {} : { "client-ca-file": clientAuthority }),
    ...(authority === undefined ? {} : requestHeaders(authority)),
  };
  const current = await findObject<ConfigMap>(store, configMaps, place);
  if (current === undefined) {
    await store.create<ConfigMap>({ apiVersion: "v1", kind: "ConfigMap", metadata: place, data } as ConfigMap);
  } else await store.update<ConfigMap>({ ...current, data: { ...current.data, ...data } });
}

function requestHeaders(authority: string): Record<string, string> {
  return {
    "requestheader-allowed-names": JSON.stringify([proxyName]),
    "requestheader-client-ca-file": authority,
    "requestheader-extra-headers-prefix": '["X-Remote-Extra-"]',
    "requestheader-group-headers": '["X-Remote-Group"]',
    "requestheader-uid-headers": '["X-Remote-Uid"]',
    "requestheader-username-headers": '["X-Remote-User"]',
  };
}
