import { afterAll, beforeAll, expect } from "vitest";
import { ManagerProcess } from "./manager-process.js";

/**
 * Starts the program before the tests of this file or `describe`; after them it must stop cleanly without having logged
 * anything. `flags` are those beside `--port`, or a function that returns them once earlier hooks have run.
 */
export function useManager(
  onReady: (manager: ManagerProcess) => void,
  flags: readonly string[] | (() => readonly string[]) = [],
): void {
  let manager: ManagerProcess | undefined;

  beforeAll(async () => {
    manager = await ManagerProcess.ready(["--port", "0", ...(typeof flags === "function" ? flags() : flags)]);
    onReady(manager);
  });

  afterAll(async () => {
    expect(await manager?.stop()).toEqual({ code: 0, signal: null });
    expect(manager?.stderr).toBe("");
  });
}
