import { ApiClient } from "../client/api-client.js";
import { DeploymentWatch, isComplete } from "../client/deployments.js";
import { PlayedKubelet } from "../client/played-kubelet.js";
import type { BenchmarkContext } from "../harness/benchmark.js";
import { rounded } from "../harness/statistics.js";
import type { ControlPlane } from "../server/program.js";
import { Upstream } from "../server/upstream.js";
import { deployment, imagePatch, service } from "../world/manifests.js";
import { type RolloutTimes, secondsSince } from "./rollout-times.js";

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const nodes = ["node-0", "node-1"];

/** The rollouts of one control plane, one after the other. */
export interface KubeletRollouts {
  readonly times: readonly RolloutTimes[];
  readonly residentMB: number;
  /** Processor time of the control plane. */
  readonly serverSeconds: number;
  readonly clientSeconds: number;
}

/** The same with Kubernetes itself, if the context names its binaries. */
export async function measureUpstream(context: BenchmarkContext, pods: number): Promise<KubeletRollouts | undefined> {
  const { upstream, say } = context;
  if (upstream === undefined) return undefined;
  const told = { ...context, say: (text: string) => say(`Kubernetes: ${text}`) };
  return measureWithKubelet(told, pods, () => Upstream.start(upstream));
}

/**
 * Rollouts of a Deployment with this many pods, with the client as the kubelet: one with cold code, and `runs` further ones.
 */
export async function measureWithKubelet(
  { say, runs }: BenchmarkContext,
  pods: number,
  start: () => Promise<ControlPlane>,
): Promise<KubeletRollouts> {
  const program = await start();
  const [reader, writer] = await Promise.all([ApiClient.connect(program.access), ApiClient.connect(program.access)]);
  const begunCpu = process.cpuUsage();
  const times: RolloutTimes[] = [];
  try {
    for (const name of nodes) await writer.call({ method: "POST", path: "/api/v1/nodes", body: node(name) });
    await writer.call({ method: "POST", path: "/api/v1/namespaces/default/services", body: service("web", "web") });
    const watch = await DeploymentWatch.open(writer);
    const kubelet = await PlayedKubelet.open({ reader, writer, namespace: "default", nodes });
    for (let run = 0; run <= runs; run++) {
      const measured = await rollout({ client: writer, watch, kubelet }, pods);
      say(`${pods} pods, run ${run + 1} of ${runs + 1}: available after ${measured.available.toFixed(2)} s`);
      times.push(measured);
    }
    if (kubelet.troubles.length > 0) throw new Error(`the server refused: ${kubelet.troubles[0]}`);
    const { user, system } = process.cpuUsage(begunCpu);
    return {
      times,
      residentMB: Math.round(program.residentMB),
      serverSeconds: rounded(program.processorSeconds),
      clientSeconds: rounded((user + system) / 1e6),
    };
  } finally {
    reader.close();
    writer.close();
    await program.stop();
  }
}

interface Actors {
  readonly client: ApiClient;
  readonly watch: DeploymentWatch;
  readonly kubelet: PlayedKubelet;
}

async function rollout({ client, watch, kubelet }: Actors, pods: number): Promise<RolloutTimes> {
  const path = `${deployments}/web`;
  const contentType = "application/strategic-merge-patch+json";
  let startMs = performance.now();
  const created = client.call({ method: "POST", path: deployments, body: deployment({ name: "web", replicas: pods }) });
  await kubelet.until(() => kubelet.count === pods);
  const exist = secondsSince(startMs);
  await watch.until("web", isComplete);
  const available = secondsSince(startMs);
  await created;

  startMs = performance.now();
  await watch.untilRolled(
    "web",
    await client.call({ method: "PATCH", path, contentType, body: imagePatch("nginx:1.28") }),
  );
  const rolled = secondsSince(startMs);
  await kubelet.until(() => kubelet.count === pods);

  const half = Math.ceil(pods / 2);
  startMs = performance.now();
  await client.call({ method: "PATCH", path, contentType, body: { spec: { replicas: half } } });
  await kubelet.until(() => kubelet.count === half);
  const scaled = secondsSince(startMs);
  await watch.until("web", (state) => state.spec.replicas === half && isComplete(state));

  startMs = performance.now();
  await client.call({ method: "DELETE", path, body: { propagationPolicy: "Background" } });
  await kubelet.until(() => kubelet.count === 0);
  return { exist, available, rolled, scaled, deleted: secondsSince(startMs) };
}

function node(name: string) {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name } },
    status: {
      capacity: { cpu: "64", memory: "256Gi", pods: "10000" },
      allocatable: { cpu: "64", memory: "256Gi", pods: "10000" },
      conditions: [{ type: "Ready", status: "True", reason: "KubeletReady", message: "ready" }],
    },
  };
}
