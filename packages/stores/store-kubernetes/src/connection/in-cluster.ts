import { readFile } from "node:fs/promises";
import type { Clock } from "@engenho/core";
import { type ClusterAccess, serverUrl } from "./cluster-access.js";
import { tokenFileCredentials } from "./token-file.js";

/** The API server and the ServiceAccount of a Pod. */
export interface InClusterOptions {
  /** The API server. Default `kubernetes.default.svc`, the name that every cluster with DNS has for it. */
  readonly host?: string | undefined;
  /** Default 443. */
  readonly port?: number | string | undefined;
  /** The folder with `ca.crt` and `token`. Default: where kubelets mount it. */
  readonly directory?: string | undefined;
}

/** Where kubelets mount the ServiceAccount of a Pod. */
const serviceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Connects as the ServiceAccount of the Pod that this process runs in (client-go's rest.InClusterConfig). Rejects with Error. */
export async function inClusterAccess(options: InClusterOptions, clock: Clock): Promise<ClusterAccess> {
  const { host = "kubernetes.default.svc", port = 443, directory = serviceAccountDirectory } = options;
  const credentials = tokenFileCredentials(`${directory}/token`, clock);
  try {
    await credentials.current();
    const ca = await readFile(`${directory}/ca.crt`, "utf8");
    return { server: serverUrl(`https://${host.includes(":") ? `[${host}]` : host}:${port}`), ca, credentials };
  } catch (error) {
    throw new Error(`not in a Pod with a ServiceAccount: ${(error as Error).message}`, { cause: error });
  }
}
