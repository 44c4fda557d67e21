import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Clock, errorMessage } from "@engenho/core";
import { type ClusterAccess, serverUrl } from "./cluster-access.js";
import type { Kubeconfig, KubeconfigCluster } from "./kubeconfig.js";
import { selectContext } from "./kubeconfig.js";
import { proxyUrl } from "./proxy-settings.js";
import { userCredentials } from "./user-credentials.js";

/** How a kubeconfig is read. */
export interface LoadOptions {
  /** The context to use. Default: the current one of the kubeconfig. */
  readonly context?: string | undefined;
  readonly clock: Clock;
}

/** Reads a kubeconfig file, in YAML or JSON. Rejects with Error whose message begins with the file's name. */
export async function loadKubeconfigFile(file: string, options: LoadOptions): Promise<ClusterAccess> {
  try {
    const config = await parseKubeconfig(await readFile(file, "utf8"));
    return await accessOf(config, dirname(resolve(file)), options);
  } catch (error) {
    throw new Error(`the kubeconfig ${file}: ${errorMessage(error)}`, { cause: error });
  }
}

/**
 * Loads a kubeconfig given as an object; files that it names are relative to the working directory. Rejects with Error.
 */
export async function loadKubeconfig(config: Kubeconfig, options: LoadOptions): Promise<ClusterAccess> {
  try {
    return await accessOf(config, ".", options);
  } catch (error) {
    throw new Error(`the kubeconfig: ${errorMessage(error)}`, { cause: error });
  }
}

async function parseKubeconfig(text: string): Promise<Kubeconfig> {
  const config = await parseJsonOrYaml(text);
  if (typeof config === "object" && config !== null && !Array.isArray(config)) return config as Kubeconfig;
  throw new Error("it is not an object");
}

/** For JSON the YAML parser is not loaded. Throws Error with the first line of its message: the others quote the text with its credentials. */
async function parseJsonOrYaml(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { load } = await import("js-yaml");
    try {
      return load(text);
    } catch (error) {
      throw new Error(`it is not YAML: ${errorMessage(error).split("\n")[0]}`, { cause: error });
    }
  }
}

async function accessOf(config: Kubeconfig, directory: string, options: LoadOptions): Promise<ClusterAccess> {
  const { cluster, user } = selectContext(config, options.context);
  const { "proxy-url": proxy, "tls-server-name": serverName, "insecure-skip-tls-verify": insecure } = cluster;
  const ca = await certificateAuthority(cluster, directory);
  const server = serverUrl(cluster.server);
  const credentials = await userCredentials(user, { directory, cluster: { ...cluster, ca }, clock: options.clock });
  return {
    server,
    credentials,
    ...(ca === undefined ? {} : { ca }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(insecure === undefined ? {} : { insecure }),
    ...(proxy === undefined || proxy === "" ? {} : { proxy: proxyUrl(proxy) }),
  };
}

async function certificateAuthority(cluster: KubeconfigCluster, directory: string): Promise<string | undefined> {
  return dataOrFile(cluster["certificate-authority-data"], cluster["certificate-authority"], directory);
}

/** The content of a field that may be given in base64 or as a file; the former has precedence. */
export async function dataOrFile(
  data: string | undefined,
  file: string | undefined,
  directory: string,
): Promise<string | undefined> {
  if (data !== undefined && data !== "") return Buffer.from(data, "base64").toString("utf8");
  if (file === undefined || file === "") return undefined;
  return readFile(resolve(directory, file), "utf8");
}
