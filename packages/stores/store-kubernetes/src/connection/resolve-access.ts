import type { Clock } from "@engenho/core";
import { type ClientNodeKubeConfig, clientNodeAccess, isClientNodeKubeConfig } from "./client-node.js";
import { type ClusterAccess, serverUrl } from "./cluster-access.js";
import { bearer, fixedCredentials } from "./credentials.js";
import { type InClusterOptions, inClusterAccess } from "./in-cluster.js";
import type { Kubeconfig } from "./kubeconfig.js";
import { loadKubeconfig, loadKubeconfigFile } from "./load-kubeconfig.js";
import { proxyOfEnvironment } from "./proxy-settings.js";

/** The cluster and the credentials: exactly one of `kubeconfig`, `inCluster` and `server`. */
export interface ConnectionOptions {
  /** The path of a kubeconfig, its content as an object, or a KubeConfig of @kubernetes/client-node. */
  readonly kubeconfig?: string | Kubeconfig | ClientNodeKubeConfig | undefined;
  /** The context of the kubeconfig. Default: its current one. */
  readonly context?: string | undefined;
  /** Connects as the ServiceAccount of the Pod that the process runs in. */
  readonly inCluster?: boolean | InClusterOptions | undefined;
  /** The URL of the server, such as `https://127.0.0.1:6443`. */
  readonly server?: string | undefined;
  /** With `server`: the certificate authorities of its certificate, in PEM. Default: Node's. */
  readonly ca?: string | undefined;
  /** With `server`: a bearer token. */
  readonly token?: string | undefined;
  /** With `server`: a client certificate, in PEM. */
  readonly cert?: string | undefined;
  /** With `server`: the private key of `cert`, in PEM. */
  readonly key?: string | undefined;
}

/** Resolves the options to a cluster, and the proxy to it. Rejects with an Error or TypeError that says what is wrong. */
export async function resolveAccess(options: ConnectionOptions, clock: Clock): Promise<ClusterAccess> {
  const access = await findCluster(options, clock);
  if (access.proxy !== undefined) return access;
  const proxy = proxyOfEnvironment(access.server);
  return proxy === undefined ? access : { ...access, proxy };
}

async function findCluster(options: ConnectionOptions, clock: Clock): Promise<ClusterAccess> {
  const { kubeconfig, context, inCluster = false, server, ca, token, cert, key } = options;
  const ways = [kubeconfig !== undefined, inCluster !== false, server !== undefined].filter(Boolean).length;
  if (ways !== 1) {
    throw new TypeError("createKubernetesStore: exactly one of kubeconfig, inCluster and server is needed");
  }
  if (typeof kubeconfig === "string") return loadKubeconfigFile(kubeconfig, { context, clock });
  if (kubeconfig !== undefined) {
    if (isClientNodeKubeConfig(kubeconfig)) return clientNodeAccess(kubeconfig, () => clock.monotonicNow());
    return loadKubeconfig(kubeconfig, { context, clock });
  }
  if (inCluster !== false) return inClusterAccess(inCluster === true ? {} : inCluster, clock);
  if ((cert === undefined) !== (key === undefined)) {
    throw new TypeError("createKubernetesStore: cert and key belong together");
  }
  return {
    server: serverUrl(server as string),
    ...(ca === undefined ? {} : { ca }),
    credentials: fixedCredentials({
      headers: token === undefined ? {} : bearer(token),
      certificate: cert,
      privateKey: key,
    }),
  };
}
