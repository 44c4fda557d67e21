import { ApiClient } from "../client/api-client.js";
import type { Benchmark, BenchmarkContext, Cell } from "../harness/benchmark.js";
import { quantile, rounded } from "../harness/statistics.js";
import { WritingProcess } from "../server/writing-process.js";

const watchers = 500;
const writesPerSecond = 2000;

/** From a commit to its consumers, in an idle control plane and in a busy one. */
export const latency: Benchmark = {
  name: "latency",
  summary: "commit to tick, commit to a watch event on a client's socket, Deployment to its last pod; idle and loaded",
  async run(context) {
    const rows = [...(await measure(context, false)), ...(await measure(context, true))];
    return [
      {
        title: "Latency",
        columns: ["from - to", "p50, ms", "p99, ms", "max, ms", "samples"],
        rows,
        notes: [
          `Loaded: ${watchers} watches of a client over HTTPS, each of its own namespace's ConfigMaps, and ${writesPerSecond.toLocaleString("en-US")} commits/s spread over these namespaces. The debounce is 0. The client and the load share the two cores with the control plane.`,
        ],
      },
    ];
  },
};

async function measure({ quick, say }: BenchmarkContext, loaded: boolean): Promise<readonly (readonly Cell[])[]> {
  const state = loaded ? "loaded" : "idle";
  const server = await WritingProcess.start();
  const client = await ApiClient.connect(server.access);
  const crowd = await ApiClient.connect(server.access);
  try {
    if (loaded) await loadIt(server, crowd);
    const onSocket: number[] = [];
    const watch = client.watch("/api/v1/namespaces/default/configmaps", (line) => {
      const arrived = process.hrtime.bigint();
      const { object } = JSON.parse(line.toString()) as {
        readonly object: { readonly data?: { readonly at?: string } };
      };
      if (object.data?.at !== undefined) onSocket.push(Number(arrived - BigInt(object.data.at)) / 1e6);
    });
    await watch.opened;
    const samples = quick ? 100 : 2000;
    await server.run({ type: "stamp", samples: 200, everyMs: 1 });
    onSocket.length = 0;
    const toTick = await server.run({ type: "stamp", samples, everyMs: 2 });
    // Commits still in flight.
    await new Promise((resolve) => setTimeout(resolve, 100));
    say(`${state}: stamps`);
    await server.run({ type: "deploy", samples: 20, replicas: 10 });
    const deployed = await server.run({ type: "deploy", samples: quick ? 10 : 100, replicas: 10 });
    watch.close();
    return [
      row(`${state}: commit - start of the tick`, toTick),
      row(`${state}: write - watch event on the client's socket`, onSocket),
      row(`${state}: Deployment of 10 - last pod created`, deployed),
    ];
  } finally {
    client.close();
    crowd.close();
    await server.stop();
  }
}

async function loadIt(server: WritingProcess, crowd: ApiClient): Promise<void> {
  const namespaces = Array.from({ length: watchers }, (_, index) => `load-${index}`);
  for (const name of namespaces) {
    await crowd.call({
      method: "POST",
      path: "/api/v1/namespaces",
      body: { apiVersion: "v1", kind: "Namespace", metadata: { name } },
    });
  }
  const opened = namespaces.map((name) => crowd.watch(`/api/v1/namespaces/${name}/configmaps`, () => {}).opened);
  await Promise.all(opened);
  await server.run({ type: "load", perSecond: writesPerSecond, namespaces });
  await new Promise((resolve) => setTimeout(resolve, 2000));
}

function row(title: string, milliseconds: readonly number[]): readonly Cell[] {
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => rounded(quantile(milliseconds, share))) as [
    number,
    number,
    number,
  ];
  return [title, p50, p99, max, milliseconds.length];
}
