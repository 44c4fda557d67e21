import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Controller,
  type DriverEvent,
  KindFilter,
  type ReconcileReport,
  StoreError,
  type Wake,
  WatchDriver,
  type WatchDriverConfig,
} from "../../src/index.js";
import { FakeClock, RecordingLogger } from "../../src/testing/index.js";
import { added, FakeStore } from "../fake-store.js";

const quiet: ReconcileReport = { examined: 0, changed: 0, skipped: 0, failed: 0 };

describe("WatchDriver", () => {
  let clock: FakeClock;
  let fake: FakeStore;
  let logger: RecordingLogger;
  let wakes: Wake[];
  let stop: AbortController;
  let running: Promise<void> | undefined;
  let answer: (wake: Wake) => Promise<ReconcileReport>;

  beforeEach(() => {
    clock = new FakeClock();
    fake = new FakeStore();
    logger = new RecordingLogger();
    wakes = [];
    stop = new AbortController();
    answer = async () => quiet;
  });

  afterEach(async () => {
    stop.abort();
    await running;
    expect(clock.pendingTimers, "leaked timers").toBe(0);
  });

  function drive(config: WatchDriverConfig = {}, controller: Partial<Controller> = {}): WatchDriver {
    const driver = new WatchDriver(
      {
        name: "test",
        tick: (wake) => {
          wakes.push(wake);
          return answer(wake);
        },
        ...controller,
      },
      fake.store,
      { clock, logger, fallbackIntervalMs: Number.POSITIVE_INFINITY, ...config },
    );
    running = driver.run(stop.signal);
    return driver;
  }

  const names = (wake: Wake | undefined) =>
    wake?.type === "everything"
      ? wake.reason
      : wake?.type === "changes"
        ? wake.changes.map((change) => change.object.metadata.name)
        : [];

  it("ticks everything once at the start", async () => {
    drive();
    await clock.settle();
    expect(wakes).toEqual([{ type: "everything", reason: "start" }]);
  });

  it("by default watches all kinds, with a window of 50 ms and a fallback interval of 30 s", async () => {
    drive({ fallbackIntervalMs: 30_000 });
    await clock.settle();
    fake.commit(added("Pod", "a"));
    await clock.advance(49);
    expect(wakes).toHaveLength(1);
    await clock.advance(1);
    expect(names(wakes[1])).toEqual(["a"]);
    await clock.advance(29_950);
    expect(wakes.map(names)).toEqual(["start", ["a"], "fallback"]);
    expect(fake.watches[0]?.options.kinds).toBe(KindFilter.all);
    const defaults = new WatchDriver({ name: "defaults", tick: async () => quiet }, fake.store, { clock });
    const ended = new AbortController();
    const other = defaults.run(ended.signal);
    await clock.settle();
    expect(clock.nextTimerMs).toBe(30_000);
    ended.abort();
    await other;
  });

  it("makes one tick of all events that arrive in the window opened by the first one", async () => {
    const driver = drive({ debounceMs: 50 });
    const driverEvents: DriverEvent[] = [];
    driver.listen((event) => driverEvents.push(event));
    await clock.settle();
    fake.commit(added("Pod", "a"), added("Pod", "b"));
    await clock.advance(30);
    fake.commit(added("Pod", "c"));
    await clock.advance(19);
    expect(wakes).toHaveLength(1);
    await clock.advance(1);
    expect(wakes.slice(1).map(names)).toEqual([["a", "b", "c"]]);
    expect(driverEvents.filter((event) => event.type === "coalesced")).toEqual([
      { type: "coalesced", count: 1 },
      { type: "coalesced", count: 1 },
    ]);
    fake.commit(added("Pod", "d"));
    await clock.advance(50);
    expect(wakes.slice(2).map(names)).toEqual([["d"]]);
  });

  it("with debounceMs 0 makes one tick of the events of the current event loop turn, without a timer", async () => {
    drive({ debounceMs: 0 });
    await clock.settle();
    fake.commit(added("Pod", "a"));
    fake.commit(added("Pod", "b"));
    await clock.settle();
    expect(wakes.slice(1).map(names)).toEqual([["a", "b"]]);
  });

  it("watches only the kinds of its filter: others never reach the controller and open no window", async () => {
    const filter = KindFilter.kind("Pod");
    drive({ filter });
    await clock.settle();
    expect(fake.watches.at(-1)?.options.kinds).toBe(filter);
    fake.commit(added("ConfigMap", "x"), added("pod", "y"));
    await clock.settle();
    expect(clock.pendingTimers).toBe(0);
    fake.commit(added("ConfigMap", "x"), added("Pod", "a"));
    await clock.advance(50);
    expect(wakes.slice(1).map(names)).toEqual([["a"]]);
  });

  it("after a lag logs the number of missed events and ticks everything at once", async () => {
    const driver = drive({ debounceMs: 50 });
    const driverEvents: DriverEvent[] = [];
    driver.listen((event) => driverEvents.push(event));
    await clock.settle();
    fake.commit(added("Pod", "a"));
    await clock.advance(10);
    fake.lag(17);
    await clock.settle();
    expect(wakes.map(names)).toEqual(["start", "lagged"]);
    expect(logger.lines.find((line) => line.level === "warn")?.fields).toMatchObject({ missed: 17 });
    expect(driverEvents).toContainEqual({ type: "lagged", missed: 17 });
    await clock.advance(1_000);
    expect(wakes, "the collected event is covered by the tick of everything").toHaveLength(2);
  });

  it("ticks everything at each fallback interval without any event", async () => {
    drive({ fallbackIntervalMs: 1_000 });
    await clock.advance(3_500);
    expect(wakes.map(names)).toEqual(["start", "fallback", "fallback", "fallback"]);
  });

  it("has no fallback tick if the interval is Infinity", async () => {
    drive();
    await clock.advance(10_000_000);
    expect(wakes).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it("logs a failed tick, and makes the next one a tick of everything because the wake was lost", async () => {
    const driver = drive();
    const driverEvents: DriverEvent[] = [];
    driver.listen((event) => driverEvents.push(event));
    await clock.settle();
    const error = new Error("boom");
    answer = async () => {
      throw error;
    };
    fake.commit(added("Pod", "a"));
    await clock.advance(50);
    expect(logger.lines.find((line) => line.level === "error")?.fields).toMatchObject({
      err: error,
      controller: "test",
    });
    expect(driverEvents).toContainEqual({ type: "error", controller: "test", error });
    answer = async () => quiet;
    fake.commit(added("Pod", "b"));
    await clock.advance(50);
    expect(wakes.map(names)).toEqual(["start", ["a"], "failed"]);
  });

  it("treats a tick that throws synchronously as failed", async () => {
    answer = () => {
      throw new Error("at once");
    };
    drive();
    await clock.settle();
    answer = async () => quiet;
    fake.commit(added("Pod", "a"));
    await clock.advance(50);
    expect(wakes.map(names)).toEqual(["start", "failed"]);
  });

  it("retries after a failed tick with an increasing delay, without any event", async () => {
    answer = async () => {
      throw new Error("boom");
    };
    drive();
    await clock.settle();
    expect(wakes.map(names)).toEqual(["start"]);
    await clock.advance(99);
    expect(wakes).toHaveLength(1);
    await clock.advance(1);
    await clock.advance(200);
    expect(wakes.map(names)).toEqual(["start", "failed", "failed"]);
    answer = async () => quiet;
    await clock.advance(400);
    expect(wakes.map(names)).toEqual(["start", "failed", "failed", "failed"]);
    await clock.advance(60_000);
    expect(wakes).toHaveLength(4);
    answer = async () => {
      throw new Error("again");
    };
    fake.commit(added("Pod", "a"));
    await clock.advance(50);
    await clock.advance(100);
    expect(wakes.slice(4).map(names)).toEqual([["a"], "failed"]);
  });

  it("ends when the store is closed", async () => {
    drive();
    await clock.settle();
    fake.close();
    await running;
    expect(stop.signal.aborted).toBe(false);
  });

  it("ends at once if the store is already closed", async () => {
    fake.refusals.push(new StoreError("Closed", "the store is closed"));
    drive();
    await running;
    expect(wakes).toEqual([]);
  });

  it("reopens a failed watch with an increasing delay, and ticks everything", async () => {
    drive();
    await clock.settle();
    fake.refusals.push(new StoreError("ServiceUnavailable", "second"));
    fake.fail(new StoreError("ServiceUnavailable", "first"));
    await clock.advance(100);
    expect(fake.watches).toHaveLength(1);
    await clock.advance(200);
    expect(fake.watches).toHaveLength(2);
    expect(wakes.map(names)).toEqual(["start", "lagged"]);
    expect(logger.at("error")).toHaveLength(2);
    fake.commit(added("Pod", "a"));
    await clock.advance(50);
    expect(wakes.slice(2).map(names)).toEqual([["a"]]);
  });

  it("ticks everything once the watch is reopened, even if work became due in between", async () => {
    let due: () => void = () => {};
    drive(
      {},
      {
        onWorkDue(listener) {
          due = listener;
          return () => {};
        },
      },
    );
    await clock.settle();
    fake.fail(new StoreError("ServiceUnavailable", "down"));
    await clock.advance(50);
    due();
    await clock.advance(50);
    expect(wakes.map(names)).toEqual(["start", [], "lagged"]);
  });

  it("leaves no listener on the signal", async () => {
    const listening = new Set<unknown>();
    const { signal } = stop;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (type: string, listener: never) => {
      listening.add(listener);
      add(type, listener);
    };
    signal.removeEventListener = (type: string, listener: never) => {
      listening.delete(listener);
      remove(type, listener);
    };
    drive();
    await clock.settle();
    expect(listening.size, "one per driver, so that ten can share a signal without a warning").toBe(1);
    fake.fail(new StoreError("Closed", "the store is closed"));
    await running;
    expect(listening.size).toBe(0);
  });

  it("never runs two ticks at once, and collects events that arrive meanwhile", async () => {
    let release: () => void = () => {};
    drive({ debounceMs: 0 });
    await clock.settle();
    answer = () =>
      new Promise((resolve) => {
        release = () => resolve(quiet);
      });
    fake.commit(added("Pod", "a"));
    await clock.settle();
    fake.commit(added("Pod", "b"));
    await clock.settle();
    fake.commit(added("Pod", "c"));
    await clock.settle();
    expect(wakes.slice(1).map(names)).toEqual([["a"]]);
    answer = async () => quiet;
    release();
    await clock.settle();
    expect(wakes.slice(2).flatMap(names)).toEqual(["b", "c"]);
  });

  it("overlaps the ticks of a controller that allows it", async () => {
    const releases: (() => void)[] = [];
    answer = () => new Promise((resolve) => releases.push(() => resolve(quiet)));
    drive({ debounceMs: 0 }, { overlappingTicks: true });
    await clock.settle();
    fake.commit(added("Pod", "a"));
    await clock.settle();
    fake.commit(added("Pod", "b"));
    await clock.settle();
    expect(wakes.map(names)).toEqual(["start", ["a"], ["b"]]);
    for (const release of releases) release();
  });

  it("resolves run only when the last tick has ended", async () => {
    let release: () => void = () => {};
    answer = () =>
      new Promise((resolve) => {
        release = () => resolve(quiet);
      });
    drive();
    await clock.settle();
    let over = false;
    const ended = running?.then(() => {
      over = true;
    });
    stop.abort();
    await clock.settle();
    expect(over).toBe(false);
    release();
    await ended;
    expect(over).toBe(true);
  });

  it("logs a report at info level if anything changed, was skipped or failed, otherwise at debug level", async () => {
    const cases: [Partial<ReconcileReport>, string][] = [
      [{ examined: 3 }, "debug"],
      [{ examined: 3, changed: 1 }, "info"],
      [{ examined: 3, skipped: 1 }, "info"],
      [{ examined: 3, failed: 1 }, "info"],
    ];
    for (const [report, level] of cases) {
      logger.lines.length = 0;
      const controller: Controller = { name: "test", tick: async () => ({ ...quiet, ...report, note: "hello" }) };
      await new WatchDriver(controller, fake.store, { clock, logger }).tickOnce();
      expect(logger.lines.map((line) => line.level)).toEqual([level]);
      expect(logger.lines[0]?.fields).toMatchObject({ ...report, note: "hello" });
    }
  });

  it("tickOnce ticks everything without a watch and throws what the tick throws", async () => {
    const driver = new WatchDriver(
      {
        name: "test",
        tick: async (wake) => {
          wakes.push(wake);
          throw new Error("seen");
        },
      },
      fake.store,
      { clock },
    );
    await expect(driver.tickOnce()).rejects.toThrow("seen");
    expect(wakes).toEqual([{ type: "everything", reason: "requested" }]);
    expect(fake.watches).toEqual([]);
  });

  it("makes a due tick when work becomes due, without closing an open window", async () => {
    let due: () => void = () => {};
    let listening = true;
    drive(
      {},
      {
        onWorkDue(listener) {
          due = listener;
          return () => {
            listening = false;
          };
        },
      },
    );
    await clock.settle();
    fake.commit(added("Pod", "a"));
    await clock.advance(10);
    due();
    await clock.settle();
    expect(wakes.map(names)).toEqual(["start", []]);
    await clock.advance(40);
    expect(wakes.map(names)).toEqual(["start", [], ["a"]]);
    stop.abort();
    await running;
    expect(listening).toBe(false);
  });

  it("continues if a listener throws, and calls the other listeners", async () => {
    const driver = drive();
    const driverEvents: DriverEvent[] = [];
    driver.listen(() => {
      throw new Error("bad listener");
    });
    const stopListening = driver.listen((event) => driverEvents.push(event));
    await clock.settle();
    expect(driverEvents.map((event) => event.type)).toEqual(["tick"]);
    expect(logger.at("error")).toEqual(["a listener of the driver threw"]);
    stopListening();
    fake.commit(added("Pod", "a"));
    await clock.advance(50);
    expect(driverEvents).toHaveLength(1);
  });

  it.each([
    [{ debounceMs: -1 }, /debounceMs: -1/],
    [{ debounceMs: Number.NaN }, /debounceMs: NaN/],
    [{ debounceMs: Number.POSITIVE_INFINITY }, /debounceMs: Infinity/],
    [{ fallbackIntervalMs: 0 }, /fallbackIntervalMs: 0/],
    [{ fallbackIntervalMs: Number.NaN }, /fallbackIntervalMs: NaN/],
  ])("refuses the config %j and names the option", (config, message) => {
    expect(() => new WatchDriver({ name: "test", tick: async () => quiet }, fake.store, config)).toThrow(message);
  });
});
