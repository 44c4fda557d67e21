import { AuditBatches, type AuditBatchOptions, AuditWebhook } from "@engenho/audit";
import { FakeClock, RecordingLogger, seededRandom } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";

interface Batch {
  readonly kind: string;
  readonly apiVersion: string;
  readonly items: readonly number[];
}

function open(options: Partial<AuditBatchOptions> = {}, send: (batch: Batch) => Promise<void> = async () => {}) {
  const clock = new FakeClock();
  const logger = new RecordingLogger();
  const sent: Batch[] = [];
  const webhook = new AuditWebhook({
    async post(body) {
      const batch = JSON.parse(body) as Batch;
      sent.push(batch);
      await send(batch);
    },
    initialBackoffMs: 100,
    clock,
    random: seededRandom(1),
  });
  const batches = new AuditBatches({
    send: (events) => webhook.send(events),
    bufferSize: 100,
    maxBatchSize: 3,
    maxWaitMs: 1000,
    clock,
    logger,
    ...options,
  });
  const write = (...numbers: readonly number[]) => {
    for (const number of numbers) batches.write(String(number));
  };
  return { batches, clock, logger, sent, write, items: () => sent.map(({ items }) => items) };
}

describe("audit events in batches (upstream: audit/buffered/buffered_test.go)", () => {
  it("are sent as EventLists when a batch is full, or its maximum wait is over", async () => {
    const { clock, write, sent, items } = open();
    write(1, 2);
    expect(sent).toEqual([]);
    write(3, 4);
    expect(items()).toEqual([[1, 2, 3]]);
    expect(sent[0]).toMatchObject({ kind: "EventList", apiVersion: "audit.k8s.io/v1" });
    await clock.advance(999);
    expect(items()).toHaveLength(1);
    await clock.advance(1);
    expect(items()).toEqual([[1, 2, 3], [4]]);
  });

  it("are not larger than the limit, except for a single event", () => {
    const { write, items } = open({ maxBatchBytes: 4 });
    write(11, 22, 33);
    expect(items()).toEqual([[11, 22], [33]]);
    const tiny = open({ maxBatchBytes: 1 });
    tiny.write(11, 22, 33);
    expect(tiny.items()).toEqual([[11], [22], [33]]);
  });

  it("that do not fit the buffer are dropped and logged", async () => {
    let release: () => void = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { write, items, logger, clock } = open({ bufferSize: 3 }, () => blocked);
    write(1, 2, 3);
    write(4, 5, 6);
    expect(items(), "as many are on their way as may be").toEqual([[1, 2, 3]]);
    write(7);
    expect(logger.lines.map(({ fields }) => (fields as { reason?: string }).reason)).toEqual([
      "audit buffer queue blocked",
    ]);
    release();
    await clock.advance(0);
    expect(items()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it("are throttled: by a burst and a rate per second", async () => {
    const { clock, write, items } = open({ maxBatchSize: 1, throttle: { qps: 2, burst: 2 } });
    write(1, 2, 3, 4);
    expect(items()).toEqual([[1], [2]]);
    await clock.advance(500);
    expect(items()).toEqual([[1], [2], [3]]);
    await clock.advance(500);
    expect(items()).toEqual([[1], [2], [3], [4]]);
  });

  it("are retried after any error, with five attempts, then dropped and logged", async () => {
    const { clock, write, items, logger } = open({ maxBatchSize: 1 }, () => Promise.reject(new Error("no route")));
    write(1);
    await clock.advance(60_000);
    expect(items()).toHaveLength(5);
    expect(logger.lines.map(({ fields }) => fields)).toMatchObject([{ reason: "no route", events: 1 }]);
  });

  it("are flushed at the end, without waiting for a webhook that hangs", async () => {
    const { batches, clock, write, items } = open({}, () => new Promise(() => {}));
    write(1);
    const closed = batches.close();
    expect(items()).toEqual([[1]]);
    await clock.advance(1000);
    await closed;
    write(2);
    expect(items()).toEqual([[1]]);
  });

  it("of one event are written to a log at once, whose failures are logged", () => {
    const lines: string[] = [];
    const send = (events: readonly string[]) => {
      if (events.includes("2")) throw new Error("disk full");
      lines.push(...events);
    };
    const { write, logger } = open({ send, maxBatchSize: 1 });
    write(1, 2, 3);
    expect(lines).toEqual(["1", "3"]);
    expect(logger.lines.map(({ fields }) => fields)).toMatchObject([{ reason: "disk full", events: 1 }]);
  });
});
