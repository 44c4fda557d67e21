import { describe, expect, it } from "vitest";
import { Backoff } from "../../src/engine/backoff.js";
import {
  checkOptions,
  createEventRecorder,
  createKeyedController,
  KindFilter,
  optionRules,
  runControllers,
  type Store,
  WatchDriver,
} from "../../src/index.js";
import { FakeStore } from "../fake-store.js";

/** Any value that untyped JavaScript may pass. */
type Anything = never;

const { store } = new FakeStore();
const tick = async () => ({ examined: 0, changed: 0, skipped: 0, failed: 0 });
const controller = { name: "mine", tick };
const keyed = { name: "mine", store, listKeys: async () => [], reconcile: async () => ({ changed: false }) };
const filterHint = 'a KindFilter, such as KindFilter.kind("Pod") or KindFilter.kinds(["Pod", "Node"])';
const kindHint =
  'a kind: it is its name, such as "Pod", or { group: "apps", kind: "Deployment" } ("" is the core group)';
const capitalHint = 'the name of a kind: these are singular and begin with a capital letter, as "Pod" does';

const driver = (config: unknown) => () => new WatchDriver(controller, store, config as Anything);
const makeKeyed = (options: unknown) => () => createKeyedController(options as Anything);
const recorder = (options: unknown) => () => createEventRecorder(options as Anything);

