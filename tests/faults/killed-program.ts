import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Access } from "./program-client.js";

const program = fileURLToPath(new URL("../../apps/manager/dist/main.cjs", import.meta.url));

/** The program on a data directory, which is killed and started again. */
export class KilledProgram {
  access: Access = { address: "", ca: "", token: "" };
  readonly #directory: string;
  readonly #flags: readonly string[];
  #child: ChildProcess | undefined;

  /** `flags`: beside those of its port and its files, which are in `directory`. */
  constructor(directory: string, flags: readonly string[] = []) {
    this.#directory = directory;
    this.#flags = flags;
  }

  /** Where it listens now. */
  get port(): number {
    return Number(new URL(this.access.address).port);
  }

  async start(): Promise<void> {
    const kubeconfig = join(this.#directory, "kubeconfig");
    const files = ["--data-dir", join(this.#directory, "data"), "--kubeconfig-out", kubeconfig];
    const flags = ["--port", "0", "--nodes", "0", ...files, ...this.#flags];
    const child = spawn(process.execPath, [program, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    const [address, output] = await readyAddress(child);
    if (address === undefined) throw new Error(`the program did not start again:\n${output}`);
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
