import {
  type CustomResourceDefinition,
  customResourceDefinitions,
  isStoreError,
  type KubernetesObject,
  type Stored,
  type Timer,
  TimeSlice,
} from "@engenho/core";
import { andThen, deepEqual, type MaybePromise } from "@engenho/machinery";
import {
  type CommittedChange,
  deleteStored,
  type KindSource,
  type RegistryContext,
  type Resource,
  replaceObject,
  storageKey,
  timestampNow,
} from "@engenho/registry";
import type { Commit, StorageKey } from "@engenho/storage";
import { type CustomKindRules, customResourceCleanupFinalizer, type KindNames } from "./custom-kind-rules.js";

const storedDefinitionKind = { group: "apiextensions.k8s.io", kind: customResourceDefinitions.kind } as const;

/** Whoever writes a definition writes its status as well; if it is not there after this time, others do. */
const overdueMs = 3_000;
/** Others do not all write it at the same time. */
const overdueSpreadMs = 2_000;

/** Objects deleted before the event loop gets a turn. */
const deletionsPerTurn = 50;

/**
 * Follows CustomResourceDefinitions: writes their conditions, serves their kinds, and deletes all objects of a kind before its
 * definition. Upstream does this in the controllers of the apiextensions API server; here it is part of the write itself, so
 * that a kind is served as soon as the write of its definition has returned.
 */
export class CustomKinds implements KindSource {
  readonly #context: RegistryContext;
  readonly #rules: () => CustomKindRules;
  readonly #slice: TimeSlice;
  /** Definitions being deleted, by the group and kind of their objects. */
  readonly #terminating = new Map<string, Stored>();

  /** For definitions whose status is yet to be written, when it is overdue, by their names. */
  readonly #overdue = new Map<string, Timer>();

  /** `rules` is called for the first definition. */
  constructor(context: RegistryContext, rules: () => CustomKindRules) {
    this.#context = context;
    this.#rules = rules;
    this.#slice = new TimeSlice(context.clock);
  }

  /** Serves the existing definitions, and completes their statuses where a process ended before it had written them. */
  load(): MaybePromise<void> {
    return andThen(this.#context.backend.list(storedDefinitionKind, {}), ({ items }) => this.#loaded(items));
  }

  /** Called after each commit. Returns a promise if it has to write to an asynchronous backend. */
  committed(change: CommittedChange): MaybePromise<void> {
    const { group, kind } = change.key;
    if (kind === storedDefinitionKind.kind && group === storedDefinitionKind.group) {
      return andThen(this.#context.backend.get(change.key), (current) => this.#definitionCommitted(change, current));
    }
    if (change.type === "delete") this.#removed(change.key);
  }

  /**
   * Serves what any writer of the storage has defined, which also writes the conditions, and stops serving what any has
   * removed.
   */
  follow({ type, key, object }: Commit): void {
    if (key.kind !== storedDefinitionKind.kind || key.group !== storedDefinitionKind.group) {
      if (type === "delete") this.#removed(key);
    } else if (type === "delete") this.#gone(object);
    else {
      this.#serve(object);
      this.#terminate(object);
      this.#awaitStatus(object);
    }
  }

  /** Whether the kind's definition is being deleted, so that nothing can be created. */
  isTerminating(resource: Resource): boolean {
    return this.#terminating.size > 0 && this.#terminating.has(`${resource.stored.group}/${resource.stored.kind}`);
  }

  #loaded(definitions: readonly Stored[]): MaybePromise<void> {
    for (const definition of definitions) this.#serve(definition);
    for (const definition of definitions) this.#terminate(definition);
    const unfinished = definitions.filter((definition) => !deepEqual(this.#withStatus(definition), definition));
    if (unfinished.length > 0) return this.#finishWrites(unfinished);
  }

  /** A definition whose status cannot be written is not served; everything else is. */
  async #finishWrites(definitions: readonly Stored[]): Promise<void> {
    for (const definition of definitions) {
      try {
        await this.#writeStatus(definition);
      } catch (error) {
        if (isStoreError(error, "Closed")) throw error;
        const { name } = definition.metadata;
        this.#context.logger.error({ err: error, name }, "could not write the status of a CustomResourceDefinition");
      }
    }
  }

  /** Other commits may have followed before this one is delivered: then there is nothing left to do for it. */
  #definitionCommitted({ type, object }: CommittedChange, current: Stored | undefined): MaybePromise<void> {
    if (type === "delete") return current === undefined ? this.#gone(object) : undefined;
    return current?.metadata.resourceVersion === object.metadata.resourceVersion ? this.#written(object) : undefined;
  }

  /** Called when an object was deleted, which may have been the last one of a kind that is being removed. */
  #removed({ group, kind }: StorageKey): void {
    if (this.#terminating.size === 0) return;
    const definition = this.#terminating.get(`${group}/${kind}`);
    if (definition !== undefined) this.#context.runInBackground(this.#finishWhenEmpty(definition));
  }

  #written(definition: Stored): MaybePromise<void> {
    const wanted = this.#withStatus(definition);
    if (!deepEqual(wanted, definition)) return this.#writeStatus(definition);
    this.#serve(definition);
    this.#terminate(definition);
  }

