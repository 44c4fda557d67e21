import { silentLogger } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Manager, startManager } from "../../apps/manager/src/manager.js";
import { defaultManagerOptions } from "../../apps/manager/src/manager-options.js";
import { type EtcdCluster, noEtcd, startEtcd } from "../../packages/stores/store-etcd/test/support/etcd-cluster.js";
import { runCampaign } from "./campaign.js";

/** `node scripts/faults.mjs` asks for more. */
const faults = Number(process.env.ENGENHO_FAULTS ?? 4);
const seed = Number(process.env.ENGENHO_PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const timeoutMs = 90_000 + faults * 10_000;

describe.skipIf(noEtcd !== undefined)(
  "a manager over three members of etcd, which are killed in turn under load",
  () => {
    let etcd: EtcdCluster;
    let manager: Manager;
    beforeEach(async () => {
      etcd = await startEtcd({ members: 3 });
      manager = await startManager(
        { ...defaultManagerOptions, port: 0, nodes: 0, kubeconfigOut: undefined, etcdServers: etcd.servers },
        { logger: silentLogger },
      );
    }, 60_000);
    afterEach(async () => {
      await manager?.stop();
      await etcd.stop();
    });

    it(
      `loses nothing that it acknowledged, answers linearizably, and its watches go on (${faults} kills)`,
      async () => {
        const random = seededRandom(seed);
        const { address, caCertificate: ca, token } = manager;
        const breakSomething = async () => {
          const member = Math.floor(random.next() * 3);
          await etcd.kill(member);
          await etcd.restart(member);
        };
        const target = { access: () => ({ address, ca, token }), breakSomething };
        const result = await runCampaign(target, random, { faults, requestsPerFault: 100 });
        expect(result.faults, `seed ${seed}`).toEqual([]);
        expect(result.commits).toBeGreaterThan(5 * faults);
      },
      timeoutMs,
    );
  },
);
