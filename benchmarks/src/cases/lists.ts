import { request } from "node:http";
import { createApiServer } from "@engenho/apiserver";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { type Benchmark, type BenchmarkContext, type Cell, sizesOf } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";

const mediaTypes = { JSON: "application/json", protobuf: "application/vnd.kubernetes.protobuf" } as const;

/** A list of all pods in JSON and in protobuf, encoded for the first time and repeated. */
export const lists: Benchmark = {
  name: "lists",
  summary: "a list of pods in JSON and in protobuf: first and later answers, bytes, the longest wait of others",
  async run(context) {
    const rows: (readonly Cell[])[] = [];
    for (const pods of sizesOf(context, { quick: [100], usual: [1000, 10_000] })) {
      for (const form of ["JSON", "protobuf"] as const) rows.push(await measure(context, pods, form));
    }
    return [
      {
        title: "Lists",
        columns: ["list", "first answer, ms", "again, ms", "kB", "longest turn, ms"],
        rows,
        notes: [
          `Medians of ${context.runs}, plain HTTP, the client in the same process; each first answer is of a server of its own.`,
        ],
      },
    ];
  },
};

async function measure(
  { runs }: BenchmarkContext,
  pods: number,
  form: keyof typeof mediaTypes,
): Promise<readonly Cell[]> {
  const store = createMemoryStore();
  await fill(store, pods);
  const first: number[] = [];
  const again: number[] = [];
  const turns: number[] = [];
  let bytes = 0;
  for (let run = 0; run < runs; run++) {
    const server = createApiServer({ store, kinds: store, authenticate: () => ({ name: "bench" }) });
    const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
    // An empty list loads what is loaded on first use.
    await list(port, "/api/v1/namespaces/none/pods", form);
    const longest = watchTurns();
    first.push((await list(port, "/api/v1/pods", form)).ms);
    turns.push(longest());
    const answer = await list(port, "/api/v1/pods", form);
    again.push(answer.ms);
    bytes = answer.bytes;
    await server.close();
  }
  await store.close();
  return [
    `${pods.toLocaleString("en-US")} pods, ${form}`,
    rounded(median(first)),
    rounded(median(again)),
    Math.round(bytes / 1000),
    rounded(Math.max(...turns)),
  ];
}

async function fill(store: MemoryStore, pods: number): Promise<void> {
  await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const conditions = ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
    type,
    status: "True",
    lastTransitionTime: "2026-01-01T00:00:00Z",
  }));
  for (let index = 0; index < pods; index++) {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: `web-${index}`,
        namespace: "default",
        labels: { app: "web", "pod-template-hash": "5b8f9d7c6d" },
      },
      spec: { nodeName: "node", containers: [{ name: "web", image: "nginx:1.27", ports: [{ containerPort: 80 }] }] },
    };
    const created = await store.create(pod);
    const status = { phase: "Running", podIP: "10.1.2.3", podIPs: [{ ip: "10.1.2.3" }], conditions };
    await store.update({ ...created, status }, { subresource: "status" });
  }
}

/** The longest delay of a timer of one millisecond. */
function watchTurns(): () => number {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

function list(port: number, path: string, form: keyof typeof mediaTypes): Promise<{ ms: number; bytes: number }> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, path, headers: { accept: mediaTypes[form] }, agent: false },
      (response) => {
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on("end", () => resolve({ ms: performance.now() - startedMs, bytes }));
        response.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end();
  });
}
