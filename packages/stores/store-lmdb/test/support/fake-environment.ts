import type { Environment } from "../../src/environment.js";

/** An Environment in memory whose writes succeed or fail when the test says so. */
export class FakeEnvironment implements Environment {
  readonly records = new Map<string, Uint8Array>();
  /** The batches that wait to be written. */
  readonly waiting: {
    readonly land: () => void;
    readonly fail: (error: Error) => void;
  }[] = [];

  write(batch: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const land = () => {
        this.#apply(batch);
        resolve();
      };
      this.waiting.push({ land, fail: reject });
    });
  }

  async read(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]> {
    return keys.map((key) => this.records.get(Buffer.from(key).toString("latin1")));
  }

  async copy(): Promise<void> {}

  async close(): Promise<void> {}

  /** A record of the history contains the replaced text. */
  #apply(batch: Buffer): void {
    let at = 0;
    const number = () => {
      at += 4;
      return batch.readUInt32LE(at - 4);
    };
    const field = () => {
      const length = number();
      if (length === 0xffff_ffff) return undefined;
      at += length;
      return Uint8Array.from(batch.subarray(at - length, at));
    };
    const store = (key: Uint8Array | undefined, value: Uint8Array | undefined) => {
      const name = Buffer.from(key ?? []).toString("latin1");
      if (value === undefined) this.records.delete(name);
      else this.records.set(name, value);
    };
    while (at < batch.length) {
      const code = batch[at++];
      const key = field();
      store(key, code === 2 ? undefined : field());
      if (code !== 3) continue;
      const historyKey = field();
      number();
      store(historyKey, field());
      field();
    }
  }
}
