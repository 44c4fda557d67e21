import {
  configMaps,
  isStoreError,
  KindFilter,
  type OwnerReference,
  type Stored,
  type Watch,
  type WatchEvent,
} from "@engenho/core";
import type { StoreFault } from "@engenho/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { owned, World } from "./world.js";

type Step =
  | { readonly type: "create"; readonly owners: readonly number[]; readonly blocking: boolean; readonly held: boolean }
  | { readonly type: "delete"; readonly target: number; readonly policy: "Background" | "Foreground" | "Orphan" }
  | { readonly type: "disown"; readonly target: number }
  | { readonly type: "adopt"; readonly target: number; readonly owner: number }
  | { readonly type: "release"; readonly target: number }
  | { readonly type: "restart" }
  /** A fault of a future write of the collector. */
  | { readonly type: "fault"; readonly fault: StoreFault; readonly afterWrites: number }
  | { readonly type: "rest" };

const index = fc.nat({ max: 30 });
const refusals = ["Conflict", "TooManyRequests", "Forbidden", "Timeout"] as const;
const fault: fc.Arbitrary<StoreFault> = fc.oneof(
  fc.record({ type: fc.constantFrom("refuse", "lose-answer"), code: fc.constantFrom(...refusals) }),
  fc.constant({ type: "crash" as const }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant("create" as const),
      owners: fc.array(index, { maxLength: 3 }),
      blocking: fc.boolean(),
      held: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("delete" as const),
      target: index,
      policy: fc.constantFrom("Background" as const, "Foreground" as const, "Orphan" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("disown" as const), target: index }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("adopt" as const), target: index, owner: index }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("release" as const), target: index }) },
  { weight: 1, arbitrary: fc.constant({ type: "restart" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("fault" as const), fault, afterWrites: fc.nat({ max: 4 }) }),
  },
  { weight: 2, arbitrary: fc.constant({ type: "rest" as const }) },
);

const kind = { apiVersion: "v1", kind: "ConfigMap" };
const finalizer = "example.com/wait";

/** A history of objects that own each other, and what the collector may delete. */
class History {
  readonly world = new World();
  /** All objects ever created, in order. */
  readonly created: Stored[] = [];
  /** UIDs that a user has deleted. */
  readonly deletedByUser = new Set<string>();
  /** By the UID of an owner that a user deleted with the Orphan policy: the UIDs of its dependents. */
  readonly orphans = new Map<string, Set<string>>();

  async take(next: Step): Promise<void> {
    const { store } = this.world;
    switch (next.type) {
      case "create": {
        const owners = this.#distinct(next.owners).map((owner) => owned(owner, { blockOwnerDeletion: next.blocking }));
        const finalizers = next.held ? [finalizer] : [];
        this.created.push(await this.world.create(`object-${this.created.length}`, { owners, finalizers }));
        break;
      }
      case "delete": {
        const target = this.#pick(next.target);
        if (target === undefined) break;
        if (next.policy === "Orphan") await this.#deleteAsOrphaner(target);
        else {
          this.orphans.delete(target.metadata.uid);
          this.deletedByUser.add(target.metadata.uid);
          await store
            .delete(configMaps, { namespace: "ns", name: target.metadata.name }, { propagationPolicy: next.policy })
            .catch(ignoreNotFound);
        }
        break;
      }
      case "disown":
        await this.#patch(next.target, { ownerReferences: null });
        break;
      case "adopt": {
        const owner = this.#pick(next.owner);
        if (owner !== undefined) await this.#patch(next.target, { ownerReferences: [owned(owner)] });
        break;
      }
      case "release":
        await this.#patch(next.target, { finalizers: null });
        break;
      case "restart":
        await this.world.collector.restart();
        break;
      case "fault":
        this.world.collector.scripted.inject(next.fault, next.afterWrites);
        break;
      case "rest":
        await this.world.settle();
        break;
    }
  }

  async left(): Promise<ReadonlyMap<string, Stored>> {
    const { items } = await this.world.store.list(kind);
    return new Map(items.map((item) => [item.metadata.uid, item]));
  }

