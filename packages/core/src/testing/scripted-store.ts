import type { KindReference, KubernetesObject, ObjectKey } from "../objects/object.js";
import type { ListOptions, Patch, Store } from "../store/store.js";
import { StoreError, type StoreErrorCode } from "../store/store-error.js";
import type { Watch } from "../store/watch.js";

/** One call to a store, as it was made. */
export interface StoreCall {
  /** The Store method that was called. */
  readonly verb: "get" | "list" | "create" | "update" | "patch" | "delete";
  /** The apiVersion of the object or kind. */
  readonly apiVersion: string;
  /** The kind of the object, or of the listed objects. */
  readonly kind: string;
  /** `undefined` for cluster-scoped objects and for lists of all namespaces. */
  readonly namespace: string | undefined;
  /** `""` for lists, and for creates with a generateName. */
  readonly name: string;
  /** `""` for the main resource. */
  readonly subresource: string;
  /** Whether a get bypasses caches. */
  readonly live: boolean;
  /** For a list. */
  readonly listOptions?: ListOptions;
  /** For a create or an update. */
  readonly object?: KubernetesObject;
  /** For a patch. */
  readonly patch?: Patch;
}

/** A fault of a write, see {@link ScriptedStore.inject}. */
export type StoreFault =
  /** The write is refused; nothing is written. */
  | { readonly type: "refuse"; readonly code: StoreErrorCode }
  /** The write happens, but the caller gets an error, as when a connection breaks before the response. */
  | { readonly type: "lose-answer"; readonly code: StoreErrorCode }
  /** Nothing is written, and this and all later calls of the same client fail: its process has crashed. */
  | { readonly type: "crash" };

interface Client {
  readonly store: Store;
  readonly watches: Set<Watch>;
  gone: boolean;
}

/**
 * A Store between a controller under test and the real one: it records every call, and fails, delays, answers or crashes as
 * scripted. Read {@link calls} to check a controller's write budget; {@link inject} faults to see how it recovers.
 */
export class ScriptedStore {
  /** Every call so far, in order, including failed ones. */
  readonly calls: StoreCall[] = [];
  /** The number of objects that lists have returned. */
  visited = 0;
  /** Called and awaited before a call reaches the store; what it throws, the call throws. */
  before: (call: StoreCall) => void | Promise<void> = () => {};
  /** Answers a call instead of the store; `undefined` passes the call on. */
  answer: (call: StoreCall) => unknown = () => undefined;
  /** Called and awaited after a call has succeeded; what it throws, the call throws although it took effect. */
  after: (call: StoreCall, answer: unknown) => void | Promise<void> = () => {};
  /** Called when an injected crash occurs, before the call fails. */
  onCrash: () => void = () => {};
  readonly #inner: Store;
  /** Faults by the number of the write they are for. */
  readonly #faults = new Map<number, StoreFault>();
  #writes = 0;
  #client: Client;

  /** `inner` is the store that executes the calls. */
  constructor(inner: Store) {
    this.#inner = inner;
    this.#client = this.#connect();
  }

  /** The store for the controller under test. A new one after {@link reconnect}. */
  get store(): Store {
    return this.#client.store;
  }

  /** Whether the current client has crashed. */
  get crashed(): boolean {
    return this.#client.gone;
  }

  /** A store for a new process; calls of the previous client fail with `Closed` from now on, and its watches end. */
  reconnect(): Store {
    this.#leave(this.#client);
    this.#client = this.#connect();
    return this.#client.store;
  }

  /**
   * Injects a fault into a future write: the next one for `afterWrites` 0, the one after that for 1. Writes of Events are not
   * counted and never fail, because no controller waits for them.
   */
  inject(fault: StoreFault, afterWrites = 0): void {
    this.#faults.set(this.#writes + afterWrites, fault);
  }

  /** Removes the faults that have not occurred yet. */
  withdrawFaults(): void {
    this.#faults.clear();
  }

  /** The writes so far, without Events. */
  writes(): StoreCall[] {
    return this.calls.filter(isCountedWrite);
  }

