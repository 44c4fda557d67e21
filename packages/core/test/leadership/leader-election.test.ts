import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { fc, test as property } from "@fast-check/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  configMaps,
  createKeyedController,
  createLeaderElector,
  type Fence,
  type LeaderElectionOptions,
  type LeaderElector,
  type Leadership,
  leases,
  runControllers,
  type Store,
  StoreError,
  silentLogger,
  splitKey,
  withLeadership,
} from "../../src/index.js";
import { FakeClock, RecordingLogger, seededRandom } from "../../src/testing/index.js";

const leaseKey = { namespace: "kube-system", name: "manager" };

/** One process: a candidate with a clock of its own, which can be cut off from the store, and suspended. */
class Process {
  readonly clock: FakeClock;
  readonly elector: LeaderElector;
  readonly store: Store;
  readonly terms: Leadership[] = [];
  readonly stop = new AbortController();
  isCutOff = false;
  isSuspended = false;
  readonly running: Promise<void>;

  constructor(memory: Store, identity: string, options: Partial<LeaderElectionOptions> = {}) {
    this.clock = new FakeClock();
    this.store = reachable(memory, () => !this.isCutOff);
    this.elector = createLeaderElector(this.store, {
      leaseName: "manager",
      identity,
      clock: this.clock,
      random: seededRandom(identity.length),
      logger: silentLogger,
      ...options,
    });
    this.running = this.elector.run(async (leadership) => {
      this.terms.push(leadership);
      await new Promise<void>((resolve) =>
        leadership.signal.addEventListener("abort", () => resolve(), { once: true }),
      );
    }, this.stop.signal);
  }

  /** Whether it would act as the leader now. */
  get acts(): boolean {
    return this.elector.isLeader && !this.isSuspended;
  }

  async end(): Promise<void> {
    this.isSuspended = false;
    this.isCutOff = false;
    this.stop.abort();
    await this.running;
    expect(this.clock.pendingTimers).toBe(0);
  }
}

function reachable(store: Store, isReachable: () => boolean): Store {
  const check = () => {
    if (!isReachable()) throw new StoreError("ServiceUnavailable", "cut off");
  };
  return {
    ...store,
    get: async (kind, key, options) => {
      check();
      return store.get(kind, key, options);
    },
    create: async (object, options) => {
      check();
      return store.create(object, options);
    },
    update: async (object, options) => {
      check();
      return store.update(object, options);
    },
  };
}

/** Lets time pass for all processes: suspended ones find out later. */
async function pass(processes: readonly Process[], ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    for (const { clock, isSuspended } of processes) {
      if (isSuspended) clock.pass(100);
      else await clock.advance(100);
    }
    expect(processes.filter(({ acts }) => acts).length, "leaders at once").toBeLessThanOrEqual(1);
  }
}

let memory: MemoryStore;
let processes: Process[];

beforeEach(() => {
  memory = createMemoryStore({ clock: new FakeClock(), random: seededRandom(9), logger: silentLogger });
  processes = [];
});

afterEach(async () => {
  for (const process of processes) await process.end();
  await memory.close();
});

async function start(identity: string, options?: Partial<LeaderElectionOptions>): Promise<Process> {
  const process = new Process(memory, identity, options);
  processes.push(process);
  await process.clock.settle();
  return process;
}

describe("the Lease, as client-go's leader election keeps it", () => {
  it("is created by the first candidate, with times in microseconds and no transition", async () => {
    await start("a");
    expect((await memory.get(leases, leaseKey)).spec).toEqual({
      holderIdentity: "a",
      leaseDurationSeconds: 15,
      acquireTime: "2025-01-01T00:00:00.000000Z",
      renewTime: "2025-01-01T00:00:00.000000Z",
      leaseTransitions: 0,
    });
  });

  it("is renewed every two seconds, and keeps the time of its acquisition", async () => {
    const a = await start("a");
    await pass([a], 4_000);
    const { spec } = await memory.get(leases, leaseKey);
    expect(spec?.renewTime).toBe("2025-01-01T00:00:04.000000Z");
    expect(spec?.acquireTime).toBe("2025-01-01T00:00:00.000000Z");
    expect(a.terms.length).toBe(1);
  });

  it("of a program that stopped is free at once: it is given away with an empty holder and one second", async () => {
    const a = await start("a");
    const b = await start("b");
    await pass([a, b], 5_000);
    expect([a.acts, b.acts]).toEqual([true, false]);
    a.stop.abort();
    await a.running;
    expect((await memory.get(leases, leaseKey)).spec).toMatchObject({
      holderIdentity: "",
      leaseDurationSeconds: 1,
      leaseTransitions: 0,
    });
    await pass([b], 4_500);
    expect(b.acts).toBe(true);
    expect((await memory.get(leases, leaseKey)).spec).toMatchObject({ holderIdentity: "b", leaseTransitions: 1 });
  });

  it("of a client-go program is respected until 15 s have passed without a change, whatever its times say", async () => {
    const spec = {
      holderIdentity: "other_6e1c",
      leaseDurationSeconds: 15,
      acquireTime: "2019-01-01T00:00:00.000000Z",
      renewTime: "2019-01-01T00:00:00.000000Z",
      leaseTransitions: 7,
    };
    await memory.create({ ...leases, metadata: leaseKey, spec });
    const a = await start("a");
    await pass([a], 14_900);
    expect(a.elector.leader).toBe("other_6e1c");
    expect(a.acts).toBe(false);
    await pass([a], 5_000);
    expect(a.acts).toBe(true);
    expect((await memory.get(leases, leaseKey)).spec?.leaseTransitions).toBe(8);
  });

  it("that another program took over in spite of all ends the term", async () => {
    const a = await start("a");
    const lease = await memory.get(leases, leaseKey);
    await memory.update({ ...lease, spec: { ...lease.spec, holderIdentity: "b", leaseTransitions: 1 } });
    await pass([a], 2_000);
    expect(a.acts).toBe(false);
    expect(a.terms[0]?.signal.aborted).toBe(true);
  });
});