  #pick(number: number): Stored | undefined {
    return this.created[number % Math.max(this.created.length, 1)];
  }

  #distinct(numbers: readonly number[]): Stored[] {
    const picked = numbers.flatMap((number) => this.#pick(number) ?? []);
    return [...new Map(picked.map((object) => [object.metadata.uid, object])).values()];
  }

  /** The current dependents must be kept, unless the owner is already being deleted, or is deleted with another policy later. */
  async #deleteAsOrphaner({ metadata: { uid } }: Stored): Promise<void> {
    const left = await this.left();
    const owner = left.get(uid);
    if (owner === undefined) return;
    const { deletionTimestamp, resourceVersion } = owner.metadata;
    const owns = ({ metadata }: Stored) => metadata.ownerReferences?.some((reference) => reference.uid === uid);
    const dependents = [...left.values()].filter(owns).map(({ metadata }) => metadata.uid);
    const options = { propagationPolicy: "Orphan", preconditions: { resourceVersion } } as const;
    try {
      await this.world.store.delete(owner, owner.metadata, options);
    } catch (error) {
      // The collector deleted it first.
      if (!isStoreError(error, "NotFound", "Conflict")) throw error;
      return;
    }
    this.deletedByUser.add(uid);
    if (deletionTimestamp === undefined) this.orphans.set(uid, new Set(dependents));
  }

  async #patch(number: number, metadata: object): Promise<void> {
    const target = this.#pick(number);
    if (target === undefined) return;
    if ("ownerReferences" in metadata) for (const each of this.orphans.values()) each.delete(target.metadata.uid);
    // Setting finalizers removes the one that keeps the owner until its dependents are orphaned.
    else this.orphans.delete(target.metadata.uid);
    const reference = { ...kind, namespace: "ns", name: target.metadata.name };
    await this.world.store.patch(configMaps, reference, { type: "merge", value: { metadata } }).catch(ignoreNotFound);
  }
}

function ignoreNotFound(error: { code?: string }): void {
  if (error.code !== "NotFound") throw error;
}

/** Whether all owners are gone. */
function isOrphaned(references: readonly OwnerReference[], left: ReadonlyMap<string, Stored>): boolean {
  return references.length > 0 && references.every(({ uid }) => !left.has(uid));
}

/** Whether the deletion of an object is blocked: by a finalizer of the test, or by blocking dependents that are blocked. */
function isBlocked({ metadata }: Stored, left: ReadonlyMap<string, Stored>, above: readonly string[] = []): boolean {
  const { uid, finalizers = [] } = metadata;
  if (finalizers.includes(finalizer)) return true;
  if (!finalizers.includes("foregroundDeletion") || above.includes(uid)) return false;
  const blocks = ({ metadata: { ownerReferences = [] } }: Stored) =>
    ownerReferences.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true);
  return [...left.values()].some((each) => blocks(each) && isBlocked(each, left, [...above, uid]));
}

/** Follows every commit in order, and fails when the collector deletes what it must not. */
class InvariantChecker {
  readonly alive = new Map<string, Stored>();
  readonly faults: string[] = [];
  readonly #history: History;
  readonly #watch: Watch;

  constructor(history: History) {
    this.#history = history;
    this.#watch = history.world.store.watch({ kinds: KindFilter.kind("ConfigMap") });
  }

  async run(): Promise<void> {
    for await (const signal of this.#watch) {
      if (signal.type === "lagged") this.faults.push("the test's own watch lagged");
      else for (const event of signal.events) this.#follow(event);
    }
  }

  close(): void {
    this.#watch.close();
  }

  #follow(event: WatchEvent): void {
    const { metadata } = event.object;
    const before = this.alive.get(metadata.uid);
    if (event.type === "DELETED") this.alive.delete(metadata.uid);
    else this.alive.set(metadata.uid, event.object);
    const isGoing = event.type === "DELETED" || metadata.deletionTimestamp !== undefined;
    const wasGoing = before?.metadata.deletionTimestamp !== undefined;
    if (isGoing && !wasGoing && !this.#history.deletedByUser.has(metadata.uid)) this.#condemned(event.object);
  }

  /** An owner that is being deleted does not count: in the foreground its dependents are deleted too (GC-51). */
  #condemned({ metadata }: Stored): void {
    const owners = metadata.ownerReferences ?? [];
    if (owners.length === 0) this.faults.push(`${metadata.name} went although it had no owners`);
    for (const { uid, name } of owners) {
      const owner = this.alive.get(uid);
      if (this.#history.orphans.get(uid)?.has(metadata.uid)) {
        this.faults.push(`${metadata.name} went although it was to be kept when ${name} was deleted`);
      }
      if (owner === undefined || owner.metadata.deletionTimestamp !== undefined) continue;
      this.faults.push(`${metadata.name} went although its owner ${name} lives`);
    }
  }
}

describe("invariants of the garbage collector", () => {
  it("deletes no object with a live owner or without owners, leaves none whose owners are all gone, and becomes idle", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async (steps) => {
        const history = new History();
        const judge = new InvariantChecker(history);
        const judged = judge.run();
        await history.world.start();
        for (const next of steps) await history.take(next);
        const { clock, collector } = history.world;
        collector.scripted.withdrawFaults();
        await clock.advance(60_000);
        const left = await history.left();
        for (const object of left.values()) {
          const { metadata } = object;
          if (metadata.deletionTimestamp !== undefined)
            expect(isBlocked(object, left), `${metadata.name} is stuck`).toBe(true);
          else expect(isOrphaned(metadata.ownerReferences ?? [], left), `${metadata.name} was not deleted`).toBe(false);
        }
        collector.scripted.forget();
        await history.world.tickEverything();
        await collector.restart();
        await clock.advance(60_000);
        expect(collector.scripted.takeWrites(), "nothing is written in a steady state").toEqual([]);
        await history.world.stop();
        judge.close();
        await judged;
        expect(judge.faults).toEqual([]);
      }),
    );
  });
});
