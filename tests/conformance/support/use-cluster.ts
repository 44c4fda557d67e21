import { silentLogger } from "@engenho/core";
import { defaultManagerOptions, type Manager, type ManagerOptions, startManager } from "@engenho/manager";
import { afterAll, beforeAll } from "vitest";
import { ApiClient } from "./api-client.js";

/** A control plane in this process, with a client of its administrator. */
export interface TestCluster {
  readonly admin: ApiClient;
  readonly manager: Manager;
  /** A client with other credentials; without a token it has none. */
  client(token: string | undefined): ApiClient;
}

/** Starts a control plane before the tests of this file or `describe`, and stops it behind them. */
export function useCluster(
  onReady: (cluster: TestCluster) => void | Promise<void>,
  options: () => Partial<ManagerOptions> = () => ({}),
): void {
  let manager: Manager | undefined;
  const clients: ApiClient[] = [];

  beforeAll(async () => {
    const all = {
      ...defaultManagerOptions,
      port: 0,
      kubeconfigOut: undefined,
      namespaceDeletionDelayMs: 0,
      ...options(),
    };
    const running = await startManager(all, { logger: silentLogger });
    manager = running;
    const client = (token: string | undefined): ApiClient => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const made = new ApiClient({ address: running.address, ca: running.caCertificate, headers });
      clients.push(made);
      return made;
    };
    await onReady({ admin: client(running.token), manager: running, client });
  });

  afterAll(async () => {
    for (const client of clients) client.close();
    await manager?.stop();
  });
}

/** Asks until the answer fits, as upstream's tests poll; gives up after `attempts`. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  fits: (answer: Answer) => boolean,
  attempts = 300,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (attempt === attempts) throw new Error(`never so: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
