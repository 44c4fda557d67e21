import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Manager, startManager } from "../../apps/manager/src/manager.js";
import { defaultManagerOptions } from "../../apps/manager/src/manager-options.js";
import { type EtcdCluster, noEtcd, startEtcd } from "../../packages/stores/store-etcd/test/support/etcd-cluster.js";
import { runCampaign, type Target } from "./campaign.js";
import { faultsOr, seed } from "./campaign-settings.js";
import { KilledProgram } from "./killed-program.js";
import { programClient } from "./program-client.js";

const faults = faultsOr(4);
const timeoutMs = 90_000 + faults * 10_000;

async function run(target: Target): Promise<void> {
  const result = await runCampaign(target, seededRandom(seed), { faults, requestsPerFault: 100 });
  expect(result.faults, `seed ${seed}`).toEqual([]);
  expect(result.commits).toBeGreaterThan(5 * faults);
}

describe.skipIf(noEtcd !== undefined)("over etcd, under load", () => {
  let etcd: EtcdCluster;
  let manager: Manager | undefined;
  let program: KilledProgram | undefined;
  let directory: string | undefined;
  beforeEach(() => {
    manager = program = directory = undefined;
  });
  afterEach(async () => {
    await manager?.stop();
    await program?.kill();
    await etcd.stop();
    if (directory !== undefined) await rm(directory, { recursive: true });
  });

  it(
    `three members, which are killed in turn: no acknowledged write is lost, responses are linearizable, watches resume (${faults} kills)`,
    async () => {
      etcd = await startEtcd({ members: 3 });
      manager = await startManager(
        { ...defaultManagerOptions, port: 0, nodes: 0, kubeconfigOut: undefined, etcdServers: etcd.servers },
        { logger: silentLogger },
      );
      const { address, caCertificate: ca, token } = manager;
      const random = seededRandom(seed + 1);
      const breakSomething = async () => {
        const member = Math.floor(random.next() * 3);
        await etcd.kill(member);
        await etcd.restart(member);
      };
      await run({ client: programClient(() => ({ address, ca, token })), breakSomething });
    },
    timeoutMs,
  );

  it(
    `the program, which is killed and started again: the same, and watches resume at versions of the process before (${faults} kills)`,
    async () => {
      etcd = await startEtcd();
      directory = await mkdtemp(join(tmpdir(), "engenho-"));
      const killed = new KilledProgram(directory, ["--etcd-servers", etcd.servers.join(",")]);
      program = killed;
      await killed.start();
      await run({ client: programClient(() => killed.access), breakSomething: () => killed.restart() });
    },
    timeoutMs,
  );
});
