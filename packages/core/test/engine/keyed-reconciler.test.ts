import { beforeEach, describe, expect, it } from "vitest";
import { KeyedReconciler, type KeyedReconcilerOptions } from "../../src/engine/keyed-reconciler.js";
import {
  KindFilter,
  keyOf,
  type ReconcileContext,
  type ReconcileResult,
  WatchDriver,
  type WatchEvent,
} from "../../src/index.js";
import { FakeClock, RecordingLogger } from "../../src/testing/index.js";
import { added, FakeStore } from "../fake-store.js";

const signal = new AbortController().signal;
const unchanged: ReconcileResult = { changed: false };

describe("KeyedReconciler", () => {
  let clock: FakeClock;
  let seen: string[];
  let reconcile: (key: string, context: ReconcileContext) => Promise<ReconcileResult>;

  beforeEach(() => {
    clock = new FakeClock();
    seen = [];
    reconcile = async () => unchanged;
  });

  function make(options: Partial<KeyedReconcilerOptions> = {}): KeyedReconciler {
    return new KeyedReconciler({
      name: "keyed",
      kinds: KindFilter.all,
      clock,
      keysOf: (event) => [keyOf(event.object)],
      listKeys: async () => ["a", "b", "c"],
      reconcile: (key, context) => {
        seen.push(key);
        return reconcile(key, context);
      },
      ...options,
    });
  }

  const changes = (...names: string[]) => ({
    type: "changes" as const,
    changes: names.map((name) => added("Pod", name)),
  });
  const everything = { type: "everything" as const, reason: "start" as const };

  it("CM-1: reconciles the keys of changed objects, and all keys in a tick of everything", async () => {
    const controller = make();
    expect(await controller.tick(changes("x"), signal)).toMatchObject({ examined: 1, changed: 0 });
    expect(seen).toEqual(["x"]);
    expect(await controller.tick(everything, signal)).toMatchObject({ examined: 3 });
    expect(seen).toEqual(["x", "a", "b", "c"]);
  });

  it("CM-2: queues a key once", async () => {
    await make().tick(changes("x", "y", "x", "x"), signal);
    expect(seen).toEqual(["x", "y"]);
  });

  it("a forgotten key is not reconciled, and its requeue, retries and pause are dropped", async () => {
    const forgetting = (event: WatchEvent) =>
      event.type === "DELETED" ? [{ key: keyOf(event.object), forget: true as const }] : [keyOf(event.object)];
    const results: Record<string, (context: ReconcileContext) => Promise<ReconcileResult>> = {
      waits: async () => ({ changed: false, requeueAfterMs: 3_600_000 }),
      pauses: async ({ observe }) => {
        await observe(async () => clock.pass(100));
        return unchanged;
      },
      fails: async () => {
        throw new Error("no");
      },
    };
    reconcile = async (key, context) =>
      (results[key] as (context: ReconcileContext) => Promise<ReconcileResult>)(context);
    const controller = make({ keysOf: forgetting, backoff: { baseMs: 1_000 } });
    const names = Object.keys(results);
    await controller.tick(changes(...names), signal);
    expect(controller.delayedKeys).toBe(2);
    await controller.tick(
      { type: "changes", changes: names.map((name) => ({ ...added("Pod", name), type: "DELETED" }) as WatchEvent) },
      signal,
    );
    expect(controller.delayedKeys).toBe(0);
    seen.length = 0;
    await controller.tick(changes("pauses"), signal);
    expect(seen, "it does not pause").toEqual(["pauses"]);
    seen.length = 0;
    await clock.advance(3_600_000);
    await controller.tick({ type: "changes", changes: [] }, signal);
    expect(seen).toEqual([]);
    // As for a new key: its first failure has the base delay.
    await controller.tick(changes("pauses", "fails"), signal);
    expect(seen).toEqual(["pauses", "fails"]);
    await clock.advance(1_000);
    await controller.tick({ type: "changes", changes: [] }, signal);
    expect(seen).toEqual(["pauses", "fails", "fails"]);
    await controller.tick(
      { type: "changes", changes: names.map((name) => ({ ...added("Pod", name), type: "DELETED" }) as WatchEvent) },
      signal,
    );
  });

  it("CM-2: never reconciles a key twice at once; a key added meanwhile is reconciled again afterwards", async () => {
    let active = 0;
    let most = 0;
    const releases: (() => void)[] = [];
    reconcile = async () => {
      most = Math.max(most, ++active);
      await new Promise<void>((resolve) => releases.push(resolve));
      active--;
      return unchanged;
    };
    const controller = make();
    const first = controller.tick(changes("x"), signal);
    await clock.settle();
    const second = controller.tick(changes("x"), signal);
    const third = controller.tick(changes("x"), signal);
    await clock.settle();
    expect(seen).toEqual(["x"]);
    releases[0]?.();
    await first;
    await clock.settle();
    expect(seen).toEqual(["x", "x"]);
    releases[1]?.();
    expect((await second).examined).toBe(1);
    expect((await third).examined).toBe(1);
    expect(seen).toEqual(["x", "x"]);
    expect(most).toBe(1);
  });

  it("CM-12: reconciles at most `concurrency` keys at once, by default 5", async () => {
    let active = 0;
    let most = 0;
    reconcile = async () => {
      most = Math.max(most, ++active);
      await clock.turn();
      active--;
      return unchanged;
    };
    await make({ concurrency: 2 }).tick(everything, signal);
    expect(most).toBe(2);
    most = 0;
    await make({ listKeys: async () => Array.from({ length: 9 }, (_, at) => `key-${at}`) }).tick(everything, signal);
    expect(most).toBe(5);
  });

  it("makes a retry that is due even if the tick that takes it fails", async () => {
    let down = false;
    reconcile = async (key) => {
      if (key === "x" && seen.length === 1) throw new Error("first");
      return unchanged;
    };
    const listKeys = async () => {
      if (down) throw new Error("down");
      return ["x"];
    };
    const controller = make({ listKeys });
    await controller.tick(everything, signal);
    await clock.advance(5);
    down = true;
    await expect(controller.tick(everything, signal)).rejects.toThrow("down");
    await clock.settle();
    expect(seen).toEqual(["x", "x"]);
    expect(controller.queueDepth).toBe(0);
  });

  it("counts changed, skipped and failed keys in its report", async () => {
    reconcile = async (key) => {
      if (key === "a") return { changed: true };
      if (key === "b") return { changed: false, skipped: true };
      throw new Error("c");
    };
    expect(await make().tick(everything, signal)).toEqual({
      examined: 3,
      changed: 1,
      skipped: 1,
      failed: 1,
      errors: [{ key: "c", error: new Error("c") }],
    });
  });

  it("reconciles keys that a reconcile enqueued at once, even if it failed", async () => {
    reconcile = async (key, { enqueue }) => {
      if (key !== "x") return unchanged;
      enqueue("y");
      throw new Error("after it woke y");
    };
    await make().tick(changes("x"), signal);
    await clock.settle();
    expect(seen).toEqual(["x", "y"]);
  });

  it("CM-4: a delayed key is reconciled when it is due, at the earlier of two deadlines", async () => {
    let afterMs = 3_000;
    const controller = make({ keysOf: (event) => [{ key: keyOf(event.object), afterMs }] });
    const stopListening = controller.onWorkDue?.(() => controller.tick({ type: "changes", changes: [] }, signal));
    await controller.tick(changes("x"), signal);
    afterMs = 1_000;
    await controller.tick(changes("x"), signal);
    expect(seen).toEqual([]);
    await clock.advance(999);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual(["x"]);
    await clock.advance(5_000);
    expect(seen).toEqual(["x"]);
    afterMs = 0;
    await controller.tick(changes("x"), signal);
    expect(seen).toEqual(["x", "x"]);
    stopListening?.();
    expect(clock.pendingTimers).toBe(0);
  });

  describe("under a driver", () => {
    let stop: AbortController;
    let fake: FakeStore;

    async function run(controller: KeyedReconciler, body: () => Promise<void>): Promise<void> {
      stop = new AbortController();
      fake = new FakeStore();
      const driver = new WatchDriver(controller, fake.store, {
        clock,
        debounceMs: 0,
        fallbackIntervalMs: Number.POSITIVE_INFINITY,
      });
      const running = driver.run(stop.signal);
      await clock.settle();
      await body();
      stop.abort();
      await running;
      expect(clock.pendingTimers, "leaked timers").toBe(0);
    }

    it("CM-3: retries a failing key after 5 ms, 10 ms, 20 ms..., and resets the backoff after a success", async () => {
      let failures = 3;
      reconcile = async () => {
        if (failures-- > 0) throw new Error("not yet");
        return unchanged;
      };
      const controller = make({ listKeys: async () => ["a"] });
      await run(controller, async () => {
        const at: number[] = [];
        for (let runs = 1; runs < 4; runs++) {
          at.push(clock.nextTimerMs ?? -1);
          await clock.advance(clock.nextTimerMs ?? 0);
          expect(seen).toHaveLength(runs + 1);
        }
        expect(at).toEqual([5, 10, 20]);
        expect(clock.pendingTimers).toBe(0);
        expect(controller.retries).toBe(3);
        failures = 1;
        fake.commit(added("Pod", "a"));
        await clock.settle();
        expect(clock.nextTimerMs).toBe(5);
      });
    });

    it("one failing key never delays another", async () => {
      reconcile = async (key) => {
        if (key === "a") throw new Error("always");
        return unchanged;
      };
      await run(make(), async () => {
        await clock.advance(100);
        seen.length = 0;
        fake.commit(added("Pod", "b"));
        await clock.settle();
        expect(seen).toEqual(["b"]);
      });
    });

    it("a key that hangs delays neither another key nor its retry", async () => {
      let release: () => void = () => {};
      let failures = 1;
      reconcile = async (key) => {
        if (key === "a") {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        }
        if (key === "b" && failures-- > 0) throw new Error("once");
        return unchanged;
      };
      await run(make(), async () => {
        await clock.advance(5);
        expect(seen).toEqual(["a", "b", "c", "b"]);
        fake.commit(added("Pod", "d"));
        await clock.settle();
        expect(seen).toEqual(["a", "b", "c", "b", "d"]);
        release();
      });
    });

    it("CM-4: requeues a key after its requeueAfterMs, at the earlier of two deadlines", async () => {
      const asks: Record<string, number[]> = { a: [1_000, 300], b: [] };
      reconcile = async (key) => ({ changed: false, requeueAfterMs: asks[key]?.shift() });
      await run(make({ listKeys: async () => ["a"] }), async () => {
        await clock.advance(100);
        fake.commit(added("Pod", "a"));
        await clock.settle();
        seen.length = 0;
        await clock.advance(300);
        expect(seen).toEqual(["a"]);
        await clock.advance(10_000);
        expect(seen, "the later of the two deadlines is dropped").toEqual(["a"]);
      });
    });

    describe("a key whose observation takes long", () => {
      /** A millisecond of observation, after which a key pauses for 40. */
      const observationShare = 1 / 41;
      const observing = async ({ observe }: ReconcileContext) => {
        await observe(async () => clock.pass(1));
        return unchanged;
      };

      it("is enqueued by events only after its pause, and once for all of them", async () => {
        reconcile = (_key, context) => observing(context);
        await run(make({ observationShare, listKeys: async () => ["a"] }), async () => {
          seen.length = 0;
          fake.commit(added("Pod", "a"));
          await clock.advance(39);
          fake.commit(added("Pod", "a"));
          await clock.settle();
          expect(seen).toEqual([]);
          await clock.advance(1);
          expect(seen).toEqual(["a"]);
          await clock.advance(40);
          expect(seen).toEqual(["a"]);
        });
      });

      it("also pauses if the event came while it was processed, and the tick ends without it", async () => {
        const releases: (() => void)[] = [];
        const controller = make({ observationShare, listKeys: async () => ["a"] });
        reconcile = async (_key, context) => {
          await new Promise<void>((resolve) => releases.push(resolve));
          return observing(context);
        };
        await run(controller, async () => {
          seen.length = 0;
          for (const release of releases.splice(0)) release();
          await clock.settle();
          await clock.advance(40);
          fake.commit(added("Pod", "a"));
          await clock.settle();
          fake.commit(added("Pod", "a"));
          await clock.settle();
          expect(seen).toEqual(["a"]);
          releases.splice(0)[0]?.();
          await clock.settle();
          await clock.advance(39);
          expect(seen).toEqual(["a"]);
          expect(controller.delayedKeys).toBe(1);
          await clock.advance(1);
          expect(seen).toEqual(["a", "a"]);
          for (const release of releases.splice(0)) release();
        });
      });

      it("is enqueued at once by afterMs 0, and delays no other key", async () => {
        reconcile = async (key, context) => (key === "a" ? observing(context) : unchanged);
        const keysOf = ({ object }: WatchEvent) => [
          object.kind === "Node" ? { key: keyOf(object), afterMs: 0 } : keyOf(object),
        ];
        await run(make({ keysOf, observationShare }), async () => {
          seen.length = 0;
          fake.commit(added("Pod", "a"));
          fake.commit(added("Pod", "b"));
          fake.commit(added("Node", "a"));
          await clock.settle();
          expect(seen).toEqual(["b", "a"]);
        });
      });

      it("does not pause any more once an observation is short", async () => {
        let quick = false;
        reconcile = async (_key, context) => (quick ? unchanged : observing(context));
        await run(make({ observationShare, listKeys: async () => ["a"] }), async () => {
          quick = true;
          fake.commit(added("Pod", "a"));
          await clock.advance(40);
          seen.length = 0;
          fake.commit(added("Pod", "a"));
          await clock.settle();
          expect(seen).toEqual(["a"]);
        });
      });
    });

    it("DEP-8: drops a key after maxRetries, until its next event", async () => {
      const logger = new RecordingLogger();
      reconcile = async () => {
        throw new Error("never");
      };
      await run(make({ listKeys: async () => ["a"], maxRetries: 2, logger }), async () => {
        await clock.advance(1_000_000);
        expect(seen).toHaveLength(3);
        expect(logger.at("warn")).toEqual(["dropped after too many retries"]);
        fake.commit(added("Pod", "a"));
        await clock.settle();
        expect(clock.nextTimerMs).toBe(5);
      });
    });

    it("does not retry an error that is final", async () => {
      reconcile = async () => {
        throw new Error("gone");
      };
      await run(
        make({ listKeys: async () => ["a"], isFinal: (error) => (error as Error).message === "gone" }),
        async () => {
          await clock.advance(1_000_000);
          expect(seen).toEqual(["a"]);
        },
      );
    });

    it("processes no further key after it is stopped", async () => {
      let release: () => void = () => {};
      reconcile = () =>
        new Promise((resolve) => {
          release = () => resolve(unchanged);
        });
      await run(make({ concurrency: 1 }), async () => {
        expect(seen).toEqual(["a"]);
        stop.abort();
        release();
        await clock.settle();
        expect(seen).toEqual(["a"]);
      });
    });

    it("a failed listKeys or keysOf makes the next tick one of everything", async () => {
      let failing = true;
      const controller = make({
        listKeys: async () => {
          if (failing) throw new Error("store is away");
          return ["a"];
        },
      });
      await run(controller, async () => {
        failing = false;
        fake.commit(added("Pod", "x"));
        await clock.settle();
        expect(seen).toEqual(["a"]);
      });
    });
  });

  it("yields to the event loop during long work", async () => {
    let turns = 0;
    const busy = {
      now: () => clock.now(),
      monotonicNow: () => clock.monotonicNow(),
      setTimer: clock.setTimer.bind(clock),
      turn: () => {
        turns++;
        return clock.turn();
      },
    };
    reconcile = async () => {
      await clock.advance(1);
      return unchanged;
    };
    const keys = Array.from({ length: 100 }, (_, index) => `k${index}`);
    await make({ clock: busy, concurrency: 1, listKeys: async () => keys }).tick(everything, signal);
    expect(turns).toBeGreaterThanOrEqual(19);
  });
});
