import { customResourceDefinitions, type KubernetesObject, namespaces, type Stored } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import type { SchemaNode } from "@engenho/machinery";
import { beforeEach, describe, expect, it } from "vitest";
import { Causes } from "../../../machinery/src/validation/causes.js";
import { isLongWork } from "../../../machinery/src/work/long-work.js";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { compileRuleValidator } from "../../src/cel/index.js";
import { perCallLimit, runtimeCostBudget } from "../../src/cel/limits.js";
import { ruleTools } from "../../src/rule-tools.js";
import { content, texts, widgetDefinition } from "../widgets.js";

/** A clock that advances at each reading, so that long work has to yield. Counts turns. */
class BusyClock extends FakeClock {
  turns = 0;
  passingMs = 0.5;
  #passedMs = 0;

  override monotonicNow(): number {
    this.#passedMs += this.passingMs;
    return this.#passedMs;
  }

  override turn(): Promise<void> {
    this.turns++;
    return super.turn();
  }
}

const numbers: SchemaNode = { type: "array", maxItems: 1000, items: { type: "integer" } };
const allPairs = "self.l.all(x, self.l.all(y, x + y >= 0))";
const spec = (rules: readonly string[], more: SchemaNode["properties"] = {}): SchemaNode => ({
  type: "object",
  properties: { l: numbers, ...more },
  "x-kubernetes-validations": rules.map((rule) => ({ rule })),
});
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Validates a value, and counts how often other work could have run. */
function check(schema: SchemaNode, value: unknown) {
  const causes = new Causes();
  const work = compileRuleValidator(schema, false, ruleTools)?.({ value, old: undefined, path: "spec" }, causes) ?? 0;
  let turns = 0;
  if (!isLongWork(work)) return { left: work, failures: texts(causes.list), turns };
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return { left: step.value, failures: texts(causes.list), turns };
    turns++;
  }
}

describe("rules that are not compiled yet", () => {
  const each = (count: number): SchemaNode => ({
    type: "object",
    properties: Object.fromEntries(
      upTo(count).map((index) => [
        `f${index}`,
        { type: "integer", "x-kubernetes-validations": [{ rule: "self >= 0" }, { rule: `self < ${index + 2}` }] },
      ]),
    ),
  });

  it("are compiled for the first value that reaches them, a few per turn, and cached", () => {
    const validator = compileRuleValidator(each(50), false, ruleTools);
    const value = Object.fromEntries(upTo(50).map((index) => [`f${index}`, 1]));
    const run = () => {
      const causes = new Causes();
      const work = validator?.({ value, old: undefined, path: "spec" }, causes) ?? 0;
      let turns = 0;
      if (isLongWork(work)) for (let step = work.next(); step.done !== true; step = work.next()) turns++;
      expect(texts(causes.list)).toEqual([]);
      return turns;
    };
    expect(run()).toBeGreaterThanOrEqual(30);
    expect(run()).toBeLessThan(5);
  });

  it("are compiled in several turns if they are long: parsed, checked, planned, and their cost estimated", () => {
    const rule = upTo(500)
      .map((index) => `self.l.all(x, x >= ${index})`)
      .join(" || ");
    expect(check(spec([rule]), { l: [1] }).turns).toBeGreaterThanOrEqual(4);
    expect(check(spec(["self.l.all(x, x >= 0)"]), { l: [1] }).turns).toBe(0);
  });
});

describe("long evaluations yield", () => {
  it.each([
    ["one call of 700,000", spec([allPairs]), { l: upTo(350) }, 700_000 / 2_500, ""],
    [
      "one call above the limit",
      spec([allPairs]),
      { l: upTo(900) },
      perCallLimit / 2_500,
      "actual cost limit exceeded",
    ],
    [
      "the whole budget",
      spec(new Array(40).fill(allPairs)),
      { l: upTo(300) },
      runtimeCostBudget / 2_500,
      "running out of cost budget",
    ],
    [
      "a rule for each element",
      spec([], {
        e: { type: "array", items: { type: "integer", "x-kubernetes-validations": [{ rule: "self >= 0" }] } },
      }),
      { l: [], e: upTo(20_000) },
      (20_000 * 20) / 5_000,
      "",
    ],
    [
      "a message",
      {
        type: "object",
        properties: { l: numbers },
        "x-kubernetes-validations": [{ rule: "self.l.size() == 0", messageExpression: `${allPairs} ? 'a' : 'b'` }],
      },
      { l: upTo(350) },
      700_000 / 2_500,
      'Invalid value: "object": a',
    ],
  ] as const)("in the middle of %s", (_, schema, value, leastTurns, failure) => {
    const { failures, turns } = check(schema, value);
    expect(failures).toEqual(failure === "" ? [] : [expect.stringContaining(failure)]);
    expect(turns).toBeGreaterThan(leastTurns * 0.8);
    expect(turns).toBeLessThan(leastTurns * 2);
  });

  it("cheap evaluations complete at once", () => {
    expect(check(spec(["self.l.all(x, x >= 0)"]), { l: upTo(300) })).toMatchObject({ failures: [], turns: 0 });
  });
});

