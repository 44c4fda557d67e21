import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Access } from "../client/api-client.js";
import { exited } from "./child-process.js";

/** What the bare server reports when it listens. */
export type BareResult = Access;

/** The bare server, as its parent process sees it. */
export class BareProcess {
  readonly #child: ChildProcess;
  readonly access: Access;

  private constructor(child: ChildProcess, access: Access) {
    this.#child = child;
    this.access = access;
  }

  static async start(): Promise<BareProcess> {
    const child = fork(join(__dirname, "server/bare-server.cjs"), [], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const access = await new Promise<Access>((resolve, reject) => {
      child.once("message", (message) => resolve(message as BareResult));
      child.once("exit", (code) => reject(new Error(`the bare server ended with ${code}`)));
    });
    return new BareProcess(child, access);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    await exited(this.#child);
  }
}
