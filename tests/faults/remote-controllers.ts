import { runControllers, silentLogger, systemClock } from "@engenho/core";
import { createKubernetesStore, type KubernetesStore } from "@engenho/store-kubernetes";
import { deploymentParts } from "../support/control-plane.js";

/** The address and credentials of the cluster. */
export interface ClusterAddress {
  readonly server: string;
  readonly ca: string;
  readonly token: string;
}

/** A connection that is silent for this long counts as dead; short, because the test waits for it. */
const silenceMs = 1_000;

/** The controllers of Deployments and hollow nodes as a process of their own would run them, over an API server. */
export class RemoteControllers {
  readonly #address: ClusterAddress;
  #running:
    | { readonly store: KubernetesStore; readonly stop: AbortController; readonly ended: Promise<void> }
    | undefined;

  constructor(address: ClusterAddress) {
    this.#address = address;
  }

  async start(): Promise<void> {
    const limits = { requestTimeoutMs: silenceMs, idleTimeoutMs: silenceMs };
    const store = await createKubernetesStore({ ...this.#address, ...limits, logger: silentLogger });
    const stop = new AbortController();
    const controllers = deploymentParts(systemClock, 2).map(({ create }) => create(store));
    const ended = runControllers(store, controllers, { signal: stop.signal, logger: silentLogger });
    this.#running = { store, stop, ended };
  }

  /** Ends as a killed process does: requests in flight may or may not arrive at the server, and their outcome is unknown. */
  async crash(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    const closed = running.store.close();
    running.stop.abort();
    await Promise.all([closed, running.ended]);
  }
}
