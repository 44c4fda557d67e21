import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type Controller,
  consoleLogger,
  createEventRecorder,
  createKeyedController,
  type DriverEvent,
  everyKind,
  type KubernetesObject,
  type Logger,
  type ReconcileResult,
  type Store,
  StoreError,
  silentLogger,
  systemClock,
  WatchDriver,
} from "../../src/index.js";
import { FakeClock } from "../../src/testing/index.js";
import { added, FakeStore } from "../fake-store.js";

const boom = new Error("boom");

describe("errors are visible without a logger", () => {
  let clock: FakeClock;
  let fake: FakeStore;
  let stop: AbortController;
  let running: Promise<void> | undefined;
  let printed: unknown[][];
  let reconcile: (key: string) => Promise<ReconcileResult>;

  beforeEach(() => {
    clock = new FakeClock();
    fake = new FakeStore();
    stop = new AbortController();
    printed = [];
    vi.spyOn(console, "error").mockImplementation((...parts) => void printed.push(parts));
    reconcile = async () => ({ changed: false });
  });

  afterEach(async () => {
    stop.abort();
    await running;
    vi.restoreAllMocks();
    expect(clock.pendingTimers, "leaked timers").toBe(0);
  });

  function keyed(logger?: Logger) {
    return createKeyedController({
      name: "mine",
      store: fake.store,
      watches: [{ kind: everyKind, keysOf: ({ object }) => [object.metadata.name] }],
      listKeys: async () => [],
      reconcile: (key) => reconcile(key),
      clock,
      ...(logger === undefined ? {} : { logger }),
    });
  }

  async function drive(controller: Controller, logger?: Logger): Promise<DriverEvent[]> {
    const config = { debounceMs: 0, clock, ...(logger === undefined ? {} : { logger }) };
    const driver = new WatchDriver(controller, fake.store, { ...config, fallbackIntervalMs: Number.POSITIVE_INFINITY });
    const driverEvents: DriverEvent[] = [];
    driver.listen((event) => void driverEvents.push(event));
    running = driver.run(stop.signal);
    await clock.settle();
    return driverEvents;
  }

  async function commit(name: string): Promise<void> {
    fake.commit(added("Pod", name));
    await clock.settle();
  }

  it("Libraries 3: a failing reconcile is logged once, with the controller, the key and the error with its stack", async () => {
    reconcile = async () => {
      throw boom;
    };
    const driverEvents = await drive(keyed());
    await commit("web");
    await clock.advance(60_000);
    expect(printed).toEqual([["engenho: reconcile failed", { controller: "mine", key: "web", retryAfterMs: 5 }, boom]]);
    const errors = driverEvents.filter(({ type }) => type === "error");
    expect(errors[0]).toEqual({ type: "error", controller: "mine", key: "web", error: boom });
    expect(errors.length, "listeners are called for each retry").toBeGreaterThan(10);
    expect(driverEvents.find(({ type }) => type === "tick")).toBeDefined();
    expect(driverEvents).toContainEqual(
      expect.objectContaining({
        type: "tick",
        report: expect.objectContaining({ errors: [{ key: "web", error: boom }] }),
      }),
    );
  });

  it.each([
    ["nothing", undefined, " is missing: it must be"],
    ["a word", "changed", ': "changed" is not'],
    [
      "a delay that is no number",
      { changed: true, requeueAfterMs: "5" },
      ': {"changed":true,"requeueAfterMs":"5"} is not',
    ],
  ])("a reconcile that returns %s fails, with what it should return", async (_, result, found) => {
    reconcile = async () => result as unknown as ReconcileResult;
    const driverEvents = await drive(keyed());
    await commit("web");
    const expected = `mine: the result of reconcile${found} { changed: boolean, requeueAfterMs?: number }`;
    const error = new TypeError(expected);
    expect(driverEvents).toContainEqual({ type: "error", controller: "mine", key: "web", error });
  });

  it("a create that fails with a new generated name each time is logged once", async () => {
    let tries = 0;
    reconcile = async () => {
      const name = `web-${++tries}`;
      throw new StoreError("Forbidden", `pods "${name}" is forbidden: no`, { details: { name, kind: "pods" } });
    };
    await drive(keyed());
    await commit("web");
    await clock.advance(60_000);
    expect(tries).toBeGreaterThan(10);
    expect(printed).toHaveLength(1);
  });

  it("Libraries 3: each key is logged, as is a different error, and a failure after a success", async () => {
    let error: Error | undefined = boom;
    reconcile = async () => {
      if (error !== undefined) throw error;
      return { changed: false };
    };
    await drive(keyed());
    await commit("a");
    await commit("b");
    const other = new Error("other");
    error = other;
    await clock.advance(1_000);
    error = undefined;
    await clock.advance(60_000);
    error = boom;
    await commit("a");
    expect(printed.map(([, fields, err]) => [(fields as { key: string }).key, err])).toEqual([
      ["a", boom],
      ["b", boom],
      ["a", other],
      ["b", other],
      ["a", boom],
    ]);
  });

  it.each(["Conflict", "NotFound", "AlreadyExists"] as const)(
    "Libraries 3: %s is logged only after several in a row, Closed never",
    async (code) => {
      let refusals = 4;
      reconcile = async () => {
        if (refusals-- > 0) throw new StoreError(code, "somebody else wrote");
        return { changed: true };
      };
      await drive(keyed());
      await commit("a");
      await clock.advance(60_000);
      expect(printed).toEqual([]);
      refusals = Number.POSITIVE_INFINITY;
      await commit("a");
      await clock.advance(60_000);
      expect(printed).toHaveLength(1);
      reconcile = async () => {
        throw new StoreError("Closed", "closed");
      };
      await commit("c");
      expect(printed).toHaveLength(1);
    },
  );

  it("Libraries 3: a failing tick and a failing watch are logged once while the error stays the same", async () => {
    const driverEvents = await drive({ name: "mine", tick: () => Promise.reject(boom) });
    await clock.advance(10_000);
    expect(printed).toEqual([["engenho: tick failed", { controller: "mine" }, boom]]);
    const down = new StoreError("ServiceUnavailable", "down");
    fake.refusals.push(down, down, down);
    fake.fail(down);
    await clock.advance(10_000);
    expect(printed.slice(1)).toEqual([["engenho: watch failed; opening it again", { controller: "mine" }, down]]);
    expect(driverEvents).toContainEqual({ type: "error", controller: "mine", error: boom });
    expect(driverEvents.filter((event) => event.type === "error" && event.error === down)).toHaveLength(4);
  });

  it("Libraries 3: a listener that throws is logged once, and does not affect the others", async () => {
    const driver = new WatchDriver(keyed(), fake.store, { debounceMs: 0 });
    let driverEvents = 0;
    driver.listen(() => {
      throw boom;
    });
    driver.listen(() => void driverEvents++);
    running = driver.run(stop.signal);
    await clock.settle();
    for (const name of ["a", "b", "c"]) await commit(name);
    expect(printed).toEqual([["engenho: a listener of the driver threw", { controller: "mine" }, boom]]);
    expect(driverEvents).toBeGreaterThanOrEqual(4);
  });

  it("Libraries 3: Events that cannot be written are logged once while the error stays the same", async () => {
    const refused = new StoreError("Forbidden", "no room");
    let isRefused = true;
    const create = () => (isRefused ? Promise.reject(refused) : Promise.resolve({}));
    const recorder = createEventRecorder({ store: { create } as Partial<Store> as Store, component: "mine", clock });
    const pod = (name: string) => added("Pod", name).object as KubernetesObject;
    const record = async (name: string) => {
      recorder.event(pod(name), "Normal", "Started", "Started");
      await clock.settle();
    };
    for (const name of ["a", "b", "c"]) await record(name);
    expect(printed).toHaveLength(1);
    expect(printed[0]?.[0]).toBe("engenho: event not written");
    expect(printed[0]?.[1]).toMatchObject({ component: "mine" });
    expect(printed[0]?.[2]).toBe(refused);
    isRefused = false;
    await record("d");
    isRefused = true;
    await record("e");
    expect(printed).toHaveLength(2);
  });

  it("Libraries 3: silentLogger drops them; info and debug lines are never printed", async () => {
    reconcile = async () => {
      throw boom;
    };
    await drive(keyed(silentLogger), silentLogger);
    await commit("web");
    consoleLogger.debug({}, "debug");
    consoleLogger.info({}, "info");
    expect(printed).toEqual([]);
    consoleLogger.warn({ a: 1 }, "warn");
    expect(printed).toEqual([["engenho: warn", { a: 1 }]]);
  });
});

