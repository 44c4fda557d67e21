import { ApiClient, type ApiRequest } from "../client/api-client.js";
import { DeploymentWatch, isComplete } from "../client/deployments.js";
import type { Benchmark, BenchmarkContext, Cell, ResultTable } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { BareProcess } from "../server/bare-process.js";
import { Program } from "../server/program.js";
import { deployment } from "../world/manifests.js";

const connections = 4;

/** Requests of one kind per second, and the bytes of their responses. */
interface Rate {
  readonly perSecond: number;
  readonly bytes: number;
}

/** The API server under a load generator in another process, compared with a server that does nothing. */
export const throughput: Benchmark = {
  name: "throughput",
  summary: "GET, LIST of 5,000 pods, create, status patch, and watch fan-out to 1,000 watchers, from another process",
  async run(context) {
    const pods = context.quick ? 100 : 5000;
    const program = await Program.start();
    const bare = await BareProcess.start();
    try {
      const table = await requests(context, { program, bare, pods });
      return [table, await fanOut(context, program)];
    } finally {
      await bare.stop();
      await program.stop();
    }
  },
};

interface Servers {
  readonly program: Program;
  readonly bare: BareProcess;
  readonly pods: number;
}

async function requests(context: BenchmarkContext, { program, bare, pods }: Servers): Promise<ResultTable> {
  const clients = await Promise.all(Array.from({ length: connections }, () => ApiClient.connect(program.access)));
  const idle = await Promise.all(Array.from({ length: connections }, () => ApiClient.connect(bare.access)));
  const [client] = clients as [ApiClient];
  const podNames = await startPods(client, pods);
  const path = "/api/v1/namespaces/default/pods";
  const aPod = await client.send({ method: "GET", path: `${path}/${podNames[0]}` });
  const list = await client.send({ method: "GET", path });
  const statusPatch = (step: number) => ({ status: { message: `step ${step}` } });
  let next = 0;
  const measureBoth = async (
    title: string,
    { concurrency, ours, limit }: { concurrency: number; ours: () => ApiRequest; limit: () => ApiRequest },
  ): Promise<readonly Cell[]> => {
    const reached = await rate(context, clients, { concurrency, next: ours });
    const possible = await rate(context, idle, { concurrency, next: limit });
    context.say(`${title}: ${Math.round(reached.perSecond)}/s of ${Math.round(possible.perSecond)}/s`);
    return [
      title,
      rounded(reached.perSecond),
      Math.round(reached.bytes),
      rounded((reached.perSecond * reached.bytes) / 1e6),
      rounded(possible.perSecond),
      `${Math.round((100 * reached.perSecond) / possible.perSecond)} %`,
    ];
  };
  const createBody = () => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { generateName: "load-", namespace: "default" },
    data: { step: String(next++) },
  });
  const unscheduled = deployment({ name: "plain", replicas: 1 }).spec.template;
  const podBody = () => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { generateName: "load-", namespace: "load", labels: { app: "load" } },
    spec: { ...unscheduled.spec, schedulerName: "nobody" },
  });
  await client.call({
    method: "POST",
    path: "/api/v1/namespaces",
    body: { apiVersion: "v1", kind: "Namespace", metadata: { name: "load" } },
  });
  const rows = [
    await measureBoth("GET a pod", {
      concurrency: 128,
      ours: () => ({ method: "GET", path: `${path}/${podNames[next++ % podNames.length]}` }),
      limit: () => ({ method: "GET", path: `/${aPod.body.length}` }),
    }),
    await measureBoth(`LIST ${podNames.length.toLocaleString("en-US")} pods`, {
      concurrency: 4,
      ours: () => ({ method: "GET", path }),
      limit: () => ({ method: "GET", path: `/${list.body.length}` }),
    }),
    await measureBoth("create a ConfigMap", {
      concurrency: 128,
      ours: () => ({
        method: "POST",
        path: "/api/v1/namespaces/load/configmaps",
        body: { ...createBody(), metadata: { generateName: "load-" } },
      }),
      limit: () => ({ method: "POST", path: "/", body: createBody() }),
    }),
    await measureBoth("create a pod", {
      concurrency: 128,
      ours: () => ({ method: "POST", path: "/api/v1/namespaces/load/pods", body: podBody() }),
      limit: () => ({ method: "POST", path: "/", body: podBody() }),
    }),
    await measureBoth("patch a pod's status (merge patch)", {
      concurrency: 128,
      ours: () => ({
        method: "PATCH",
        path: `${path}/${podNames[next++ % podNames.length]}/status`,
        contentType: "application/merge-patch+json",
        body: statusPatch(next),
      }),
      limit: () => ({ method: "POST", path: "/", body: JSON.parse(aPod.body.toString()) }),
    }),
  ];
  for (const each of [...clients, ...idle]) each.close();
  return {
    title: "API throughput, from another process",
    columns: ["request", "per second", "bytes each", "MB/s", "a bare server's, per second", "share"],
    rows,
    notes: [
      `HTTP/2 over TLS on ${connections} connections; medians of ${context.runs} windows of a second. The bare server is Node's http2 with TLS: it answers a GET of as many bytes from memory, and parses and serialises a body that it is sent (for the patch: a whole pod). The load generator has one core, the server the other, and it is often the load generator that is at its limit.`,
    ],
  };
}

