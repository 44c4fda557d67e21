import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const { packageManager } = JSON.parse(await readFile(`${root}package.json`, "utf8")) as { packageManager: string };
const launchers: Readonly<Record<string, readonly string[]>> = {
  "npm start": ["npm", "start", "--"],
  "npx pnpm start": ["npx", "--yes", packageManager, "start"],
};

describe.runIf(process.platform === "linux")("the program, started by a package manager", () => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-launched-"));
  });
  afterEach(async () => {
    // The remaining processes of its process group.
    if (child?.pid !== undefined)
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {}
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts the program in a process group of its own; resolves when it is ready. */
  async function launch(launcher: string) {
    const [command = "", ...args] = launchers[launcher] ?? [];
    child = spawn(command, [...args, "--port=0", `--kubeconfig-out=${folder}/kubeconfig`], {
      cwd: root,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { pid, stdout, stderr } = child;
    if (pid === undefined || stdout === null || stderr === null) throw new Error(`${command} did not start`);
    const complaints = text(stderr);
    // It closes when the last process that could write to it has ended.
    const ended = once(stdout, "close");
    let printed = "";
    while (!printed.includes("engenho is ready")) printed += String((await once(stdout, "data"))[0]);
    stdout.resume();
    return { pid, ended, complaints };
  }

  const signals = [["SIGTERM"], ["SIGKILL"], ["SIGINT to the group"]] as const;
  it.each(Object.keys(launchers).flatMap((launcher) => signals.map(([signal]) => [launcher, signal] as const)))(
    "H11, cases Libraries 7: %s uses what is built, and %s leaves nothing behind",
    async (launcher, signal) => {
      const { pid, ended, complaints } = await launch(launcher);
      if (signal === "SIGINT to the group") process.kill(-pid, "SIGINT");
      else process.kill(pid, signal);
      await ended;
      expect(await complaints).not.toContain("engenho: ");
    },
  );
});