describe("two managers never act at once", () => {
  it("a leader that is cut off stops after 10 s, before the other one begins", async () => {
    const a = await start("a");
    const b = await start("b");
    a.isCutOff = true;
    await pass([a, b], 9_900);
    expect([a.acts, b.acts]).toEqual([true, false]);
    await pass([a, b], 200);
    expect([a.acts, b.acts]).toEqual([false, false]);
    await pass([a, b], 10_000);
    expect([a.acts, b.acts]).toEqual([false, true]);
    a.isCutOff = false;
    await pass([a, b], 30_000);
    expect([a.acts, b.acts]).toEqual([false, true]);
  });

  it("a leader that was suspended notices at once that its term is over, before any timer fires", async () => {
    const a = await start("a");
    const b = await start("b");
    a.isSuspended = true;
    await pass([a, b], 25_000);
    expect(b.acts).toBe(true);
    a.isSuspended = false;
    expect(a.acts).toBe(false);
    expect(a.terms[0]?.isCurrent()).toBe(false);
    await pass([a, b], 10_000);
    expect([a.acts, b.acts]).toEqual([false, true]);
  });

  it("a wall clock that was set forward ends the term, as after a suspension in which the other clock stood still", async () => {
    const a = await start("a");
    a.clock.stepWallClock(60_000);
    expect(a.terms[0]?.isCurrent()).toBe(false);
    await pass([a], 20_000);
    expect(a.terms.length).toBe(2);
  });

  const step = fc.record({
    who: fc.nat(1),
    what: fc.constantFrom("cut", "join", "suspend", "resume"),
    forMs: fc.integer({ min: 1, max: 120 }).map((tenths) => tenths * 100),
  });

  property.prop([fc.array(step, { maxLength: 12 })], { numRuns: 15 })(
    "however they are cut off, suspended and resumed; in the end one of them leads",
    async (steps) => {
      const store = createMemoryStore({ clock: new FakeClock(), random: seededRandom(9), logger: silentLogger });
      const both = [new Process(store, "a"), new Process(store, "bb")] as const;
      for (const { who, what, forMs } of steps) {
        const process = both[who === 0 ? 0 : 1];
        if (what === "cut" || what === "join") process.isCutOff = what === "cut";
        else process.isSuspended = what === "suspend";
        await pass(both, forMs);
      }
      for (const process of both) {
        process.isCutOff = false;
        process.isSuspended = false;
      }
      await pass(both, 40_000);
      expect(both.filter(({ acts }) => acts).length).toBe(1);
      for (const process of both) await process.end();
      await store.close();
    },
    60_000,
  );
});

