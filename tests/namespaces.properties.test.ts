import {
  isStoreError,
  type KeyedController,
  type KindReference,
  type KubernetesObject,
  type ObjectKey,
  type Stored,
} from "@engenho/core";
import { ControllerProcess, FakeClock, type StoreFault, seededRandom } from "@engenho/core/testing";
import { createNamespaceController } from "@engenho/namespace";
import { createRootCaPublisher, createServiceAccountController } from "@engenho/serviceaccount";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const namespaces = ["one", "two"] as const;
const contentKinds = ["ConfigMap", "Secret", "Pod", "ServiceAccount"] as const;
const finalizer = "example.com/wait";
const rootCa = "-----BEGIN CERTIFICATE-----";
const caName = "kube-root-ca.crt";

type Step =
  | { readonly type: "make" | "remove"; readonly namespace: string }
  | { readonly type: "fill"; readonly namespace: string; readonly kind: string; readonly held: boolean }
  | { readonly type: "delete" | "release" | "spoil"; readonly kind: string; readonly at: number }
  | { readonly type: "restart"; readonly process: number }
  /** Disturbs an upcoming write of one of the controllers. */
  | { readonly type: "fault"; readonly process: number; readonly fault: StoreFault; readonly afterWrites: number }
  | { readonly type: "rest"; readonly ms: number };

const namespace = fc.constantFrom(...namespaces);
const kind = fc.constantFrom(...contentKinds);
const process = fc.nat({ max: 2 });
const refusals = ["Conflict", "TooManyRequests", "Forbidden", "Timeout"] as const;
const fault: fc.Arbitrary<StoreFault> = fc.oneof(
  fc.record({ type: fc.constantFrom("refuse", "lose-answer"), code: fc.constantFrom(...refusals) }),
  fc.constant({ type: "crash" as const }),
);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom("make", "remove"), namespace }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("fill"), namespace, kind, held: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom("delete", "release", "spoil"), kind, at: fc.nat({ max: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("restart"), process }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("fault"), process, fault, afterWrites: fc.nat({ max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("rest"), ms: fc.constantFrom(0, 0, 50, 6_000) }) },
) as fc.Arbitrary<Step>;

/** What a user requests may no longer exist, or no longer be allowed. */
function ignoreRefusals(error: unknown): void {
  if (!isStoreError(error, "NotFound", "AlreadyExists", "Forbidden", "Conflict")) throw error;
}

class World {
  readonly clock = new FakeClock();
  readonly store: MemoryStore = createMemoryStore({
    clock: this.clock,
    random: seededRandom(1),
    requireNamespaces: true,
  });
  readonly processes: readonly ControllerProcess<KeyedController>[];
  /** What the Namespace controller deleted without anybody having requested it. */
  readonly faults: string[] = [];
  #contents = 0;

  constructor() {
    const { clock, store } = this;
    const common = { clock, store };
    const emptier = new ControllerProcess({
      ...common,
      create: (own) => createNamespaceController({ store: own, clock }),
    });
    emptier.scripted.before = async ({ verb, kind, namespace: name = "", name: object }) => {
      if (verb !== "delete") return;
      const found = (await this.namespaces()).find(({ metadata }) => metadata.name === name);
      if (found?.metadata.deletionTimestamp === undefined) this.faults.push(`${kind} ${name}/${object} was deleted`);
    };
    this.processes = [
      emptier,
      new ControllerProcess({
        ...common,
        create: (own) => createServiceAccountController({ store: own, clock }),
      }),
      new ControllerProcess({
        ...common,
        create: (own) => createRootCaPublisher({ store: own, clock, rootCa }),
      }),
    ];
  }

  async list(kind: string): Promise<readonly Stored[]> {
    return (await this.store.list({ apiVersion: "v1", kind })).items;
  }

  namespaces(): Promise<readonly Stored[]> {
    return this.list("Namespace");
  }

