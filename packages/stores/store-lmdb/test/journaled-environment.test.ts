import { systemClock } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { JournaledEnvironment, type JournaledParts } from "../src/journaled-environment.js";
import { parseMark } from "../src/records.js";

const settle = () => systemClock.turn();

/** A fake LMDB whose transactions end when the test says so, and a fake journal. */
function fakeParts() {
  const transactions: { readonly batches: number; readonly land: () => void; readonly fail: (error: Error) => void }[] =
    [];
  const log: string[] = [];
  let sequence = 0;
  const parts: JournaledParts = {
    applied: 0,
    lmdb: {
      apply: (sources, mark) =>
        new Promise((resolve, reject) => {
          const state = parseMark(Buffer.from(mark?.value ?? []));
          const land = () => {
            log.push(`applied ${state.applied}${state.isClosed ? ", closed" : ""}`);
            resolve();
          };
          transactions.push({ batches: sources.length, land, fail: reject });
        }),
      read: async () => [],
      copy: async () => void log.push("copied"),
      close: async () => void log.push("lmdb closed"),
    },
    journal: {
      append: async (payload) => {
        sequence++;
        return { sequence, source: payload, size: payload.length };
      },
      removeApplied: async () => undefined,
      close: async () => void log.push("journal closed"),
      remove: async () => void log.push("journal removed"),
    },
  };
  return { environment: new JournaledEnvironment(parts), transactions, log };
}

/** Ends transactions as they arrive, until the promise is settled. */
async function landAll(transactions: { land: () => void }[], until: Promise<unknown>): Promise<void> {
  let isSettled = false;
  const settled = until.finally(() => {
    isSettled = true;
  });
  while (!isSettled) {
    transactions.shift()?.land();
    await settle();
  }
  await settled;
}

describe("the environment behind a journal", () => {
  it("resolves a write when it is in the journal, and lets LMDB apply the batches that arrived meanwhile in one transaction", async () => {
    const { environment, transactions, log } = fakeParts();
    for (let count = 0; count < 4; count++) await environment.write(Buffer.from("x"));
    expect(transactions.map(({ batches }) => batches)).toEqual([1]);
    transactions.shift()?.land();
    await settle();
    expect(transactions.map(({ batches }) => batches)).toEqual([3]);
    const closed = environment.close();
    await landAll(transactions, closed);
    expect(log).toEqual([
      "applied 1",
      "applied 4",
      "applied 4, closed",
      "journal closed",
      "journal removed",
      "lmdb closed",
    ]);
  });

  it("accepts writes while LMDB cannot write, retries with each write, and leaves the rest in the journal", async () => {
    const { environment, transactions, log } = fakeParts();
    await environment.write(Buffer.from("x"));
    transactions.shift()?.fail(new Error("disk full"));
    await settle();
    expect(transactions).toEqual([]);
    await environment.write(Buffer.from("x"));
    expect(transactions.map(({ batches }) => batches)).toEqual([2]);
    transactions.shift()?.fail(new Error("disk full"));
    await settle();
    await expect(
      Promise.all([environment.copy("/copy"), settle().then(() => transactions.shift()?.fail(new Error("disk full")))]),
    ).rejects.toThrow("disk full");
    const closed = environment.close();
    await settle();
    transactions.shift()?.fail(new Error("disk full"));
    await closed;
    expect(log).toEqual(["journal closed", "lmdb closed"]);
  });

  it("delays writes while LMDB lags more than 64 MiB behind, and rejects them if LMDB fails then", async () => {
    const { environment, transactions } = fakeParts();
    const large = Buffer.alloc(40 * 1024 * 1024);
    await environment.write(large);
    await environment.write(large);
    let answered = false;
    const third = environment.write(large).finally(() => {
      answered = true;
    });
    await settle();
    expect(answered).toBe(false);
    transactions.shift()?.land();
    await third;
    const refused = environment.write(large);
    transactions.shift()?.fail(new Error("disk full"));
    await expect(refused).rejects.toThrow("disk full");
  });
});
