import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Access } from "../client/api-client.js";
import { exited } from "./child-process.js";
import type { WritingCommand, WritingResult } from "./writing-protocol.js";

/** The measuring manager, as its parent process sees it. One command at a time. */
export class WritingProcess {
  readonly #child: ChildProcess;
  readonly access: Access;

  private constructor(child: ChildProcess, access: Access) {
    this.#child = child;
    this.access = access;
  }

  static async start(): Promise<WritingProcess> {
    const child = fork(join(__dirname, "server/writing-manager.cjs"), [], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const ready = await answerOf(child);
    if (ready.type !== "ready") throw new Error("the measuring manager did not start");
    return new WritingProcess(child, ready.access);
  }

  /** Resolves with the measurements. */
  async run(command: WritingCommand): Promise<readonly number[]> {
    const answer = answerOf(this.#child);
    this.#child.send(command);
    const result = await answer;
    if (result.type === "measured") return result.milliseconds;
    throw new Error(result.type === "failed" ? result.message : "unexpected answer");
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    await exited(this.#child);
  }
}

function answerOf(child: ChildProcess): Promise<WritingResult> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as WritingResult));
    child.once("exit", (code) => reject(new Error(`the measuring manager ended with ${code}`)));
  });
}
