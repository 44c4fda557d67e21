import type { Environment, Operation } from "../../src/environment.js";

/** An Environment in memory whose writes land or fail when the test says so. */
export class FakeEnvironment implements Environment {
  readonly records = new Map<string, Uint8Array>();
  /** The batches that wait to be written. */
  readonly waiting: {
    readonly operations: readonly Operation[];
    readonly land: () => void;
    readonly fail: (error: Error) => void;
  }[] = [];

  write(operations: readonly Operation[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const land = () => {
        for (const operation of operations) {
          const key = Buffer.from(operation.key).toString("latin1");
          if (operation.type === "put") this.records.set(key, operation.value);
          else this.records.delete(key);
        }
        resolve();
      };
      this.waiting.push({ operations, land, fail: reject });
    });
  }

  async read(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]> {
    return keys.map((key) => this.records.get(Buffer.from(key).toString("latin1")));
  }

  async copy(): Promise<void> {}

  async close(): Promise<void> {}
}
