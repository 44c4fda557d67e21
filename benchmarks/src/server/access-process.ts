import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Access } from "../client/api-client.js";
import type { AccessCommand, AccessReport, AccessResult } from "./access-protocol.js";
import { exited } from "./child-process.js";

/** The server that measures access, as its parent process sees it. One command at a time. */
export class AccessProcess {
  readonly #child: ChildProcess;
  readonly access: Access;

  private constructor(child: ChildProcess, access: Access) {
    this.#child = child;
    this.access = access;
  }

  static async start(): Promise<AccessProcess> {
    const child = fork(join(__dirname, "server/access-server.cjs"), [], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const ready = await answerOf(child);
    if (ready.type !== "ready") throw new Error("the measuring server did not start");
    return new AccessProcess(child, ready.access);
  }

  /** Creates RoleBindings. */
  async bind(bindings: Omit<Extract<AccessCommand, { type: "bind" }>, "type">): Promise<void> {
    const result = await this.#ask({ type: "bind", ...bindings });
    if (result.type !== "bound") throw new Error("unexpected answer");
  }

  /** What it has measured since the previous call. */
  async report(): Promise<AccessReport> {
    const result = await this.#ask({ type: "report" });
    if (result.type !== "reported") throw new Error("unexpected answer");
    return result.report;
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    await exited(this.#child);
  }

  async #ask(command: AccessCommand): Promise<AccessResult> {
    const answer = answerOf(this.#child);
    this.#child.send(command);
    const result = await answer;
    if (result.type === "failed") throw new Error(result.message);
    return result;
  }
}

function answerOf(child: ChildProcess): Promise<AccessResult> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the measuring server ended with ${code}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as AccessResult);
    });
  });
}
