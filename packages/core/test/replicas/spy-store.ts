import type { KubernetesObject, ListOptions, ObjectReference, Patch, Store } from "../../src/index.js";

/** One call of a store, as far as these tests tell calls apart. */
export interface Call {
  readonly verb: "get" | "list" | "create" | "update" | "patch" | "delete";
  readonly kind: string;
  /** `""` for what has none yet. */
  readonly name: string;
  readonly subresource: string;
  readonly live: boolean;
  readonly listOptions?: ListOptions;
  readonly object?: KubernetesObject;
  readonly patch?: Patch;
}

/** A store between a controller and the real one: it counts, and fails by script. */
export class SpyStore {
  readonly store: Store;
  readonly calls: Call[] = [];
  /** Objects that lists have returned. */
  visited = 0;
  /** Called before a call goes through; throws what the call is to throw. */
  before: (call: Call) => void | Promise<void> = () => {};
  /** Answers a call in the store's place; `undefined` lets it through. */
  instead: (call: Call) => unknown = () => undefined;
  /** Called after a call has gone through; throws what the call is to throw although it happened. */
  after: (call: Call) => void | Promise<void> = () => {};

  constructor(inner: Store) {
    const through = async <T>(call: Call, act: () => Promise<T>): Promise<T> => {
      this.calls.push(call);
      await this.before(call);
      const answer = (this.instead(call) as T | undefined) ?? (await act());
      await this.after(call);
      return answer;
    };
    this.store = {
      get: (reference, options) =>
        through({ ...named("get", reference), live: options?.live === true }, () => inner.get(reference, options)),
      list: (kind, options = {}) =>
        through({ ...named("list", { kind: kind.kind, name: "" }), listOptions: options }, async () => {
          const list = await inner.list<never>(kind, options);
          this.visited += list.items.length;
          return list;
        }),
      create: (object, options) =>
        through({ ...named("create", of(object)), object }, () => inner.create(object, options)),
      update: (object, options) =>
        through({ ...named("update", of(object), options?.subresource), object }, () => inner.update(object, options)),
      patch: (reference, patch, options) =>
        through({ ...named("patch", reference, options?.subresource), patch }, () =>
          inner.patch<never>(reference, patch, options),
        ),
      delete: (reference, options) =>
        through(named("delete", reference), () => inner.delete<never>(reference, options)),
      watch: (options) => inner.watch(options),
      kinds: () => inner.kinds(),
    };
  }

  /** The calls so far in short: `create Pod`, `update ReplicaSet/status`, `get ReplicaSet live`. */
  summary(): string[] {
    return this.calls.map((call) => {
      const path = call.subresource === "" ? call.kind : `${call.kind}/${call.subresource}`;
      return call.live ? `${call.verb} ${path} live` : `${call.verb} ${path}`;
    });
  }

  /** As {@link summary}, writes only. */
  writes(): string[] {
    return this.summary().filter((line) => !line.startsWith("get ") && !line.startsWith("list "));
  }

  count(line: string): number {
    return this.summary().filter((each) => each === line).length;
  }

  /** Forgets the calls so far. */
  reset(): void {
    this.calls.length = 0;
    this.visited = 0;
  }
}

function named(verb: Call["verb"], reference: Pick<ObjectReference, "kind" | "name">, subresource = ""): Call {
  return { verb, kind: reference.kind, name: reference.name, subresource, live: false };
}

function of(object: KubernetesObject): Pick<ObjectReference, "kind" | "name"> {
  return { kind: object.kind, name: object.metadata.name ?? "" };
}
