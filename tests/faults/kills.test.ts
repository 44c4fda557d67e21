import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCampaign } from "./campaign.js";
import { faultsOr, seed } from "./campaign-settings.js";
import { KilledProgram } from "./killed-program.js";
import { programClient } from "./program-client.js";

const faults = faultsOr(5);
const timeoutMs = 60_000 + faults * 10_000;

describe("the program on a data directory, killed again and again under load", () => {
  let directory: string;
  let killed: KilledProgram;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "engenho-"));
    killed = new KilledProgram(directory);
    await killed.start();
  });
  afterEach(async () => {
    await killed.kill();
    await rm(directory, { recursive: true });
  });

  it(
    `loses no acknowledged write, its responses are linearizable, and its watches resume (${faults} kills)`,
    async () => {
      const target = { client: programClient(() => killed.access), breakSomething: () => killed.restart() };
      const result = await runCampaign(target, seededRandom(seed), { faults, requestsPerFault: 150 });
      expect(result.faults, `seed ${seed}`).toEqual([]);
      expect(result.commits).toBeGreaterThan(10 * faults);
      expect(result.unknown).toBeGreaterThan(0);
    },
    timeoutMs,
  );
});
