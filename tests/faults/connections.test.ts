import { setTimeout as sleep } from "node:timers/promises";
import { silentLogger } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { createKubernetesStore, type KubernetesStore } from "@engenho/store-kubernetes";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Manager, startManager } from "../../apps/manager/src/manager.js";
import { defaultManagerOptions } from "../../apps/manager/src/manager-options.js";
import { type CampaignResult, runCampaign, type Target } from "./campaign.js";
import { faultsOr, seed } from "./campaign-settings.js";
import { type FaultyProxy, randomFault, startFaultyProxy } from "./faulty-proxy.js";
import { programClient } from "./program-client.js";
import { storeClient } from "./store-client.js";

const faults = faultsOr(12);
const timeoutMs = 60_000 + faults * 3_000;
/** A connection that is silent for this long counts as dead. */
const silenceMs = 1_000;

describe("connections to the program that are cut, torn, frozen, delayed and refused under load", () => {
  let manager: Manager;
  let proxy: FaultyProxy;
  const stores: KubernetesStore[] = [];
  beforeEach(async () => {
    manager = await startManager(
      { ...defaultManagerOptions, port: 0, nodes: 0, kubeconfigOut: undefined },
      { logger: silentLogger },
    );
    proxy = await startFaultyProxy(Number(new URL(manager.address).port));
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await proxy?.stop();
    await manager?.stop();
  });

  const access = (port?: number) => {
    const { address, caCertificate: ca, token } = manager;
    return { address: port === undefined ? address : `https://127.0.0.1:${port}`, ca, token };
  };

  async function run(target: Omit<Target, "breakSomething">): Promise<CampaignResult> {
    const random = seededRandom(seed);
    const breakSomething = async () => {
      proxy.inject(randomFault(random));
      // Further requests use the same connections, or those that replaced them.
      await sleep(random.next() * 50);
    };
    const result = await runCampaign({ ...target, breakSomething }, random, { faults, requestsPerFault: 20 });
    expect(result.commits).toBeGreaterThan(faults);
    return result;
  }

  it(
    `HTTP clients: responses are linearizable, and watches resume (${faults} faults)`,
    async () => {
      const result = await run({ client: programClient(() => access(proxy.port), silenceMs) });
      expect(result.faults, `seed ${seed}`).toEqual([]);
      expect(result.unknown).toBeGreaterThan(0);
    },
    timeoutMs,
  );

  it(
    `a store over the API server: writes are linearizable, and its watches deliver each commit once, in order (${faults} faults)`,
    async () => {
      const { address: server, ...identity } = access(proxy.port);
      const limits = { requestTimeoutMs: silenceMs, idleTimeoutMs: silenceMs, logger: silentLogger };
      const store = await createKubernetesStore({ server, ...identity, ...limits });
      stores.push(store);
      // Cached before the first fault: without a version the store could not resume.
      const client = storeClient(store);
      await store.list({ apiVersion: "v1", kind: "ConfigMap" });
      const result = await run({ client, witness: programClient(() => access()), lists: false });
      expect(result.faults, `seed ${seed}`).toEqual([]);
    },
    timeoutMs,
  );
});
