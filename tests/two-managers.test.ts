import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EtcdCluster, noEtcd, startEtcd } from "../packages/stores/store-etcd/test/support/etcd-cluster.js";
import { ManagerProcess } from "./support/manager-process.js";
import { send } from "./support/request.js";

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const lease = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager";
const labels = { app: "web" };
const web = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } },
  },
};

describe.skipIf(noEtcd !== undefined)("two managers over one etcd", () => {
  let etcd: EtcdCluster;
  const managers: ManagerProcess[] = [];
  beforeEach(async () => {
    etcd = await startEtcd();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(managers.splice(0).map((manager) => manager.stop()));
    await etcd.stop();
  });

  /** Shares the credentials of the first. */
  const start = async (dataDir?: string) => {
    const times = [
      "--leader-elect-lease-duration=3s",
      "--leader-elect-renew-deadline=2s",
      "--leader-elect-retry-period=500ms",
    ];
    const flags = ["--port", "0", "--etcd-servers", etcd.servers.join(","), "--data-dir", dataDir ?? "data", ...times];
    const manager = await ManagerProcess.ready(flags);
    managers.push(manager);
    return manager;
  };

  async function ask<T>(manager: ManagerProcess, path: string, patch?: object): Promise<T> {
    const { ca, token } = await manager.credentials();
    const method = patch === undefined ? "GET" : "kind" in patch ? "POST" : "PATCH";
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const body = patch === undefined ? {} : { body: JSON.stringify(patch), headers: { "content-type": type } };
    const answer = await send(manager.address + path, { method, ca, token, ...body });
    if (answer.status >= 300) throw new Error(answer.text);
    return JSON.parse(answer.text) as T;
  }

  const available = (manager: ManagerProcess) => async () =>
    (await ask<{ status?: { availableReplicas?: number } }>(manager, `${deployments}/web`)).status?.availableReplicas;
  const holder = async (manager: ManagerProcess) =>
    (await ask<{ spec: { holderIdentity: string } }>(manager, lease)).spec.holderIdentity;

  it("serve the same objects by the same credentials, and one takes over the controllers when the other is killed", async () => {
    const first = await start();
    const second = await start(join(first.directory, "data"));
    expect((await first.credentials()).token).toBe((await second.credentials()).token);
    await ask(first, deployments, web);
    await expect.poll(available(second), { timeout: 20_000 }).toBe(2);
    const leader = await holder(second);

    first.kill("SIGKILL");
    await first.exit;
    await ask(second, `${deployments}/web`, { spec: { replicas: 3 } });
    await expect.poll(available(second), { timeout: 30_000 }).toBe(3);
    expect(await holder(second)).not.toBe(leader);
  }, 90_000);
});
