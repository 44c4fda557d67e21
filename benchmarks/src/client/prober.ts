import { type Access, ApiClient } from "./api-client.js";

/** Another client, which asks for something small all the time: how long it waits tells how long the server stood still. */
export class Prober {
  readonly #client: ApiClient;
  readonly #waits: number[] = [];
  #running = true;
  #loop: Promise<void> = Promise.resolve();

  private constructor(client: ApiClient) {
    this.#client = client;
  }

  static async start(access: Access): Promise<Prober> {
    const prober = new Prober(await ApiClient.connect(access));
    prober.#loop = prober.#probe();
    return prober;
  }

  /** The waits since the last time, in milliseconds. */
  take(): readonly number[] {
    return this.#waits.splice(0);
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#loop;
    this.#client.close();
  }

  async #probe(): Promise<void> {
    while (this.#running) {
      const startedMs = performance.now();
      await this.#client.send({ method: "GET", path: "/api/v1/namespaces/default" });
      this.#waits.push(performance.now() - startedMs);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}
