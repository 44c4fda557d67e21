import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isStoreError, silentLogger, type Watch } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { createKubernetesStore, type KubernetesStore } from "@engenho/store-kubernetes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { controllerFaults } from "../support/whole-judge.js";
import { checkEndpoints, checkOwners, checkWorkloads } from "../support/whole-state.js";
import { wholeKinds } from "../support/whole-world.js";
import { faultsOr, seed } from "./campaign-settings.js";
import { type FaultyProxy, randomFault, startFaultyProxy } from "./faulty-proxy.js";
import { KilledProgram } from "./killed-program.js";
import { RemoteControllers } from "./remote-controllers.js";
import { WorkloadUsers } from "./workload-users.js";

const faults = faultsOr(20);
const timeoutMs = 240_000 + faults * 5_000;
const settleMs = 120_000;

describe("controllers over an API server, with faults of the connections, of their process and of the server", () => {
  let directory: string;
  let program: KilledProgram;
  let proxy: FaultyProxy;
  let controllers: RemoteControllers;
  let direct: KubernetesStore;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "engenho-"));
    // No controllers of its own: Pods need no ServiceAccount that one would create.
    program = new KilledProgram(directory, ["--controllers=-gc", "--disable-admission-plugins=ServiceAccount"]);
    await program.start();
    proxy = await startFaultyProxy(program.port);
    const { ca, token } = program.access;
    controllers = new RemoteControllers({ server: `https://127.0.0.1:${proxy.port}`, ca, token });
    direct = await openDirect();
  });
  afterEach(async () => {
    await controllers?.crash();
    await direct?.close();
    await proxy?.stop();
    await program.kill();
    await rm(directory, { recursive: true });
  });

  function openDirect(): Promise<KubernetesStore> {
    const { address: server, ca, token } = program.access;
    return createKubernetesStore({ server, ca, token, logger: silentLogger });
  }

  /** The server is killed and started again, elsewhere; the proxy leads to it. */
  async function restartServer(): Promise<void> {
    await program.restart();
    proxy.target = program.port;
    await direct.close();
    direct = await openDirect();
  }

  /** Watches the objects across all restarts of the server; `stop` returns the violations. */
  function judge(): { stop(): Promise<readonly string[]> } {
    const found: string[] = [];
    let watch: Watch | undefined;
    let isOver = false;
    const following = (async () => {
      while (!isOver) {
        try {
          watch = direct.watch({ kinds: [wholeKinds.replicaSet, wholeKinds.pod, wholeKinds.slice] });
          for await (const signal of watch) {
            if (signal.type === "events") found.push(...signal.events.flatMap(controllerFaults));
          }
        } catch (error) {
          // It is closed with its server.
          if (!isStoreError(error, "Closed")) throw error;
        }
        if (!isOver) await sleep(20);
      }
    })();
    return {
      async stop() {
        isOver = true;
        watch?.close();
        await following;
        return found;
      },
    };
  }

  it(
    `reach the last requested state, without excess pods and orphans, and then write nothing (${faults} faults)`,
    async () => {
      const random = seededRandom(seed);
      const users = new WorkloadUsers(() => direct, random);
      await users.begin();
      await controllers.start();
      const judging = judge();
      for (let fault = 0; fault < faults; fault++) {
        await users.act();
        await sleep(random.next() * 60);
        const chance = random.next();
        if (chance < 0.15) {
          await controllers.crash();
          await controllers.start();
        } else if (chance < 0.25) await restartServer();
        else proxy.inject(randomFault(random));
      }
      const last = await users.agree();
      const check = async () => {
        await checkWorkloads(users, last);
        await checkOwners(users);
        await checkEndpoints(users);
      };
      await vi.waitFor(check, { timeout: settleMs, interval: 100 }).catch((cause: Error) => {
        throw new Error(`seed ${seed}: ${cause.message}`, { cause });
      });
      // Controllers that start again find nothing to do.
      await controllers.crash();
      const before = await users.versions();
      await controllers.start();
      await sleep(2_000);
      expect(await users.versions(), `seed ${seed}`).toEqual(before);
      expect(await judging.stop(), `seed ${seed}`).toEqual([]);
    },
    timeoutMs,
  );
});