describe("writes of a leader", () => {
  const map = { ...configMaps, metadata: { name: "x", namespace: "a" } };

  it("are refused before they are sent once the term is over", async () => {
    const a = await start("a");
    const fenced = withLeadership(memory, a.terms[0] as Leadership);
    const created = await fenced.create(map);
    a.isSuspended = true;
    await pass([a], 15_000);
    for (const write of [
      () => fenced.create({ ...map, metadata: { name: "y", namespace: "a" } }),
      () => fenced.update({ ...created, data: { late: "yes" } }),
      () => fenced.patch(configMaps, map.metadata, { type: "merge", value: { data: { late: "yes" } } }),
      () => fenced.delete(configMaps, map.metadata),
    ])
      await expect(write()).rejects.toMatchObject({ code: "Conflict" });
    expect((await fenced.get(configMaps, map.metadata)).data).toBeUndefined();
  });

  it("that are sent too late are refused by the store, by the epoch of the Lease", async () => {
    const a = await start("a");
    const fence = (a.terms[0] as Leadership).fence as Fence;
    const created = await memory.create(map, { fence });
    const lease = await memory.get(leases, leaseKey);
    await memory.update({ ...lease, spec: { ...lease.spec, holderIdentity: "b", leaseTransitions: 1 } });
    const message = 'the Lease kube-system/manager is held by "b", no longer by "a" in term 0';
    const refused = { code: "Conflict", message };
    await expect(memory.update({ ...created, data: { late: "yes" } }, { fence })).rejects.toMatchObject(refused);
    await expect(memory.create({ ...map, metadata: { name: "y", namespace: "a" } }, { fence })).rejects.toMatchObject(
      refused,
    );
    await expect(
      memory.patch(map, map.metadata, { type: "merge", value: { data: { a: "1" } } }, { fence }),
    ).rejects.toMatchObject(refused);
    await expect(memory.delete(map, map.metadata, { fence })).rejects.toMatchObject(refused);
    expect(await memory.get(configMaps, map.metadata)).toEqual(created);
    await memory.update(
      { ...created, data: { now: "yes" } },
      { fence: { ...fence, holderIdentity: "b", leaseTransitions: 1 } },
    );
  });

  it("are not fenced where the Lease is in another store, which the one that is written to does not have", async () => {
    const elsewhere = createMemoryStore({ clock: new FakeClock(), random: seededRandom(8), logger: silentLogger });
    const a = await start("a", { store: elsewhere });
    const [term] = a.terms as [Leadership];
    expect(term.fence).toBeUndefined();
    await withLeadership(memory, term).create(map);
    await a.end();
    await elsewhere.close();
  });

  it("of a term without a Lease are refused, too", async () => {
    const fence = { namespace: "kube-system", name: "none", holderIdentity: "a", leaseTransitions: 0 };
    await expect(memory.create(map, { fence })).rejects.toMatchObject({ code: "Conflict" });
  });
});

describe("runControllers", () => {
  function marker(store: Store, clock: FakeClock, mark: string) {
    return createKeyedController({
      name: `marker-${mark}`,
      store,
      clock,
      logger: silentLogger,
      for: configMaps,
      async reconcile(key) {
        const map = await store.get(configMaps, splitKey(key));
        if (map.data?.mark === mark) return { changed: false };
        await store.update({ ...map, data: { mark } });
        return { changed: true };
      },
    });
  }

  it("runs the controllers of the leader, and those of the next one when it stops", async () => {
    const clock = new FakeClock();
    const stops = { a: new AbortController(), b: new AbortController() };
    await memory.create({ ...configMaps, metadata: { name: "x", namespace: "a" } });
    const mark = async () => (await memory.get(configMaps, { namespace: "a", name: "x" })).data?.mark;
    const run = (identity: "a" | "b") =>
      runControllers(memory, (store) => [marker(store, clock, identity)], {
        signal: stops[identity].signal,
        clock,
        logger: new RecordingLogger(),
        leaderElection: { leaseName: "manager", identity, random: seededRandom(1) },
      });
    const first = run("a");
    await clock.advance(100);
    const second = run("b");
    await clock.advance(5_000);
    expect(await mark()).toBe("a");
    stops.a.abort();
    await first;
    await clock.advance(5_000);
    expect(await mark()).toBe("b");
    stops.b.abort();
    await second;
    expect(clock.pendingTimers).toBe(0);
  });

  it("without an election runs them at once, until the signal aborts", async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    await memory.create({ ...configMaps, metadata: { name: "x", namespace: "a" } });
    const running = runControllers(memory, [marker(memory, clock, "only")], {
      signal: stop.signal,
      clock,
      logger: silentLogger,
    });
    await clock.advance(100);
    expect((await memory.get(configMaps, { namespace: "a", name: "x" })).data?.mark).toBe("only");
    stop.abort();
    await running;
  });
});

describe("options", () => {
  it.each<[Partial<LeaderElectionOptions>, string]>([
    [{ leaseDurationMs: 10_000 }, "leaseDurationMs must be greater than renewDeadlineMs"],
    [{ retryPeriodMs: 9_000 }, "renewDeadlineMs must be greater than 1.2 times retryPeriodMs"],
    [{ leaseDurationMs: 900, renewDeadlineMs: 500, retryPeriodMs: 100 }, "leaseDurationMs must be a second or more"],
    [{ identity: "" }, "identity"],
  ])("%o is refused", (options, message) => {
    expect(() => createLeaderElector(memory, { leaseName: "manager", ...options })).toThrow(message);
  });
});