const kind = { apiVersion: "example.com/v1", kind: "Widget" } as const;
const one = { ...kind, namespace: "default", name: "one" };
const widget = (value: object, metadata: object = {}) =>
  ({ ...kind, metadata: { name: "one", namespace: "default", ...metadata }, spec: value }) as KubernetesObject;
const long = { l: upTo(350) };

describe("while the rules of a write are evaluated, others write", () => {
  let clock: BusyClock;
  let store: ReturnType<typeof openRegistry>["store"];
  beforeEach(async () => {
    clock = new BusyClock();
    store = openRegistry({ clock }).store;
    const { status: _, ...definition } = widgetDefinition({
      type: "object",
      properties: { spec: spec([allPairs], { note: { type: "string" } }) },
    });
    await store.create(definition);
    clock.turns = 0;
  });

  it("a create whose name was taken in the meantime is AlreadyExists", async () => {
    const creating = store.create(widget(long));
    await store.create(widget({ l: [1] }));
    expect(clock.turns).toBeLessThan(3);
    await expect(creating).rejects.toMatchObject({ code: "AlreadyExists" });
    expect(clock.turns).toBeGreaterThan(60);
  });

  it("a create whose namespace started to terminate in the meantime is Forbidden", async () => {
    await store.create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "default", finalizers: ["example.com/hold"] },
    } as KubernetesObject);
    const creating = store.create(widget(long));
    await store.delete(namespaces, { name: "default" });
    await expect(creating).rejects.toMatchObject({ code: "Forbidden" });
  });

  it("a create whose kind was removed in the meantime finds no kind", async () => {
    const creating = store.create(widget(long));
    creating.catch(() => {});
    await store.delete(customResourceDefinitions, { name: "widgets.example.com" });
    await expect(creating).rejects.toMatchObject({ code: "NoKindMatch" });
  });

  it("an update with a resourceVersion that became stale in the meantime is a Conflict", async () => {
    const { metadata } = await store.create(widget({ l: [1] }));
    const updating = store.update(widget(long, metadata));
    await store.patch(one, one, { type: "merge", value: { spec: { note: "quick" } } });
    await expect(updating).rejects.toMatchObject({ code: "Conflict" });
  });

  it("a patch of an object that has changed in the meantime is computed again", async () => {
    await store.create(widget({ l: [1] }));
    const patching = store.patch(one, one, { type: "merge", value: { spec: long } });
    await store.patch(one, one, { type: "merge", value: { spec: { note: "quick" } } });
    expect(content(await patching).spec).toEqual({ ...long, note: "quick" });
  });

  it("so is a patch without changes", async () => {
    await store.create(widget({ ...long, note: "first" }));
    const patching = store.patch(one, one, { type: "merge", value: { spec: { note: "first" } } });
    await store.patch(one, one, { type: "merge", value: { spec: { l: [1], note: "second" } } });
    expect(content(await patching).spec).toEqual({ l: [1], note: "first" });
  });

  it("an update of an object that was deleted in the meantime is NotFound", async () => {
    await store.create(widget({ l: [1] }));
    const patching = store.patch(one, one, { type: "merge", value: { spec: long } });
    await store.delete(one, one);
    await expect(patching).rejects.toMatchObject({ code: "NotFound" });
  });

  it("a patch of an object that keeps changing is a Conflict after five attempts", async () => {
    await store.create(widget({ l: [1] }));
    let ended = false;
    const patching = store.patch(one, one, { type: "merge", value: { spec: { l: upTo(120) } } }).finally(() => {
      ended = true;
    });
    patching.catch(() => {});
    for (let round = 0; !ended; round++) {
      expect(round).toBeLessThan(1000);
      await store.patch(one, one, { type: "merge", value: { spec: { l: [round], note: "quick" } } });
      await clock.turn();
    }
    await expect(patching).rejects.toMatchObject({ code: "Conflict" });
  });

  it("twenty of them continue alternately, and block others no longer than one", async () => {
    const ended: Promise<Stored>[] = [];
    let done = 0;
    for (let index = 0; index < 20; index++) {
      ended.push(
        store.create(widget({ l: upTo(200) }, { name: `long-${index}` })).finally(() => {
          done++;
        }),
      );
    }
    for (let index = 0; index < 100; index++) {
      await store.create(widget({ l: [index] }, { name: `short-${index}` }));
      await FakeClock.prototype.turn.call(clock);
    }
    expect(done).toBe(0);
    // One piece of one of them per turn, however many there are, after a first turn of each.
    expect(clock.turns).toBeLessThanOrEqual(100 + 20);
    await Promise.all(ended);
    expect(clock.turns).toBeGreaterThan(20 * 20);
  });

  it("work that has not ended after a minute is cancelled", async () => {
    clock.passingMs = 1000;
    await expect(store.create(widget(long))).rejects.toMatchObject({ code: "Timeout" });
  });
});
