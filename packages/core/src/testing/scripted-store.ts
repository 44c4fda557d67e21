import type { KindReference, KubernetesObject, ObjectReference } from "../objects/object.js";
import type { ListOptions, Patch, Store } from "../store/store.js";
import { StoreError, type StoreErrorCode } from "../store/store-error.js";
import type { Watch } from "../store/watch.js";

/** One call of a store, as it was asked for. */
export interface StoreCall {
  readonly verb: "get" | "list" | "create" | "update" | "patch" | "delete";
  readonly apiVersion: string;
  readonly kind: string;
  /** `undefined` for what has none, and for lists of all. */
  readonly namespace: string | undefined;
  /** `""` for lists, and for what gets its name from a generateName. */
  readonly name: string;
  /** `""` for the main resource. */
  readonly subresource: string;
  /** Whether a get asked to bypass caches. */
  readonly live: boolean;
  /** Of a list. */
  readonly listOptions?: ListOptions;
  /** Of a create or an update. */
  readonly object?: KubernetesObject;
  readonly patch?: Patch;
}

/** What {@link ScriptedStore.inject} makes of a write. */
export type StoreFault =
  /** Nothing is written, and the call is refused. */
  | { readonly type: "refuse"; readonly code: StoreErrorCode }
  /** It is written, but the caller hears of a failure, as when a connection breaks before the answer. */
  | { readonly type: "lose-answer"; readonly code: StoreErrorCode }
  /** Nothing is written, and neither this nor any later call of the same client comes through: its process is gone. */
  | { readonly type: "crash" };

interface Client {
  readonly store: Store;
  readonly watches: Set<Watch>;
  gone: boolean;
}

/**
 * A Store between a controller under test and the real one: it records every call, and refuses, delays, answers or dies
 * by script. Read {@link calls} to hold a controller to its write budget; {@link inject} faults to see what it survives.
 */
export class ScriptedStore {
  /** Every call so far, in order, whatever became of it. */
  readonly calls: StoreCall[] = [];
  /** Objects that lists have returned. */
  visited = 0;
  /** Called before a call goes through, and awaited; throws what the call is to throw. */
  before: (call: StoreCall) => void | Promise<void> = () => {};
  /** Answers a call in the store's place; `undefined` lets it through. */
  answer: (call: StoreCall) => unknown = () => undefined;
  /** Called after a call has gone through, and awaited; throws what the call is to throw although it happened. */
  after: (call: StoreCall, answer: unknown) => void | Promise<void> = () => {};
  /** Called when an injected crash happens, before the call that met it is refused. */
  onCrash: () => void = () => {};
  readonly #inner: Store;
  /** By the number of the write that they await. */
  readonly #faults = new Map<number, StoreFault>();
  #writes = 0;
  #client: Client;

  constructor(inner: Store) {
    this.#inner = inner;
    this.#client = this.#connect();
  }

  /** What to give to the controller under test. Another one after {@link reconnect}. */
  get store(): Store {
    return this.#client.store;
  }

  /** Whether an injected crash has happened to the present client. */
  get crashed(): boolean {
    return this.#client.gone;
  }

  /** A client for a process that takes over; calls of the former one fail from now on with `Closed`, and its watches end. */
  reconnect(): Store {
    this.#leave(this.#client);
    this.#client = this.#connect();
    return this.#client.store;
  }

  /**
   * Makes something of a coming write: of the next one for `afterWrites` 0, of the one after that for 1. Writes of Events
   * are not counted and come through, for no controller waits for them.
   */
  inject(fault: StoreFault, afterWrites = 0): void {
    this.#faults.set(this.#writes + afterWrites, fault);
  }

  /** Forgets the faults that have not happened yet. */
  withdrawFaults(): void {
    this.#faults.clear();
  }

  /** The writes so far, Events apart. */
  writes(): StoreCall[] {
    return this.calls.filter(isCountedWrite);
  }

  /** The writes so far, Events apart, as {@link summarizeCall} puts them; forgets all calls. */
  takeWrites(): string[] {
    const lines = this.writes().map(summarizeCall);
    this.forget();
    return lines;
  }

  /** How many calls so far were such, as {@link summarizeCall} puts them. */
  count(summary: string): number {
    return this.calls.filter((call) => summarizeCall(call) === summary).length;
  }

