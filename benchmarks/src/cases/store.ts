import type { Pod, Stored } from "@engenho/core";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { Bench } from "tinybench";
import type { Benchmark, Cell } from "../harness/benchmark.js";
import { rounded } from "../harness/statistics.js";
import { deployment } from "../world/manifests.js";

const podKind = { apiVersion: "v1", kind: "Pod" };
const owners = 100;
const podsPerOwner = 100;

/** The store only: no controllers, no watches, with 10,000 pods of 100 owners. */
export const storeOperations: Benchmark = {
  name: "store",
  summary: "creates, status updates, reads and lists of the memory store, per second",
  async run({ quick }) {
    const { store, pods } = await filledStore();
    const { template } = deployment({ name: "web", replicas: 1 }).spec;
    const bench = new Bench({ time: quick ? 100 : 2000, warmupTime: quick ? 20 : 500 });
    let next = 0;
    const anyPod = () => pods[next++ % pods.length] as Stored<Pod>;
    bench
      .add("create a pod", () => store.create(podOf("created", template)))
      .add("create a pod from JSON text", () => store.create(JSON.parse(JSON.stringify(podOf("parsed", template)))))
      .add("update a pod's status", async () => {
        const index = next++ % pods.length;
        const pod = pods[index] as Stored<Pod>;
        const status = { ...pod.status, phase: pod.status?.phase === "Running" ? "Pending" : "Running" };
        pods[index] = await store.update({ ...pod, status }, { subresource: "status" });
      })
      .add("update a pod's label", async () => {
        const index = next++ % pods.length;
        const pod = pods[index] as Stored<Pod>;
        const labels = { ...pod.metadata.labels, step: String(next) };
        pods[index] = await store.update({ ...pod, metadata: { ...pod.metadata, labels } });
      })
      .add("update that changes nothing", () => store.update(anyPod()))
      .add("get", () => store.get(podKind, { namespace: "default", name: anyPod().metadata.name }))
      .add(`list ${podsPerOwner} of 10,000 by owner`, () =>
        store.list(podKind, { namespace: "default", ownerUid: `owner-${next++ % owners}` }),
      )
      .add(`list ${podsPerOwner} of 10,000 by label`, () =>
        store.list(podKind, {
          namespace: "default",
          labelSelector: { matchLabels: { app: `app-${next++ % owners}` } },
        }),
      );
    await bench.run();
    await store.close();
    const rows = bench.tasks.map((task): readonly Cell[] => {
      const { result } = task;
      if (!("latency" in result)) throw new Error(`${task.name}: ${JSON.stringify(result)}`);
      const { p50, p99, max } = result.latency;
      return [
        task.name,
        Math.round(1000 / p50),
        rounded(p50 * 1000),
        rounded(p99 * 1000),
        rounded(max),
        result.latency.samplesCount,
      ];
    });
    return [
      {
        title: "Store, in process",
        columns: ["operation", "per second (median)", "median, µs", "p99, µs", "max, ms", "samples"],
        rows,
        notes: [
          "tinybench, 2 s per operation. Each operation includes its promise; creates and updates are in full: decoding, defaults, validation, managed metadata, indexes, the watch log.",
        ],
      },
    ];
  },
};

async function filledStore(): Promise<{ store: MemoryStore; pods: Stored<Pod>[] }> {
  const store = createMemoryStore();
  const { template } = deployment({ name: "web", replicas: 1 }).spec;
  const pods: Stored<Pod>[] = [];
  for (let index = 0; index < owners * podsPerOwner; index++) {
    pods.push(await store.create<Pod>(podOf(String(index % owners), template)));
  }
  // The first look-up builds each index.
  await store.list(podKind, { namespace: "default", ownerUid: "owner-0" });
  await store.list(podKind, { namespace: "default", labelSelector: { matchLabels: { app: "app-0" } } });
  return { store, pods };
}

function podOf(owner: string, template: { readonly spec: unknown }): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `web-${owner}-`,
      namespace: "default",
      labels: { app: `app-${owner}` },
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: `web-${owner}`,
          uid: `owner-${owner}`,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: template.spec,
  } as Pod;
}