  async take(next: Step): Promise<void> {
    switch (next.type) {
      case "make":
        return this.#make("Namespace", next.namespace, {});
      case "remove":
        return this.#remove({ apiVersion: "v1", kind: "Namespace" }, { name: next.namespace });
      case "fill": {
        const metadata = { namespace: next.namespace, ...(next.held ? { finalizers: [finalizer] } : {}) };
        return this.#make(next.kind, `content-${this.#contents++}`, metadata);
      }
      case "restart":
        return this.processes[next.process]?.restart();
      case "fault":
        this.processes[next.process]?.scripted.inject(next.fault, next.afterWrites);
        return;
      case "rest":
        return this.clock.advance(next.ms);
      default: {
        const objects = await this.list(next.kind);
        const chosen = objects[next.at % Math.max(1, objects.length)];
        if (chosen === undefined) return;
        if (next.type === "delete") return this.#remove(chosen, chosen.metadata);
        const value = next.type === "release" ? { metadata: { finalizers: null } } : { data: { "ca.crt": "mine" } };
        if (next.type === "spoil" && next.kind !== "ConfigMap") return;
        await this.store.patch(chosen, chosen.metadata, { type: "merge", value }).catch(ignoreRefusals);
      }
    }
  }

  async #make(kind: string, name: string, metadata: object): Promise<void> {
    const spec = kind === "Pod" ? { spec: { containers: [{ name: "main", image: "nginx:1" }] } } : {};
    const object = { apiVersion: "v1", kind, metadata: { name, ...metadata }, ...spec } as KubernetesObject;
    await this.store.create(object).catch(ignoreRefusals);
  }

  async #remove(kind: KindReference, key: ObjectKey): Promise<void> {
    await this.store.delete(kind, key).catch(ignoreRefusals);
  }

  async makePeace(): Promise<void> {
    for (const each of this.processes) each.scripted.withdrawFaults();
    for (const kind of contentKinds) {
      for (const object of await this.list(kind)) {
        const value = { metadata: { finalizers: null } };
        await this.store.patch(object, object.metadata, { type: "merge", value }).catch(ignoreRefusals);
      }
    }
    await this.clock.advance(600_000);
  }
}

describe("namespaces, whatever happens to them, their content, writes and processes", () => {
  it("are deleted with all of their content, and otherwise contain what every namespace contains", async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 30, size: "max" }), async (steps) => {
      const world = new World();
      for (const each of world.processes) each.start();
      for (const name of namespaces) await world.take({ type: "make", namespace: name });
      for (const next of steps) await world.take(next);
      await world.makePeace();

      const left = await world.namespaces();
      const names = left.map(({ metadata }) => metadata.name);
      for (const { metadata } of left) expect(metadata.deletionTimestamp, metadata.name).toBeUndefined();
      for (const kind of contentKinds) {
        for (const { metadata } of await world.list(kind)) expect(names).toContain(metadata.namespace);
      }
      const accounts = (await world.list("ServiceAccount")).filter(({ metadata }) => metadata.name === "default");
      expect(accounts.map(({ metadata }) => metadata.namespace)).toEqual(names);
      const certificates = (await world.list("ConfigMap")).filter(({ metadata }) => metadata.name === caName);
      expect(certificates.map(({ metadata }) => metadata.namespace)).toEqual(names);
      for (const each of certificates) expect(each).toMatchObject({ data: { "ca.crt": rootCa } });

      for (const each of world.processes) {
        each.scripted.forget();
        await each.restart();
      }
      await world.clock.advance(60_000);
      expect(new Set(world.processes.flatMap((each) => each.scripted.takeWrites())), "settled").toEqual(new Set());
      for (const each of world.processes) await each.stop();
      expect(world.clock.pendingTimers).toBe(0);
      await world.store.close();
      expect(world.faults).toEqual([]);
    });
    await fc.assert(property);
  });
});