  /** Forgets the calls so far. */
  forget(): void {
    this.calls.length = 0;
    this.visited = 0;
  }

  #connect(): Client {
    const inner = this.#inner;
    const watches = new Set<Watch>();
    const pass = <T>(call: StoreCall, act: () => Promise<T>): Promise<T> => this.#pass(client, call, act);
    const store: Store = {
      get: (reference, options) =>
        pass(callOf("get", reference, { live: options?.live === true, subresource: options?.subresource }), () =>
          inner.get(reference, options),
        ),
      list: (kind, options = {}) =>
        pass(callOf("list", kind, { listOptions: options }), async () => {
          const list = await inner.list<never>(kind, options);
          this.visited += list.items.length;
          return list;
        }),
      create: (object, options) =>
        pass(callOf("create", named(object), { object }), () => inner.create(object, options)),
      update: (object, options) =>
        pass(callOf("update", named(object), { object, subresource: options?.subresource }), () =>
          inner.update(object, options),
        ),
      patch: (reference, patch, options) =>
        pass(callOf("patch", reference, { patch, subresource: options?.subresource }), () =>
          inner.patch<never>(reference, patch, options),
        ),
      delete: (reference, options) =>
        pass(callOf("delete", reference, {}), () => inner.delete<never>(reference, options)),
      watch: (options) => {
        const watch = inner.watch(options);
        if (client.gone) watch.close();
        else watches.add(watch);
        return watch;
      },
      kinds: () => (client.gone ? Promise.reject(gone()) : inner.kinds()),
    };
    const client: Client = { store, watches, gone: false };
    return client;
  }

  async #pass<T>(client: Client, call: StoreCall, act: () => Promise<T>): Promise<T> {
    if (client.gone) throw gone();
    this.calls.push(call);
    const fault = this.#takeFault(call);
    if (fault?.type === "crash") {
      this.#leave(client);
      this.onCrash();
      throw gone();
    }
    await this.before(call);
    if (client.gone) throw gone();
    if (fault?.type === "refuse") throw scripted(fault.code, call, "refused by script");
    const answer = ((await this.answer(call)) as T | undefined) ?? (await act());
    await this.after(call, answer);
    if (client.gone) throw gone();
    if (fault?.type === "lose-answer") throw scripted(fault.code, call, "done, but its answer was lost by script");
    return answer;
  }

  #takeFault(call: StoreCall): StoreFault | undefined {
    if (!isCountedWrite(call)) return undefined;
    const number = this.#writes++;
    const fault = this.#faults.get(number);
    this.#faults.delete(number);
    return fault;
  }

  #leave(client: Client): void {
    client.gone = true;
    for (const watch of client.watches) watch.close();
    client.watches.clear();
  }
}

/** A call in short: `create Pod`, `update ReplicaSet/status`, `get ReplicaSet live`. */
export function summarizeCall({ verb, kind, subresource, live }: StoreCall): string {
  const line = subresource === "" ? `${verb} ${kind}` : `${verb} ${kind}/${subresource}`;
  return live ? `${line} live` : line;
}

function isCountedWrite({ verb, kind }: StoreCall): boolean {
  return verb !== "get" && verb !== "list" && kind !== "Event";
}

interface CallDetails extends Pick<StoreCall, "listOptions" | "object" | "patch"> {
  readonly live?: boolean;
  readonly subresource?: string | undefined;
}

function callOf(
  verb: StoreCall["verb"],
  target: KindReference & Partial<Pick<ObjectReference, "namespace" | "name">>,
  { live = false, subresource = "", ...details }: CallDetails,
): StoreCall {
  const { apiVersion, kind, name = "", namespace = details.listOptions?.namespace } = target;
  return { verb, apiVersion, kind, namespace, name, subresource, live, ...details };
}

function named({ apiVersion, kind, metadata }: KubernetesObject): ObjectReference {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? "" };
}

function gone(): StoreError {
  return new StoreError("Closed", "the process of this client is gone");
}

function scripted(code: StoreErrorCode, call: StoreCall, what: string): StoreError {
  return new StoreError(code, `${summarizeCall(call)} ${call.name}: ${what}`);
}
