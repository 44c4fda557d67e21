import type { KubernetesObject, Store } from "@engenho/core";

/** One write, as a controller asked for it. */
export interface Write {
  readonly verb: "create" | "update" | "patch" | "delete";
  readonly kind: string;
  readonly name: string;
  readonly subresource: string;
  readonly object?: KubernetesObject;
}

/** A store that notes what is written through it, and refuses or delays by script. */
export class RecordingStore {
  readonly store: Store;
  readonly writes: Write[] = [];
  /** Objects that lists have returned. */
  visited = 0;
  /** Called before a write goes through; throws what the write is to throw. */
  beforeWrite: (write: Write) => void | Promise<void> = () => {};
  /** Called after a write has gone through; throws what the write is to throw although it happened. */
  afterWrite: (write: Write) => void | Promise<void> = () => {};

  constructor(inner: Store) {
    const through = async <T>(write: Write, act: () => Promise<T>): Promise<T> => {
      this.writes.push(write);
      await this.beforeWrite(write);
      const answer = await act();
      await this.afterWrite(write);
      return answer;
    };
    const of = (verb: Write["verb"], object: KubernetesObject, subresource = ""): Write => ({
      verb,
      kind: object.kind,
      name: object.metadata.name ?? "",
      subresource,
      object,
    });
    this.store = {
      get: (reference, options) => inner.get(reference, options),
      list: async (kind, options) => {
        const list = await inner.list<never>(kind, options);
        this.visited += list.items.length;
        return list;
      },
      create: (object, options) => through(of("create", object), () => inner.create(object, options)),
      update: (object, options) =>
        through(of("update", object, options?.subresource), () => inner.update(object, options)),
      patch: (reference, patch, options) => {
        const write: Write = { verb: "patch", kind: reference.kind, name: reference.name, subresource: "" };
        return through(write, () => inner.patch<never>(reference, patch, options));
      },
      delete: (reference, options) => {
        const write: Write = { verb: "delete", kind: reference.kind, name: reference.name, subresource: "" };
        return through(write, () => inner.delete<never>(reference, options));
      },
      watch: (options) => inner.watch(options),
      kinds: () => inner.kinds(),
    };
  }

  /** The writes so far in short: `create ReplicaSet`, `update Deployment/status`. */
  summary(): string[] {
    return this.writes.map(({ verb, kind, subresource }) =>
      subresource === "" ? `${verb} ${kind}` : `${verb} ${kind}/${subresource}`,
    );
  }

  /** Forgets what was written so far, and returns it in short. */
  take(): string[] {
    const summary = this.summary();
    this.writes.length = 0;
    this.visited = 0;
    return summary;
  }
}