describe("a clock passed to only one of driver and controller", () => {
  const { store } = new FakeStore();
  const options = { name: "mine", store, listKeys: async () => [], reconcile: async () => ({ changed: false }) };
  const sentence = "mine uses a different clock than its driver: pass the same `clock` to both";

  it("Libraries 6: is an error if the driver's clock differs from the controller's", () => {
    const clock = new FakeClock();
    const make = (ofController: object, ofDriver: object) => () =>
      new WatchDriver(createKeyedController({ ...options, ...ofController }), store, ofDriver);
    expect(make({}, { clock })).toThrow(new TypeError(sentence));
    expect(make({ clock: new FakeClock() }, { clock })).toThrow(new TypeError(sentence));
    expect(make({ clock }, { clock: systemClock })).toThrow(new TypeError(sentence));
    expect(make({ clock }, { clock })).not.toThrow();
    expect(make({}, {})).not.toThrow();
  });

  it("Libraries 6: a driver without a clock uses its controller's", async () => {
    const clock = new FakeClock();
    const reconciled: string[] = [];
    const controller = createKeyedController({
      ...options,
      listKeys: async () => ["a"],
      reconcile: async (key) => {
        reconciled.push(key);
        return { changed: false, requeueAfterMs: 1_000 };
      },
      clock,
    });
    const stop = new AbortController();
    const running = new WatchDriver(controller, store).run(stop.signal);
    await clock.advance(2_500);
    expect(reconciled).toEqual(["a", "a", "a"]);
    stop.abort();
    await running;
  });

  it("Libraries 6: a controller without a clock works with any", () => {
    const tick = async () => ({ examined: 0, changed: 0, skipped: 0, failed: 0 });
    expect(() => new WatchDriver({ name: "mine", tick }, store, { clock: new FakeClock() })).not.toThrow();
  });
});
