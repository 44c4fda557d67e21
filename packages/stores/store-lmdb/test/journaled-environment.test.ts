import { systemClock } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { JournaledEnvironment, type JournaledParts } from "../src/journaled-environment.js";
import { parseMark } from "../src/records.js";

const settle = () => systemClock.turn();

/** A fake LMDB whose transactions end when the test says so, and a fake journal. */
function fakeParts() {
  const transactions: { readonly batches: number; readonly land: () => void; readonly fail: (error: Error) => void }[] =
    [];
  const log: string[] = [];
  const clock = new FakeClock();
  const disk = { freeBytes: Number.POSITIVE_INFINITY };
  let sequence = 0;
  const parts: JournaledParts = {
    applied: 0,
    clock,
    freeBytes: () => disk.freeBytes,
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
  return { environment: new JournaledEnvironment(parts), clock, disk, transactions, log };
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
  it("answers a write that is in the journal, and lets LMDB apply those of a second in one transaction", async () => {
    const { environment, clock, transactions, log } = fakeParts();
    for (let count = 0; count < 4; count++) await environment.write(Buffer.from("x"));
    await clock.advance(999);
    expect(transactions).toEqual([]);
    await clock.advance(1);
    expect(transactions.map(({ batches }) => batches)).toEqual([4]);
    await environment.write(Buffer.from("x"));
    transactions.shift()?.land();
    await clock.advance(999);
    expect(transactions).toEqual([]);
    const closed = environment.close();
    await landAll(transactions, closed);
    expect(log).toEqual([
      "applied 4",
      "applied 5",
      "applied 5, closed",
      "journal closed",
      "journal removed",
      "lmdb closed",
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("lets LMDB apply at once what is as much as one transaction takes, and then what has come meanwhile", async () => {
    const { environment, clock, transactions } = fakeParts();
    const half = Buffer.alloc(2 * 1024 * 1024);
    await environment.write(half);
    expect(transactions).toEqual([]);
    await environment.write(half);
    expect(transactions.map(({ batches }) => batches)).toEqual([2]);
    await environment.write(half);
    await environment.write(half);
    await environment.write(Buffer.from("x"));
    transactions.shift()?.land();
    await settle();
    expect(transactions.map(({ batches }) => batches)).toEqual([2]);
    transactions.shift()?.land();
    await settle();
    expect(transactions).toEqual([]);
    await clock.advance(1_000);
    expect(transactions.map(({ batches }) => batches)).toEqual([1]);
  });

  it("accepts writes while LMDB cannot write, retries after the next ones, and leaves the rest in the journal", async () => {
    const { environment, clock, transactions, log } = fakeParts();
    await environment.write(Buffer.from("x"));
    await clock.advance(1_000);
    transactions.shift()?.fail(new Error("disk full"));
    await clock.advance(10_000);
    expect(transactions).toEqual([]);
    await environment.write(Buffer.from("x"));
    await clock.advance(1_000);
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
    expect(clock.pendingTimers).toBe(0);
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

  it("makes writes wait, and refuses them, when the disk may have no room for LMDB to apply what waits", async () => {
    const { environment, disk, transactions } = fakeParts();
    const batch = Buffer.alloc(1024 * 1024);
    disk.freeBytes = 5 * batch.length;
    await environment.write(batch);
    let answered = false;
    const second = environment.write(batch).finally(() => {
      answered = true;
    });
    await settle();
    expect([answered, transactions.length]).toEqual([false, 1]);
    transactions.shift()?.land();
    await second;
    const refused = environment.write(batch);
    transactions.shift()?.fail(new Error("disk full"));
    await expect(refused).rejects.toThrow("disk full");
    disk.freeBytes = 6 * batch.length;
    await environment.write(batch);
  });
});
