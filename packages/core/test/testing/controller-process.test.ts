import { beforeEach, describe, expect, it } from "vitest";
import { type Controller, KindFilter, type Store, type Wake } from "../../src/index.js";
import { ControllerProcess, FakeClock } from "../../src/testing/index.js";
import { added, FakeStore } from "../fake-store.js";

const secret = { apiVersion: "v1", kind: "Secret", metadata: { namespace: "ns", name: "token" } };

describe("ControllerProcess", () => {
  let clock: FakeClock;
  let watches: FakeStore;
  let lives: { readonly store: Store; readonly wakes: Wake[] }[];
  let process: ControllerProcess;

  beforeEach(() => {
    clock = new FakeClock();
    watches = new FakeStore();
    lives = [];
    const store = { watch: watches.store.watch, create: async (object: unknown) => object } as Store;
    process = new ControllerProcess<Controller>({
      store,
      clock,
      filter: KindFilter.kind("Secret"),
      create: (own) => {
        const wakes: Wake[] = [];
        lives.push({ store: own, wakes });
        return {
          name: "test",
          tick: async (wake) => {
            wakes.push(wake);
            if (wake.type === "changes") await own.create(secret);
            return { examined: 0, changed: 0, skipped: 0, failed: 0 };
          },
        };
      },
    });
  });

  it("runs a controller: a tick of everything, then its events, and no fallback ticks", async () => {
    expect(() => process.controller).toThrow("the process is not running");
    process.start();
    expect(() => process.start()).toThrow("the process is running already");
    await clock.settle();
    watches.commit(added("Secret", "a"), added("Pod", "b"));
    await clock.advance(3_600_000);
    expect(lives[0]?.wakes).toMatchObject([{ type: "everything" }, { changes: [{ object: { kind: "Secret" } }] }]);
    await process.stop();
    await process.stop();
    expect(clock.pendingTimers).toBe(0);
    expect(lives).toHaveLength(1);
  });

  it("starts a new controller after a crash, with a new client", async () => {
    process.start();
    await clock.settle();
    const { controller } = process;
    process.scripted.inject({ type: "crash" });
    watches.commit(added("Secret", "a"));
    await clock.settle();
    expect([lives.length, process.crashes]).toEqual([2, 1]);
    expect(process.controller).not.toBe(controller);
    expect(lives[1]?.wakes).toMatchObject([{ type: "everything" }]);
    await expect(lives[0]?.store.create(secret)).rejects.toMatchObject({ code: "Closed" });
    expect(await lives[1]?.store.create(secret)).toBe(secret);
    await process.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it("starts no new controller if it is being stopped when it crashes", async () => {
    process.start();
    await clock.settle();
    process.scripted.inject({ type: "crash" });
    watches.commit(added("Secret", "a"));
    const stopped = process.stop();
    await clock.settle();
    await stopped;
    expect(lives).toHaveLength(1);
    expect(() => process.controller).toThrow("the process is not running");
  });

  it("restart: a new controller, which ticks everything", async () => {
    process.start();
    await process.restart();
    await clock.settle();
    expect(lives.map(({ wakes }) => wakes.length)).toEqual([1, 1]);
    await process.stop();
  });
});
