import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RecordingLogger } from "@engenho/core/testing";
import { afterAll, beforeAll } from "vitest";
import { type Manager, startManager } from "../../apps/manager/src/manager.js";
import { defaultManagerOptions, type ManagerOptions } from "../../apps/manager/src/manager-options.js";

/** A control plane from the sources, in this process. */
export interface RunningManager {
  readonly manager: Manager;
  /** The path of its kubeconfig. */
  readonly kubeconfig: string;
}

/** Starts a control plane before the tests of this file or `describe`, and stops it behind them. */
export function useManagerInProcess(
  options: Partial<ManagerOptions>,
  onReady: (running: RunningManager) => void | Promise<void>,
): void {
  let manager: Manager | undefined;
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
    const kubeconfig = join(folder, "kubeconfig");
    const all = { ...defaultManagerOptions, port: 0, kubeconfigOut: kubeconfig, ...options };
    manager = await startManager(all, { logger: new RecordingLogger() });
    await onReady({ manager, kubeconfig });
  });

  afterAll(async () => {
    await manager?.stop();
    await rm(folder, { recursive: true, force: true });
  });
}