describe("Libraries 5: errors name the invalid option, its value and what is expected", () => {
  const wrongTypes: [name: string, call: () => unknown, message: string][] = [
    ["no options", makeKeyed(undefined), "createKeyedController: undefined is not an options object"],
    ["a list of options", makeKeyed([1]), "createKeyedController: [1] is not an options object"],
    [
      "a string instead of options",
      makeKeyed({ name: "mine" }),
      "createKeyedController: store is missing: it must be a Store",
    ],
    [
      "no name",
      makeKeyed({ ...keyed, name: undefined }),
      "createKeyedController: name is missing: it must be a non-empty string",
    ],
    ["an empty name", makeKeyed({ ...keyed, name: "" }), 'createKeyedController: name: "" is not a non-empty string'],
    ["reconcile", makeKeyed({ ...keyed, reconcile: {} }), "createKeyedController: reconcile: {} is not a function"],
    ["listKeys", makeKeyed({ ...keyed, listKeys: [] }), "createKeyedController: listKeys: [] is not a function"],
    [
      "for",
      makeKeyed({ ...keyed, for: "Pod" }),
      'createKeyedController: for: "Pod" is not a kind, such as { apiVersion: "v1", kind: "Pod" }, or { kind, when, isWanted }',
    ],
    [
      "owns",
      makeKeyed({ ...keyed, owns: [{ apiVersion: "v1", kind: "Pod" }] }),
      'createKeyedController: owns: [{"apiVersion":"v1","kind":"Pod"}] is not a list of kinds, such as [{ kind: pods }]',
    ],
    [
      "watches",
      makeKeyed({ ...keyed, watches: { kind: "Pod" } }),
      'createKeyedController: watches: {"kind":"Pod"} is not a list of kinds with their mapping to keys, such as [{ kind: pods, keysOf: (event) => [...] }]',
    ],
    [
      "`owns` without `for`",
      makeKeyed({ ...keyed, owns: [{ kind: { apiVersion: "v1", kind: "Pod" } }] }),
      'createKeyedController: mine has "owns", and needs "for", the kind of the owners',
    ],
    [
      "neither `for` nor `listKeys`",
      makeKeyed({ ...keyed, listKeys: undefined }),
      'createKeyedController: mine needs "for" or "listKeys"',
    ],
    ["isFinal", makeKeyed({ ...keyed, isFinal: true }), "createKeyedController: isFinal: true is not a function"],
    ["clock", makeKeyed({ ...keyed, clock: Date }), "createKeyedController: clock: a function is not a Clock"],
    [
      "logger",
      makeKeyed({ ...keyed, logger: console.log }),
      "createKeyedController: logger: a function is not a Logger",
    ],
    ["backoff", makeKeyed({ ...keyed, backoff: 5 }), "createKeyedController: backoff: 5 is not an object"],
    [
      "concurrency",
      makeKeyed({ ...keyed, concurrency: "5" }),
      'createKeyedController: concurrency: "5" is not a whole number of 1 or more',
    ],
    [
      "maxRetries",
      makeKeyed({ ...keyed, maxRetries: null }),
      "createKeyedController: maxRetries: null is not a whole number of 0 or more, or Infinity",
    ],
    [
      "a typo",
      makeKeyed({ ...keyed, concurency: 5 }),
      'createKeyedController: unknown option "concurency"; did you mean "concurrency"?',
    ],
    [
      "another name",
      makeKeyed({ ...keyed, workers: 5 }),
      'createKeyedController: unknown option "workers"; known options: name, store, for, owns, watches, load, listKeys, reconcile, concurrency, maxRetries, observationShare, backoff, isFinal, clock, logger',
    ],
    [
      "a misspelled backoff option",
      () => new Backoff({ base: 5 } as Anything),
      'backoff: unknown option "base"; did you mean "baseMs"?',
    ],
    ["a list of kinds", driver({ filter: ["Pod"] }), `WatchDriver: filter: ["Pod"] is not ${filterHint}`],
    ["a kind", driver({ filter: "Pod" }), `WatchDriver: filter: "Pod" is not ${filterHint}`],
    [
      "kinds",
      driver({ kinds: KindFilter.all }),
      'WatchDriver: unknown option "kinds"; known options: filter, debounceMs, fallbackIntervalMs, clock, logger',
    ],
    ["debounce", driver({ debounce: 5 }), 'WatchDriver: unknown option "debounce"; did you mean "debounceMs"?'],
    [
      "debounceMs",
      driver({ debounceMs: "5" }),
      'WatchDriver: debounceMs: "5" is not a number of milliseconds of 0 or more',
    ],
    [
      "fallbackIntervalMs",
      driver({ fallbackIntervalMs: null }),
      "WatchDriver: fallbackIntervalMs: null is not a positive number of milliseconds or Infinity",
    ],
    [
      "no controller",
      () => new WatchDriver(undefined as Anything, store),
      "WatchDriver: controller is missing: it must be a Controller, which has a `name` and a `tick` method",
    ],
    [
      "a function instead of a controller",
      () => new WatchDriver(tick as Anything, store),
      "WatchDriver: controller: a function is not a Controller, which has a `name` and a `tick` method",
    ],
    [
      "no store",
      () => new WatchDriver(controller, undefined as Anything),
      "WatchDriver: store is missing: it must be a Store",
    ],
    [
      "no listener",
      () => new WatchDriver(controller, store).listen(undefined as Anything),
      "WatchDriver.listen: listener is missing: it must be a function",
    ],
    ["a plural", () => KindFilter.kind("pods"), `KindFilter: kind: "pods" is not ${capitalHint}`],
    ["a kind in lowercase", () => KindFilter.kinds(["Node", "pod"]), `KindFilter: kind: "pod" is not ${capitalHint}`],
    ["no kind", () => KindFilter.kind(undefined as Anything), `KindFilter: kind is missing: it must be ${kindHint}`],
    [
      "a kind without a group",
      () => KindFilter.kind({ kind: "Pod" } as Anything),
      `KindFilter: kind: {"kind":"Pod"} is not ${kindHint}`,
    ],
    [
      "one kind instead of a list",
      () => KindFilter.kinds("Pod" as Anything),
      'KindFilter.kinds: kinds: "Pod" is not a list of kinds, such as ["Pod"]',
    ],
    [
      "an Event recorder's component",
      recorder({ store }),
      "createEventRecorder: component is missing: it must be a non-empty string",
    ],
    [
      "an Event recorder's store",
      recorder({ store: {}, component: "c" }),
      "createEventRecorder: store: {} is not a Store",
    ],
  ];
  it.each(wrongTypes)("TypeError: %s", (_name, call, message) => {
    expect(call).toThrow(new TypeError(message));
  });

  const outOfRange: [call: () => unknown, message: string][] = [
    [makeKeyed({ ...keyed, concurrency: 0 }), "concurrency: 0"],
    [makeKeyed({ ...keyed, concurrency: 1.5 }), "concurrency: 1.5"],
    [makeKeyed({ ...keyed, maxRetries: -1 }), "maxRetries: -1"],
    [makeKeyed({ ...keyed, maxRetries: Number.NaN }), "maxRetries: NaN"],
    [makeKeyed({ ...keyed, backoff: { baseMs: -1 } }), "backoff: baseMs: -1"],
    [makeKeyed({ ...keyed, backoff: { retriesPerSecond: 0 } }), "backoff: retriesPerSecond: 0"],
    [driver({ debounceMs: -1 }), "debounceMs: -1"],
    [driver({ fallbackIntervalMs: Number.NaN }), "fallbackIntervalMs: NaN"],
    [recorder({ store, component: "c", maximumWaiting: -1 }), "maximumWaiting: -1"],
  ];
  it.each(outOfRange.map(([call, message]) => [message, call] as const))("RangeError: %s", (message, call) => {
    expect(call).toThrow(RangeError);
    expect(call).toThrow(`${message} is not `);
  });

  it("a run without a signal rejects, and does not start", async () => {
    const run = new WatchDriver(controller, store).run(undefined as Anything);
    await expect(run).rejects.toThrow(new TypeError("WatchDriver.run: signal is missing: it must be an AbortSignal"));
  });

  it("an undefined option is absent, and a KindFilter of another copy of the package is accepted", () => {
    expect(driver({ filter: { matches: () => true }, debounceMs: undefined, unknown: undefined })).not.toThrow();
    expect(makeKeyed({ ...keyed, maxRetries: Number.POSITIVE_INFINITY, concurrency: undefined })).not.toThrow();
    expect(() => KindFilter.kinds([{ group: "example.com", kind: "lowercase" }])).not.toThrow();
    expect(() =>
      createEventRecorder({
        store: { create: async () => Promise.reject(new Error("not called")) } as Partial<Store> as Store,
        component: "c",
      }),
    ).not.toThrow();
  });

  it("a Promise instead of its value, and an instance of a class, are told by name", () => {
    const message = "WatchDriver: store: a Promise (is an await missing?) is not a Store";
    expect(() => new WatchDriver(controller, Promise.resolve(store) as Anything)).toThrow(new TypeError(message));
    const run = new WatchDriver(controller, store).run(new AbortController() as Anything);
    return expect(run).rejects.toThrow(
      new TypeError("WatchDriver.run: signal: an object of class AbortController is not an AbortSignal"),
    );
  });

  it.each([
    ["an object", {}, "controllers: {} is not a list of controllers, or a function of the store that returns one"],
    ["nothing", undefined, "controllers is missing: it must be a list of controllers, or a function"],
    ["a function that returns a single controller", () => controller, "the result of controllers: "],
  ])("runControllers with %s as controllers rejects", async (_, controllers, message) => {
    await expect(runControllers(store, controllers as Anything)).rejects.toThrow(`runControllers: ${message}`);
  });

  it("long and unprintable values are abbreviated in messages", () => {
    const rules = { list: optionRules.texts };
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(() => checkOptions("f", { list: circular }, rules)).toThrow("f: list: an object is not a list of strings");
    expect(() => checkOptions("f", { list: "x".repeat(1_000) }, rules)).toThrow(
      /^f: list: "x{59}\.\.\. is not a list of strings$/,
    );
    expect(() => checkOptions("f", { list: 1n }, rules)).toThrow("f: list: 1 is not a list of strings");
    expect(() => checkOptions("f", { list: Symbol("s") }, rules)).toThrow(
      "f: list: Symbol(s) is not a list of strings",
    );
    expect(() => checkOptions("f", JSON.parse('{"__proto__":1}'), rules)).toThrow('f: unknown option "__proto__"');
  });
});
