import type { Stored, WatchEvent } from "@engenho/core";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { EventLog } from "../src/cache/event-log.js";
import { KindCache } from "../src/cache/kind-cache.js";
import { compareVersions } from "../src/cache/resource-version.js";
import { configMap } from "./support/scripted-server.js";

const kind = { apiVersion: "v1", group: "", kind: "ConfigMap", plural: "configmaps", namespaced: true, verbs: [] };

function create(listed: readonly Stored[] = [], version = "100") {
  const events: WatchEvent[] = [];
  const cache = new KindCache(kind, new EventLog(1000, (event) => events.push(event)));
  cache.replace(new Map(listed.map((object) => [`a/${object.metadata.name}`, object])), version);
  return { cache, events, told: () => events.map(({ type, object }) => `${type} ${object.metadata.resourceVersion}`) };
}

const x = (version: string, uid?: string): Stored => configMap("x", version, uid);
const seen = (cache: KindCache) => cache.get("a", "x")?.metadata.resourceVersion;

describe("own writes", () => {
  it("a write is visible to reads at once, and delivered as an event when the server's watch delivers it", () => {
    const { cache, told } = create();
    cache.written(x("105"));
    expect(seen(cache)).toBe("105");
    expect(told()).toEqual([]);
    cache.show("ADDED", x("105"));
    expect(told()).toEqual(["ADDED 105"]);
  });

  it("reads never go back to an earlier state that the watch delivers after a write", () => {
    const { cache, told } = create([x("90")]);
    cache.written(x("120"));
    cache.show("MODIFIED", x("110"));
    expect(seen(cache)).toBe("120");
    cache.show("MODIFIED", x("120"));
    expect(told()).toEqual(["MODIFIED 110", "MODIFIED 120"]);
    expect(seen(cache)).toBe("120");
  });

  it("the previous state in an event is that of the event before, whatever reads have returned", () => {
    const { cache, events } = create([x("90")]);
    cache.written(x("120"));
    cache.show("MODIFIED", x("110"));
    cache.show("MODIFIED", x("120"));
    const previous = events.map((event) => (event.type === "ADDED" ? "" : event.previous.metadata.resourceVersion));
    expect(previous).toEqual(["90", "110"]);
  });

  it("a response that arrives after the watch has passed its version changes nothing", () => {
    const { cache } = create();
    cache.show("ADDED", x("105"));
    cache.show("DELETED", x("110"));
    cache.written(x("105"));
    expect(seen(cache)).toBeUndefined();
  });

  it("a deleted object does not reappear in reads while the watch lags behind", () => {
    const { cache, told } = create([x("90")]);
    cache.deleted("a", "x", "uid-x");
    expect(seen(cache)).toBeUndefined();
    cache.show("MODIFIED", x("110"));
    expect(seen(cache)).toBeUndefined();
    cache.show("DELETED", x("111"));
    expect(told()).toEqual(["MODIFIED 110", "DELETED 111"]);
  });

  it("an object recreated under the same name survives the DELETED event of the first one", () => {
    const { cache, told } = create([x("90", "first")]);
    cache.deleted("a", "x", "first");
    cache.written(x("120", "second"));
    cache.show("DELETED", x("110", "first"));
    expect(seen(cache)).toBe("120");
    cache.show("ADDED", x("120", "second"));
    expect(told()).toEqual(["DELETED 110", "ADDED 120"]);
  });

  it("a deletion with the UID of another object deletes nothing", () => {
    const { cache } = create([x("90", "first")]);
    cache.deleted("a", "x", "other");
    expect(seen(cache)).toBe("90");
  });
});

describe("lists after an expired watch", () => {
  it("a write later than the list is kept; an earlier one that the list does not contain is dropped", () => {
    const { cache } = create();
    cache.written(x("250"));
    cache.replace(new Map(), "200");
    expect(seen(cache)).toBe("250");
    cache.replace(new Map(), "300");
    expect(seen(cache)).toBeUndefined();
  });

  it("an object with the same name and another UID gives a DELETED and an ADDED event", () => {
    const { cache, told } = create([x("90", "first")]);
    cache.replace(new Map([["a/x", x("150", "second")]]), "200");
    expect(told()).toEqual(["DELETED 150", "ADDED 150"]);
  });

  it("the state of a server that was restored from a backup is taken over", () => {
    const { cache, told } = create([x("90")]);
    cache.replace(new Map([["a/x", x("40")]]), "50");
    expect(seen(cache)).toBe("40");
    expect(told()).toEqual(["MODIFIED 40"]);
  });
});

describe("resource versions", () => {
  it.each([
    ["9", "10", -1],
    ["18446744073709551615", "18446744073709551614", 1],
    ["7", "7", 0],
    ["opaque", "7", undefined],
    ["opaque", "opaque", 0],
    ["010", "9", undefined],
  ])("%s and %s compare as decimal numbers of any size: %s", (left, right, expected) => {
    const result = compareVersions(left, right);
    expect(result === undefined ? undefined : Math.sign(result)).toBe(expected);
  });
});

/** A history of one object at the server: each step writes it, or deletes it and perhaps creates it again. */
type Commit = { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: Stored };

function history(steps: readonly boolean[]): readonly Commit[] {
  const commits: Commit[] = [];
  let uid = 0;
  let exists = false;
  steps.forEach((isDeletion, index) => {
    const version = String(101 + index);
    if (!exists) uid++;
    const object = x(version, `uid-${uid}`);
    if (exists && isDeletion) commits.push({ type: "DELETED", object });
    else commits.push({ type: exists ? "MODIFIED" : "ADDED", object });
    exists = !(exists && isDeletion);
  });
  return commits;
}

property.prop([
  fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
  fc.array(fc.nat(20), { maxLength: 12 }),
  fc.array(fc.boolean()),
])(
  "whatever order answers and events come in, reads never go back, every commit is told once in order, and in the end reads are as the server",
  (steps, delays, own) => {
    const commits = history(steps);
    const { cache, told } = create();
    // The responses to this store's own writes arrive in the order of the commits, each before or after some events.
    let shown = 0;
    let last = 0;
    const check = () => {
      const now = Number(seen(cache) ?? last);
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    };
    commits.forEach(({ type, object }, index) => {
      if (own[index] === true) {
        if (type === "DELETED") cache.deleted("a", "x", object.metadata.uid);
        else cache.written(object);
        check();
      }
      const until = Math.min(index + 1, shown + (delays[index] ?? 0));
      for (; shown < until; shown++) {
        const commit = commits[shown] as Commit;
        cache.show(commit.type, commit.object);
        check();
      }
    });
    for (; shown < commits.length; shown++) {
      const commit = commits[shown] as Commit;
      cache.show(commit.type, commit.object);
      check();
    }
    const final = commits.at(-1) as Commit;
    expect(seen(cache)).toBe(final.type === "DELETED" ? undefined : final.object.metadata.resourceVersion);
    expect(told()).toEqual(commits.map(({ type, object }) => `${type} ${object.metadata.resourceVersion}`));
  },
);
