import { dirname, resolve } from "node:path";
import type { Clock } from "@engenho/core";
import type { WebhookCredentials } from "@engenho/registry";
import { createReviewClient, type PostedReviews } from "@engenho/webhooks";
import { readText } from "../read-flag-file.js";
import { UsageError } from "../usage-error.js";
import { readSource, type Source } from "./read-configuration.js";
import { faultsOf, type Shape } from "./shape.js";

interface Cluster {
  readonly server?: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
}

interface KubeconfigUser {
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
}

/** A kubeconfig that describes a webhook: the cluster is the webhook, the user is this server. */
interface Kubeconfig {
  readonly "current-context"?: string;
  readonly clusters?: readonly { readonly name?: string; readonly cluster?: Cluster }[];
  readonly users?: readonly { readonly name?: string; readonly user?: KubeconfigUser }[];
  readonly contexts?: readonly {
    readonly name?: string;
    readonly context?: { readonly cluster?: string; readonly user?: string };
  }[];
}

/** Fields that are not listed here are rejected below. */
const parts = {
  listOf: { fields: { name: "text", cluster: "anything", user: "anything", context: "anything" } },
} as const satisfies Shape;
const shape: Shape = {
  fields: {
    apiVersion: "text",
    kind: "text",
    preferences: "anything",
    extensions: "anything",
    "current-context": "text",
    clusters: parts,
    users: parts,
    contexts: parts,
  },
};

/** A kubeconfig that was read. */
interface ReadKubeconfig extends Source {
  readonly config: Kubeconfig;
  readonly folder: string;
}

async function readKubeconfig(file: string, flag: string): Promise<ReadKubeconfig> {
  const source = await readSource(file, flag);
  const faults = faultsOf(source.value, shape);
  if (faults.length > 0) throw new UsageError(`${source.name}: ${faults.join(", ")}`, 1);
  return { ...source, config: (source.value ?? {}) as Kubeconfig, folder: dirname(file) };
}

/** Options of {@link openReviewClient}. */
export interface ReviewClientOptions {
  /** The flag or field that names the file, for messages. */
  readonly flag: string;
  readonly clock: Clock;
  /** How long a call may take, in milliseconds. Default 30 000. */
  readonly timeoutMs?: number | undefined;
}

/** A client of the webhook that a kubeconfig describes. Throws UsageError for a file that cannot be used. */
export async function openReviewClient(
  file: string,
  { flag, clock, timeoutMs }: ReviewClientOptions,
): Promise<PostedReviews> {
  const read = await readKubeconfig(file, flag);
  const { clusters = [], users = [], contexts = [], "current-context": current } = read.config;
  const context = contexts.find(({ name }) => name === current)?.context;
  const cluster = clusters.find(({ name }) => name === context?.cluster)?.cluster;
  if (cluster === undefined) throw new UsageError(`${read.name}: the current-context leads to no cluster`, 1);
  const user = users.find(({ name }) => name === context?.user)?.user;
  const connection = {
    url: urlOf(cluster.server ?? "", read.name),
    ca: await contentOf(read, cluster["certificate-authority-data"], cluster["certificate-authority"]),
    insecure: cluster["insecure-skip-tls-verify"],
    serverName: cluster["tls-server-name"],
    credentials: user === undefined ? undefined : await credentialsOf(user, read),
    timeoutMs,
  };
  return createReviewClient(connection, { clock });
}

/**
 * The credentials for webhooks in a kubeconfig, by host and port: its users are named `hooks.example.com:8443`,
 * `*.example.com`, `name.namespace.svc` or `*`; the fallback is the user of the current context (upstream: util/webhook
 * authentication.go). Throws UsageError for a file that cannot be used.
 */
export async function readWebhookCredentials(
  file: string,
  flag: string,
): Promise<(target: string) => WebhookCredentials | undefined> {
  const read = await readKubeconfig(file, flag);
  const { users = [], contexts = [], "current-context": current } = read.config;
  const byName = new Map<string, WebhookCredentials>();
  for (const { name = "", user = {} } of users) byName.set(name, await credentialsOf(user, read));
  const context = contexts.find(({ name }) => name === current)?.context;
  return (target) => {
    const [, host] = /^(.*):443$/.exec(target) ?? [];
    const names = [...namesFor(target), ...(host === undefined ? [] : namesFor(host)), "*", context?.user ?? ""];
    const name = names.find((one) => byName.has(one));
    return name === undefined ? undefined : byName.get(name);
  };
}

/** The host, then wildcards for its parent domains: `a.b.c`, `*.b.c`, `*.c`. */
function namesFor(host: string): readonly string[] {
  const steps = host.split(".");
  return [host, ...steps.slice(1).map((_step, index) => `*.${steps.slice(index + 1).join(".")}`)];
}

/** Sources of credentials that are not supported here, and impersonation. */
const unsupported = ["exec", "auth-provider", "as", "as-uid", "as-groups", "as-user-extra"];

async function credentialsOf(user: KubeconfigUser, read: ReadKubeconfig): Promise<WebhookCredentials> {
  const field = Object.keys(user).find((name) => unsupported.includes(name));
  if (field !== undefined) throw new UsageError(`${read.name}: users with ${field} are not supported for webhooks`, 1);
  const { token = "", tokenFile, username, password } = user;
  const fromFile = token === "" && tokenFile !== undefined ? await contentOf(read, undefined, tokenFile) : token;
  return {
    token: fromFile === "" ? undefined : fromFile?.trim(),
    username,
    password,
    certificate: await contentOf(read, user["client-certificate-data"], user["client-certificate"]),
    key: await contentOf(read, user["client-key-data"], user["client-key"]),
  };
}

/** Data in base64, or else the text of a file whose path is relative to the kubeconfig. */
async function contentOf(
  { name, folder }: ReadKubeconfig,
  data: string | undefined,
  path: string | undefined,
): Promise<string | undefined> {
  if (data !== undefined && data !== "") return Buffer.from(data, "base64").toString();
  return path === undefined || path === "" ? undefined : readText(resolve(folder, path), `${path} of ${name}`);
}

function urlOf(server: string, name: string): URL {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw new UsageError(`${name}: the server ${JSON.stringify(server)} is not a URL`, 1);
}
