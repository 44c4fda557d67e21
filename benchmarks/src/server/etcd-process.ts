import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exited } from "./child-process.js";
import { freePort } from "./free-port.js";

/** One member of etcd in a temporary folder, which does not wait for the disk. */
export class EtcdProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
  }

  /** Whether there is an etcd on the PATH. */
  static isInstalled(): boolean {
    try {
      execFileSync("etcd", ["--version"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  }

  /** `binary`: the executable; default: the one on the PATH. */
  static async start(binary = "etcd"): Promise<EtcdProcess> {
    const folder = mkdtempSync(join(tmpdir(), "engenho-bench-etcd-"));
    const url = `http://127.0.0.1:${await freePort()}`;
    const peer = `http://127.0.0.1:${await freePort()}`;
    const child = spawn(
      binary,
      [
        ...["--data-dir", folder, "--unsafe-no-fsync", "--log-level", "error"],
        ...["--listen-client-urls", url, "--advertise-client-urls", url],
        ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", `default=${peer}`],
      ],
      { stdio: "ignore", env: { ...process.env, ETCD_UNSUPPORTED_ARCH: process.arch } },
    );
    return new EtcdProcess(url, child, folder);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    await exited(this.#child);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