  /** Writes the status of a definition if no other process does: its author may have ended before writing it. */
  #awaitStatus(definition: Stored): void {
    const { clock, random } = this.#context;
    const { name } = definition.metadata;
    this.#noLongerOverdue(name);
    if (deepEqual(this.#withStatus(definition), definition)) return;
    const finish = () => {
      this.#overdue.delete(name);
      this.#context.runInBackground(this.#finishWrites([definition]));
    };
    this.#overdue.set(name, clock.setTimer(finish, overdueMs + overdueSpreadMs * random.next()));
  }

  #noLongerOverdue(name: string): void {
    this.#overdue.get(name)?.cancel();
    this.#overdue.delete(name);
  }

  #gone(definition: Stored): void {
    this.#noLongerOverdue(definition.metadata.name);
    this.#terminating.delete(idOf(definition));
    this.#context.catalogue.withdraw(definition.metadata.name);
  }

  #serve(definition: Stored): void {
    const { backend, catalogue, clock, random, webhookClient: client, metrics } = this.#context;
    const { name } = definition.metadata;
    const before = { kind: catalogue.customKind(name), writtenUntil: backend.resourceVersion };
    const kind = this.#rules().kindOf(definition, before, { client, random, clock, metrics });
    if (kind === undefined) catalogue.withdraw(name);
    else catalogue.serve(name, kind);
  }

  #withStatus(definition: Stored): KubernetesObject {
    const others = namesBeside(this.#context.catalogue.ofGroup(storedKindOf(definition).group), definition);
    return this.#rules().withStatus(definition, others, timestampNow(this.#context));
  }

  async #writeStatus(definition: Stored): Promise<void> {
    // A large definition was validated and weighed in this turn.
    const turn = this.#slice.giveWay();
    if (turn !== undefined) await turn;
    await this.#change(definition, "status", (current) => this.#withStatus(current));
  }

  #terminate(definition: Stored): void {
    const { deletionTimestamp, finalizers = [] } = definition.metadata;
    if (deletionTimestamp === undefined || !finalizers.includes(customResourceCleanupFinalizer)) return;
    const begun = this.#terminating.has(idOf(definition));
    this.#terminating.set(idOf(definition), definition);
    if (!begun) this.#context.runInBackground(this.#empty(definition));
  }

  async #empty(definition: Stored): Promise<void> {
    const { backend, catalogue, clock } = this.#context;
    const [resource] = catalogue.ofKind(storedKindOf(definition));
    if (resource !== undefined) {
      const { items } = await backend.list(resource.stored, {});
      for (const [index, { metadata }] of items.entries()) {
        const key = storageKey(resource, metadata.namespace, metadata.name);
        try {
          // The result is not used, so objects that only a webhook could convert are deleted too.
          await deleteStored(this.#context, { resource, key, show: (object) => object }, {});
        } catch (error) {
          if (!isStoreError(error, "NotFound")) throw error;
        }
        if (index % deletionsPerTurn === deletionsPerTurn - 1) await clock.turn();
      }
    }
    await this.#finishWhenEmpty(definition);
  }

  async #finishWhenEmpty(definition: Stored): Promise<void> {
    if ((await this.#context.backend.count(storedKindOf(definition))) > 0) return;
    await this.#change(definition, "", (current) => {
      const emptied = this.#rules().withoutObjects(current, timestampNow(this.#context));
      const finalizers = (current.metadata.finalizers ?? []).filter((name) => name !== customResourceCleanupFinalizer);
      return { ...emptied, metadata: { ...emptied.metadata, finalizers } };
    });
  }

  async #change(definition: Stored, subresource: string, next: (current: Stored) => KubernetesObject): Promise<void> {
    const resource = this.#context.catalogue.find(customResourceDefinitions);
    const { name, uid } = definition.metadata;
    const key = storageKey(resource, undefined, name);
    try {
      await replaceObject(this.#context, { resource, key, subresource, next, uid }, {});
    } catch (error) {
      // The definition was deleted, or replaced by another one with the same name: there is nothing left to do for this one.
      if (!isStoreError(error, "NotFound", "Conflict")) throw error;
    }
  }
}

function storedKindOf(definition: Stored) {
  const { group, names } = (definition as Stored<CustomResourceDefinition>).spec;
  return { group, kind: names.kind };
}

function idOf(definition: Stored): string {
  const { group, kind } = storedKindOf(definition);
  return `${group}/${kind}`;
}

/** The names of all other kinds of the definition's group. */
function namesBeside(resources: readonly Resource[], definition: Stored): readonly KindNames[] {
  const { names } = (definition as Stored<CustomResourceDefinition>).spec;
  return resources
    .map((resource) => resource.definition)
    .filter(({ plural }) => plural !== names.plural)
    .map(({ plural, singular, shortNames, kind, listKind }) => ({ plural, singular, shortNames, kind, listKind }));
}