async function startPods(client: ApiClient, pods: number): Promise<readonly string[]> {
  const watch = await DeploymentWatch.open(client);
  await client.call({
    method: "POST",
    path: "/apis/apps/v1/namespaces/default/deployments",
    body: deployment({ name: "web", replicas: pods }),
  });
  await watch.until("web", isComplete);
  watch.close();
  const list = await client.call<{ items: { metadata: { name: string } }[] }>({
    method: "GET",
    path: "/api/v1/namespaces/default/pods",
  });
  return list.items.map(({ metadata }) => metadata.name);
}

/** Keeps this many requests in flight for a second at a time; the median of the windows. */
async function rate(
  { runs, quick }: BenchmarkContext,
  clients: readonly ApiClient[],
  { concurrency, next }: { readonly concurrency: number; readonly next: () => ApiRequest },
): Promise<Rate> {
  const windowMs = quick ? 200 : 1000;
  let done = 0;
  let bytes = 0;
  let stopped = false;
  const worker = async (index: number) => {
    const client = clients[index % clients.length] as ApiClient;
    while (!stopped) {
      const request = next();
      const { status, body } = await client.send(request);
      if (status >= 300)
        throw new Error(`${request.method} ${request.path}: ${status} ${body.toString().slice(0, 300)}`);
      done++;
      bytes += body.length;
    }
  };
  const workers = Promise.all(Array.from({ length: concurrency }, (_, index) => worker(index)));
  const windows: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const before = done;
    const startedMs = performance.now();
    await Promise.race([workers, new Promise((resolve) => setTimeout(resolve, windowMs))]);
    // The first window warms up.
    if (run > 0) windows.push(((done - before) * 1000) / (performance.now() - startedMs));
  }
  stopped = true;
  await workers;
  return { perSecond: median(windows), bytes: bytes / done };
}

async function fanOut({ quick, runs, say }: BenchmarkContext, program: Program): Promise<ResultTable> {
  const watchers = quick ? 50 : 1000;
  const commits = quick ? 20 : 100;
  const clients = await Promise.all(Array.from({ length: 10 }, () => ApiClient.connect(program.access)));
  const [client] = clients as [ApiClient];
  await client.call({
    method: "POST",
    path: "/api/v1/namespaces",
    body: { apiVersion: "v1", kind: "Namespace", metadata: { name: "fan" } },
  });
  let seen = 0;
  let bytes = 0;
  let onSeen: () => void = () => {};
  const opened = Array.from({ length: watchers }, (_, index) =>
    (clients[index % clients.length] as ApiClient).watch("/api/v1/namespaces/fan/configmaps", (line) => {
      seen++;
      bytes += line.length + 1;
      onSeen();
    }),
  );
  await Promise.all(opened.map((watch) => watch.opened));
  const rates: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const before = seen;
    const startedMs = performance.now();
    const all = new Promise<void>((resolve) => {
      onSeen = () => {
        if (seen - before >= watchers * commits) resolve();
      };
    });
    for (let commit = 0; commit < commits; commit++) {
      await client.call({
        method: "POST",
        path: "/api/v1/namespaces/fan/configmaps",
        body: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { generateName: "fan-" },
          data: { text: "x".repeat(500) },
        },
      });
    }
    await all;
    if (run > 0) rates.push((watchers * commits * 1000) / (performance.now() - startedMs));
    say(`fan-out run ${run + 1} of ${runs + 1}`);
  }
  for (const each of clients) each.close();
  const eventBytes = bytes / seen;
  return {
    title: "Watch fan-out, to another process",
    columns: ["watchers", "events/s", "bytes each", "MB/s"],
    rows: [[watchers, rounded(median(rates)), Math.round(eventBytes), rounded((median(rates) * eventBytes) / 1e6)]],
    notes: [`${commits} commits, one after the other, each to every watcher; medians of ${runs} runs. 10 connections.`],
  };
}
