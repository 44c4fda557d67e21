import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../apps/manager/dist/main.cjs", import.meta.url));

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A run of the `engenho` program, with what it printed. */
export class ManagerProcess {
  readonly directory: string;
  readonly #child: ChildProcess;
  readonly exit: Promise<Exit>;
  stdout = "";
  stderr = "";
  #onOutput: () => void = () => {};

  private constructor(directory: string, args: readonly string[], nodeFlags: readonly string[]) {
    this.directory = directory;
    this.#child = spawn(process.execPath, [...nodeFlags, program, ...args], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      this.stdout += chunk.toString();
      this.#onOutput();
    });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.exit = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        resolve({ code, signal });
        this.#onOutput();
      });
    });
  }

  /** Starts the program in an empty folder of its own. `nodeFlags` are Node's own. */
  static async spawn(args: readonly string[], nodeFlags: readonly string[] = []): Promise<ManagerProcess> {
    return new ManagerProcess(await mkdtemp(join(tmpdir(), "engenho-")), args, nodeFlags);
  }

  /** As `spawn`, and waits for the ready line. Throws with the program's output when it ends before that. */
  static async ready(
    args: readonly string[] = ["--port", "0"],
    nodeFlags: readonly string[] = [],
  ): Promise<ManagerProcess> {
    const manager = await ManagerProcess.spawn(args, nodeFlags);
    await manager.#untilReady();
    return manager;
  }

  get kubeconfig(): string {
    return join(this.directory, "engenho.kubeconfig");
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The address in the ready line. */
  get address(): string {
    return /https:\/\/\S+?(?=[,\s])/.exec(this.stdout)?.[0] ?? "";
  }

  /** The token and the certificate authority in the kubeconfig. */
  async credentials(): Promise<{ token: string; ca: string }> {
    const config = JSON.parse(await readFile(this.kubeconfig, "utf8"));
    return {
      token: config.users[0].user.token,
      ca: Buffer.from(config.clusters[0].cluster["certificate-authority-data"], "base64").toString(),
    };
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Stops the program if it is still running, and removes its folder. */
  async stop(): Promise<Exit> {
    this.#child.kill("SIGTERM");
    const exit = await this.exit;
    await rm(this.directory, { recursive: true, force: true });
    return exit;
  }

  async #untilReady(): Promise<void> {
    let exit: Exit | undefined;
    this.exit.then(
      (how) => {
        exit = how;
      },
      () => {},
    );
    while (!this.stdout.includes("engenho is ready")) {
      if (exit !== undefined)
        throw new Error(`engenho ended with ${exit.code ?? exit.signal}:\n${this.stdout}${this.stderr}`);
      await new Promise<void>((resolve) => {
        this.#onOutput = resolve;
      });
    }
  }
}
