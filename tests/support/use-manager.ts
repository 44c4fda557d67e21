import { afterAll, beforeAll, expect } from "vitest";
import { ManagerProcess } from "./manager-process.js";

/**
 * Starts the program before the tests of this file or `describe`; after them it must stop cleanly without having logged
 * anything.
 */
export function useManager(onReady: (manager: ManagerProcess) => void): void {
  let manager: ManagerProcess | undefined;

  beforeAll(async () => {
    manager = await ManagerProcess.ready();
    onReady(manager);
  });

  afterAll(async () => {
    expect(await manager?.stop()).toEqual({ code: 0, signal: null });
    expect(manager?.stderr).toBe("");
  });
}