  /** The writes so far, without Events, formatted by {@link summarizeCall}; clears all calls. */
  takeWrites(): string[] {
    const lines = this.writes().map(summarizeCall);
    this.forget();
    return lines;
  }

  /** How many calls so far have this summary (see {@link summarizeCall}). */
  count(summary: string): number {
    return this.calls.filter((call) => summarizeCall(call) === summary).length;
  }

  /** Clears the recorded calls. */
  forget(): void {
    this.calls.length = 0;
    this.visited = 0;
  }

  #connect(): Client {
    const inner = this.#inner;
    const watches = new Set<Watch>();
    const pass = <T>(call: StoreCall, act: () => Promise<T>): Promise<T> => this.#pass(client, call, act);
    const store: Store = {
      get: (kind, key, options) =>
        pass(callOf("get", kind, { key, live: options?.live === true, subresource: options?.subresource }), () =>
          inner.get(kind, key, options),
        ),
      list: (kind, options = {}) =>
        pass(callOf("list", kind, { listOptions: options }), async () => {
          const list = await inner.list(kind, options);
          this.visited += list.items.length;
          return list;
        }),
      create: (object, options) =>
        pass(callOf("create", object, { key: keyIn(object), object }), () => inner.create(object, options)),
      update: (object, options) =>
        pass(callOf("update", object, { key: keyIn(object), object, subresource: options?.subresource }), () =>
          inner.update(object, options),
        ),
      patch: (kind, key, patch, options) =>
        pass(callOf("patch", kind, { key, patch, subresource: options?.subresource }), () =>
          inner.patch(kind, key, patch, options),
        ),
      delete: (kind, key, options) => pass(callOf("delete", kind, { key }), () => inner.delete(kind, key, options)),
      subresource: (kind, key, subresource) => {
        const target = inner.subresource(kind, key, subresource);
        return {
          get: (options) =>
            pass(callOf("get", kind, { key, subresource, live: options?.live === true }), () => target.get(options)),
          create: (object, options) =>
            pass(callOf("create", kind, { key, subresource, object }), () => target.create(object, options)),
          update: (object, options) =>
            pass(callOf("update", kind, { key, subresource, object }), () => target.update(object, options)),
          patch: (patch, options) =>
            pass(callOf("patch", kind, { key, subresource, patch }), () => target.patch(patch, options)),
        };
      },
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
    if (fault?.type === "refuse") throw scripted(fault.code, call, "refused by the script");
    const answer = ((await this.answer(call)) as T | undefined) ?? (await act());
    await this.after(call, answer);
    if (client.gone) throw gone();
    if (fault?.type === "lose-answer")
      throw scripted(fault.code, call, "written, but the response was lost by the script");
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

/** A short form of a call: `create Pod`, `update ReplicaSet/status`, `get ReplicaSet live`. */
export function summarizeCall({ verb, kind, subresource, live }: StoreCall): string {
  const line = subresource === "" ? `${verb} ${kind}` : `${verb} ${kind}/${subresource}`;
  return live ? `${line} live` : line;
}

function isCountedWrite({ verb, kind }: StoreCall): boolean {
  return verb !== "get" && verb !== "list" && kind !== "Event";
}

interface CallDetails extends Pick<StoreCall, "listOptions" | "object" | "patch"> {
  readonly key?: ObjectKey;
  readonly live?: boolean;
  readonly subresource?: string | undefined;
}

function callOf(
  verb: StoreCall["verb"],
  { apiVersion, kind }: KindReference,
  { key, live = false, subresource = "", ...details }: CallDetails,
): StoreCall {
  const { name, namespace } = key ?? { name: "", namespace: details.listOptions?.namespace };
  return { verb, apiVersion, kind, namespace, name, subresource, live, ...details };
}

function keyIn({ metadata }: KubernetesObject): ObjectKey {
  return { namespace: metadata.namespace, name: metadata.name ?? "" };
}

function gone(): StoreError {
  return new StoreError("Closed", "the process of this client has crashed");
}

function scripted(code: StoreErrorCode, call: StoreCall, what: string): StoreError {
  return new StoreError(code, `${summarizeCall(call)} ${call.name}: ${what}`);
}
