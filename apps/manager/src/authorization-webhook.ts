import { readFile } from "node:fs/promises";
import { type RequestOptions, request as requestPlain } from "node:http";
import { Agent, request as requestTls } from "node:https";
import { dirname, resolve } from "node:path";
import type { ReviewClient, ReviewFailure } from "@engenho/authorization";
import { type Clock, errorMessage } from "@engenho/core";
import { UsageError } from "./usage-error.js";

/** How long a webhook may take to answer, as upstream. */
const timeoutMs = 30_000;
const maxAnswerBytes = 1024 * 1024;
/** Answers of a server that may be over soon. */
const transientCodes: ReadonlySet<number> = new Set([429, 500, 504]);
const transientErrors: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE"]);

interface Cluster {
  readonly server?: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
}

interface WebhookUser {
  readonly token?: string;
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
}

interface Named {
  readonly name?: string;
}

/** `--authorization-webhook-config-file`: the cluster is the webhook, the user is this server. */
interface Kubeconfig {
  readonly "current-context"?: string;
  readonly clusters?: readonly (Named & { readonly cluster?: Cluster })[];
  readonly users?: readonly (Named & { readonly user?: WebhookUser })[];
  readonly contexts?: readonly (Named & { readonly context?: { readonly cluster?: string; readonly user?: string } })[];
}

/** A client of the webhook that a kubeconfig describes. Throws UsageError for a file that cannot be used. */
export async function openReviewClient(file: string, clock: Clock): Promise<ReviewClient> {
  const { cluster, user } = await readKubeconfig(file);
  const read = async (data: string | undefined, path: string | undefined): Promise<string | undefined> => {
    if (data !== undefined) return Buffer.from(data, "base64").toString();
    return path === undefined ? undefined : readText(resolve(dirname(file), path), file);
  };
  const url = urlOf(cluster.server ?? "", file);
  const ca = await read(cluster["certificate-authority-data"], cluster["certificate-authority"]);
  const cert = await read(user["client-certificate-data"], user["client-certificate"]);
  const key = await read(user["client-key-data"], user["client-key"]);
  const serverName = cluster["tls-server-name"];
  const agent = new Agent({
    keepAlive: true,
    rejectUnauthorized: cluster["insecure-skip-tls-verify"] !== true,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  });
  const headers = user.token === undefined ? {} : { authorization: `Bearer ${user.token}` };
  return { review: (review) => post(url, JSON.stringify(review), { agent, headers, clock }) };
}

async function readKubeconfig(file: string): Promise<{ readonly cluster: Cluster; readonly user: WebhookUser }> {
  const { CORE_SCHEMA, load } = await import("js-yaml");
  let config: Kubeconfig | null;
  try {
    config = load(await readText(file, file), { schema: CORE_SCHEMA }) as Kubeconfig | null;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} is not YAML: ${errorMessage(error).split("\n")[0]}`, 2);
  }
  const { clusters = [], users = [], contexts = [], "current-context": current } = config ?? {};
  const context = contexts.find(({ name }) => name === current)?.context;
  const cluster = clusters.find(({ name }) => name === context?.cluster)?.cluster;
  if (cluster === undefined) throw new UsageError(`${file}: the current-context leads to no cluster`, 2);
  return { cluster, user: users.find(({ name }) => name === context?.user)?.user ?? {} };
}

async function readText(path: string, config: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`${config} of --authorization-webhook-config-file: ${errorMessage(error)}`, 2);
  }
}

function urlOf(server: string, file: string): URL {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw new UsageError(`${file}: the server ${JSON.stringify(server)} is not a URL`, 2);
}

interface PostOptions {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/** Posts JSON, and returns the answer's. Rejects with a ReviewFailure. */
async function post(url: URL, body: string, { agent, headers, clock }: PostOptions): Promise<unknown> {
  const abort = new AbortController();
  const timer = clock.setTimer(() => abort.abort(new Error("context deadline exceeded")), timeoutMs);
  try {
    const { code, text } = await exchange(url, body, { headers, signal: abort.signal, agent });
    if (code >= 200 && code < 300) return JSON.parse(text);
    throw failure(new Error(`the server responded with the status code ${code}`), transientCodes.has(code));
  } catch (error) {
    const cause = abort.signal.aborted ? abort.signal.reason : error;
    const isTransient =
      (error as ReviewFailure).isTransient ?? transientErrors.has((error as { code?: string }).code ?? "");
    throw failure(new Error(`Post ${JSON.stringify(url.href)}: ${errorMessage(cause)}`), isTransient);
  } finally {
    timer.cancel();
  }
}

function failure(error: Error, isTransient: boolean): ReviewFailure {
  return Object.assign(error, { isTransient });
}

function exchange(
  url: URL,
  body: string,
  { headers, signal, agent }: Pick<PostOptions, "agent" | "headers"> & { readonly signal: AbortSignal },
): Promise<{ readonly code: number; readonly text: string }> {
  const isTls = url.protocol === "https:";
  const options: RequestOptions = {
    method: "POST",
    signal,
    headers: { ...headers, accept: "application/json", "content-type": "application/json" },
    ...(isTls ? { agent } : {}),
  };
  return new Promise((resolvePromise, reject) => {
    const sent = (isTls ? requestTls : requestPlain)(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > maxAnswerBytes) response.destroy(new Error(`the answer is larger than ${maxAnswerBytes} bytes`));
      });
      response.on("end", () =>
        resolvePromise({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
