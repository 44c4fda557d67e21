import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

// How fast a start is cannot be tested on a busy machine; what it loads can.

const program = fileURLToPath(new URL("../apps/manager/dist/main.cjs", import.meta.url));
const reporter = fileURLToPath(new URL("./support/report-loaded.cjs", import.meta.url));

describe("the start", () => {
  it("loads one file before the ready line", async () => {
    const directory = await mkdtemp(join(tmpdir(), "engenho-"));
    const child = spawn(process.execPath, ["--require", reporter, program, "--port=0"], {
      cwd: directory,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const [loaded] = await once(child, "message");
    child.kill("SIGTERM");
    await once(child, "exit");
    await rm(directory, { recursive: true });
    expect(loaded).toEqual([reporter, program]);
  });
});
