import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCampaign } from "./campaign.js";
import type { Access } from "./program-client.js";

const program = fileURLToPath(new URL("../../apps/manager/dist/main.cjs", import.meta.url));
/** `node scripts/faults.mjs` asks for more. */
const faults = Number(process.env.ENGENHO_FAULTS ?? 5);
const seed = Number(process.env.ENGENHO_PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const timeoutMs = 60_000 + faults * 10_000;

/** The program on a data directory, which is killed and started again. */
class KilledProgram {
  access: Access = { address: "", ca: "", token: "" };
  readonly #directory: string;
  #child: ChildProcess | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async start(): Promise<void> {
    const kubeconfig = join(this.#directory, "kubeconfig");
    const flags = [
      "--port",
      "0",
      "--nodes",
      "0",
      "--data-dir",
      join(this.#directory, "data"),
      "--kubeconfig-out",
      kubeconfig,
    ];
    const child = spawn(process.execPath, [program, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    const [address, output] = await readyAddress(child);
    if (address === undefined) throw new Error(`seed ${seed}: the program did not start again:\n${output}`);
    const config = JSON.parse(await readFile(kubeconfig, "utf8"));
    const ca = Buffer.from(config.clusters[0].cluster["certificate-authority-data"], "base64").toString();
    this.access = { address, ca, token: config.users[0].user.token };
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }
}

function readyAddress(child: ChildProcess): Promise<readonly [address: string | undefined, output: string]> {
  let output = "";
  return new Promise((resolve) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const address = /engenho is ready: (https:\/\/\S+?),/.exec(output)?.[1];
      if (address !== undefined) resolve([address, output]);
    });
    child.once("exit", () => resolve([undefined, output]));
  });
}

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
    `loses nothing that it acknowledged, answers linearizably, and its watches resume (${faults} kills)`,
    async () => {
      const target = { access: () => killed.access, breakSomething: () => killed.restart() };
      const result = await runCampaign(target, seededRandom(seed), { faults, requestsPerFault: 150 });
      expect(result.faults, `seed ${seed}`).toEqual([]);
      expect(result.commits).toBeGreaterThan(10 * faults);
      expect(result.unknown).toBeGreaterThan(0);
    },
    timeoutMs,
  );
});
