import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Access } from "../client/api-client.js";
import { exited, measuredEnvironment, processorMs, residentMegabytes } from "./child-process.js";
import { type TurnSample, type TurnTimes, turnTimes } from "./turn-times.js";

/** The bundled program, as users run it. */
export const programFile = join(__dirname, "../../apps/manager/dist/main.cjs");

/** The measured control plane: ours or Kubernetes. */
export interface ControlPlane {
  readonly access: Access;
  /** The sum of all its processes. */
  readonly residentMB: number;
  /** The sum of all its processes, since their start. */
  readonly processorSeconds: number;
  stop(): Promise<void>;
}

/** A run of the program in a process of its own. */
export class Program implements ControlPlane {
  readonly #child: ChildProcess;
  readonly #folder: string;
  /** From the call of spawn to the receipt of the ready line. */
  readonly readyMs: number;
  readonly access: Access;

  private constructor(child: ChildProcess, folder: string, ready: { readonly ms: number; readonly line: string }) {
    this.#child = child;
    this.#folder = folder;
    this.readyMs = ready.ms;
    const config = JSON.parse(readFileSync(join(folder, "kubeconfig"), "utf8"));
    this.access = {
      address: /https:\/\/[^\s,]+/.exec(ready.line)?.[0] ?? "",
      token: config.users[0].user.token,
      ca: Buffer.from(config.clusters[0].cluster["certificate-authority-data"], "base64").toString(),
    };
  }

  /** The path of its kubeconfig. */
  get kubeconfig(): string {
    return join(this.#folder, "kubeconfig");
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get residentMB(): number {
    return residentMegabytes(this.pid);
  }

  get processorSeconds(): number {
    return processorMs(this.pid) / 1000;
  }

  /** Starts it on a free port; resolves at its ready line. `withTurns`: enables {@link takeTurns}. */
  static async start(
    args: readonly string[] = [],
    { withTurns = false }: { readonly withTurns?: boolean } = {},
  ): Promise<Program> {
    const folder = mkdtempSync(join(tmpdir(), "engenho-bench-"));
    const startedMs = performance.now();
    const flags = ["--port", "0", "--kubeconfig-out", join(folder, "kubeconfig"), ...args];
    const meter = withTurns ? ["--require", join(__dirname, "server/turn-meter.cjs")] : [];
    const child = spawn(process.execPath, [...profileFlags(), ...meter, programFile, ...flags], {
      env: measuredEnvironment(),
      stdio: ["ignore", "pipe", "pipe", ...(withTurns ? (["ipc"] as const) : [])],
    });
    let printed = "";
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout?.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.includes("\n")) resolve(printed);
      });
      let complaint = "";
      child.stderr?.on("data", (chunk: Buffer) => {
        complaint += chunk.toString();
      });
      child.once("exit", (code) => reject(new Error(`the program ended with ${code}: ${complaint.slice(0, 1000)}`)));
      child.once("error", reject);
    });
    return new Program(child, folder, { ms: performance.now() - startedMs, line });
  }

  /** The turns of its event loop since the previous call. */
  async takeTurns(): Promise<TurnTimes> {
    const taken = new Promise<readonly TurnSample[]>((resolve) => {
      this.#child.once("message", (message) => resolve(message as readonly TurnSample[]));
    });
    this.#child.send("turns");
    return turnTimes(await taken);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await exited(this.#child);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** `--profile FOLDER` profiles the program too, because that is where the time is spent. */
function profileFlags(): readonly string[] {
  const folder = process.env.ENGENHO_BENCH_PROFILE;
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`];
}
