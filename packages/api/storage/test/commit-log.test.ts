import { KindFilter, type Stored, type WatchEvent } from "@engenho/core";
import { CommitLog } from "@engenho/storage";
import { describe, expect, it } from "vitest";

function added(version: number, kind = "ConfigMap", namespace = "a"): WatchEvent {
  const metadata = { name: `x${version}`, namespace, uid: `u${version}`, resourceVersion: String(version) };
  return { type: "ADDED", object: { apiVersion: "v1", kind, metadata } as Stored };
}

function names(signal: Awaited<ReturnType<ReturnType<CommitLog["watch"]>["next"]>>): string[] | undefined {
  return signal?.type === "events" ? signal.events.map((event) => event.object.metadata.name) : undefined;
}

describe("CommitLog", () => {
  it("refuses a limit that is not a positive integer", () => {
    for (const limit of [0, -1, 1.5, Number.NaN]) expect(() => new CommitLog({ limit })).toThrow(RangeError);
  });

  it("starts a watch at any version in the log, also where versions have gaps", async () => {
    const log = new CommitLog({ initialVersion: 5 });
    for (const version of [10, 20, 30]) log.append(added(version));
    expect(names(await log.watch({ resourceVersion: "5" }).next())).toEqual(["x10", "x20", "x30"]);
    expect(names(await log.watch({ resourceVersion: "10" }).next())).toEqual(["x20", "x30"]);
    expect(names(await log.watch({ resourceVersion: "15" }).next())).toEqual(["x20", "x30"]);
    expect(names(await log.watch({ resourceVersion: "29" }).next())).toEqual(["x30"]);
  });

  it("AP-80: reports Expired for a version before its oldest commit, and only then", async () => {
    const log = new CommitLog({ limit: 2 });
    for (const version of [2, 3, 4, 5]) log.append(added(version));
    expect(log.oldestVersion).toBe(3);
    expect(names(await log.watch({ resourceVersion: "3" }).next())).toEqual(["x4", "x5"]);
    await expect(log.watch({ resourceVersion: "2" }).next()).rejects.toMatchObject({
      code: "Expired",
      message: "too old resource version: 2 (3)",
    });
  });

  it("reports Timeout for a future version", async () => {
    const log = new CommitLog();
    await expect(log.watch({ resourceVersion: "99" }).next()).rejects.toMatchObject({
      code: "Timeout",
      message: "Too large resource version: 99, current: 1",
    });
  });

  it("combines the commits of a synchronous burst into one signal", async () => {
    const log = new CommitLog();
    const watch = log.watch();
    const next = watch.next();
    log.append(added(2));
    log.append(added(3));
    expect(names(await next)).toEqual(["x2", "x3"]);
    const later = watch.next();
    log.append(added(4));
    expect(names(await later)).toEqual(["x4"]);
  });

  it("does not deliver again what a reader has already read in the burst that notifies it", async () => {
    const log = new CommitLog();
    const waiting = log.watch().next();
    const reader = log.watch();
    log.append(added(2));
    const taken = reader.next();
    const next = reader.next();
    log.append(added(3));
    expect(names(await taken)).toEqual(["x2"]);
    expect(names(await next)).toEqual(["x3"]);
    expect(names(await waiting)).toEqual(["x2", "x3"]);
  });

  it("notifies a watch of several kinds from the first commit of any of them", async () => {
    const log = new CommitLog();
    const watch = log.watch({ kinds: KindFilter.kinds(["Pod", "Secret"]) });
    const next = watch.next();
    log.append(added(2));
    log.append(added(3, "Secret"));
    log.append(added(4, "Pod"));
    expect(names(await next)).toEqual(["x3", "x4"]);
  });

  it("reports how many commits of any kind a slow reader has missed", async () => {
    const log = new CommitLog({ limit: 3 });
    const watch = log.watch({ kinds: KindFilter.kind("Pod") });
    for (let version = 2; version <= 9; version++) log.append(added(version, version === 9 ? "Pod" : "ConfigMap"));
    expect(await watch.next()).toEqual({ type: "lagged", missed: 5 });
    expect(watch.resourceVersion).toBe("6");
    expect(names(await watch.next())).toEqual(["x9"]);
    expect(watch.resourceVersion).toBe("9");
  });

  it("reports lag to a waiting reader after a burst longer than the log", async () => {
    const log = new CommitLog({ limit: 3 });
    const watch = log.watch();
    const next = watch.next();
    for (let version = 2; version <= 9; version++) log.append(added(version));
    expect(await next).toEqual({ type: "lagged", missed: 5 });
    expect(names(await watch.next())).toEqual(["x7", "x8", "x9"]);
  });

  it("does not count irrelevant commits as missed by a waiting reader", async () => {
    const log = new CommitLog({ limit: 3 });
    const watch = log.watch({ kinds: KindFilter.kind("Pod") });
    const next = watch.next();
    for (let version = 2; version <= 9; version++) log.append(added(version));
    expect(watch.resourceVersion).toBe("9");
    log.append(added(10, "Pod"));
    expect(watch.resourceVersion).toBe("9");
    expect(names(await next)).toEqual(["x10"]);
  });

  it("refuses a concurrent second next()", async () => {
    const watch = new CommitLog().watch();
    const first = watch.next();
    await expect(watch.next()).rejects.toMatchObject({ code: "BadRequest" });
    watch.close();
    expect(await first).toBeUndefined();
  });

  it("distinguishes kinds with the same name in two groups", async () => {
    const log = new CommitLog();
    const core = log.watch({ kinds: KindFilter.kind({ group: "", kind: "Event" }) });
    const events = log.watch({ kinds: KindFilter.kind({ group: "events.k8s.io", kind: "Event" }) });
    const inGroup = added(3, "Event");
    log.append(added(2, "Event"));
    log.append({ ...inGroup, object: { ...inGroup.object, apiVersion: "events.k8s.io/v1" } });
    expect(names(await core.next())).toEqual(["x2"]);
    expect(names(await events.next())).toEqual(["x3"]);
  });

  it("ends its watches when it is closed", async () => {
    const log = new CommitLog();
    const next = log.watch().next();
    log.close();
    log.close();
    expect(await next).toBeUndefined();
    expect(() => log.watch()).toThrow("the store is closed");
  });
});
