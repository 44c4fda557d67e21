import { describe, expect, it } from "vitest";
import { Cluster } from "./cluster.js";
import { deployment } from "./objects.js";
import { World } from "./world.js";

const strategy = { maxSurge: "25%", maxUnavailable: "25%" };

describe("writes", () => {
  for (const replicas of [8, 40, 200]) {
    it(`${replicas} pods that become ready at the same time: 4 writes for the first rollout, 15 for the next one`, async () => {
      const cluster = new Cluster({ seed: 1, slowestPodMs: 0 });
      await cluster.start({ replicas, ...strategy });
      await cluster.clock.advance(10);
      const first = cluster.recording.takeWrites();
      expect(first.filter((write) => write === "create ReplicaSet")).toHaveLength(1);
      expect(first).toHaveLength(4);

      await cluster.setImage("app:2");
      await cluster.clock.advance(10);
      const next = cluster.recording.takeWrites();
      expect(next.filter((write) => write.endsWith("ReplicaSet"))).toHaveLength(6);
      expect(next).toHaveLength(15);
      expect((await cluster.deployment()).status).toMatchObject({ updatedReplicas: replicas, replicas });
      await cluster.stop();
      expect(cluster.clock.pendingTimers).toBe(0);
    });
  }

  it("pods that become ready one by one: at most 5 writes per pod", async () => {
    const replicas = 30;
    const cluster = new Cluster({ seed: 1, slowestPodMs: 1_000_000 });
    await cluster.start({ replicas, ...strategy });
    await cluster.clock.advance(2_000_000);
    expect(cluster.recording.takeWrites().length).toBeLessThanOrEqual(5 * replicas);
    await cluster.setImage("app:2");
    await cluster.clock.advance(20_000_000);
    expect((await cluster.deployment()).status).toMatchObject({
      updatedReplicas: replicas,
      availableReplicas: replicas,
    });
    expect(cluster.recording.takeWrites().length).toBeLessThanOrEqual(5 * replicas);
    await cluster.stop();
  });
});

describe("reads", () => {
  it("a reconcile visits only the Deployment's own ReplicaSets", async () => {
    const visited: number[] = [];
    for (const others of [0, 100]) {
      const world = await World.with({ replicas: 2 });
      for (let at = 0; at < others; at++) {
        const app = { app: `other-${at}` };
        const template = { metadata: { labels: app }, spec: { containers: [{ name: "main", image: "app:1" }] } };
        const other = deployment({ maxSurge: 1, selector: { matchLabels: app }, template });
        await world.memory.create({ ...other, metadata: { ...other.metadata, name: `other-${at}` } });
      }
      await world.settle();
      world.recording.takeWrites();
      expect(await world.reconciledBy(() => world.edit({ spec: { replicas: 3 } }))).toBe(1);
      visited.push(world.recording.visited);
    }
    expect(visited[1]).toBe(visited[0]);
  });
});
