import type {
  CreateOptions,
  DeleteOptions,
  DeleteResult,
  GetOptions,
  KindReference,
  KubernetesObject,
  ListOptions,
  ObjectList,
  ObjectReference,
  Patch,
  PatchOptions,
  Store,
  Stored,
  UpdateOptions,
  Watch,
  WatchOptions,
} from "@engenho/core";

/** A call of a store, as tests write it: `update Endpoints web`. */
export type StoreCall = string;

/** A store that tells which calls reached it, and can be made to refuse some. */
export class CountingStore implements Store {
  readonly #inner: Store;
  readonly calls: StoreCall[] = [];
  /** Asked before each call; what it returns is thrown. */
  refuse: (call: StoreCall) => Error | undefined = () => undefined;

  /** Changes what `get` answers, for objects that the store under it would not take. */
  disguise: (object: Stored) => Stored = (object) => object;

  constructor(inner: Store) {
    this.#inner = inner;
  }

  /** The calls that write, Events apart, and forgets all calls so far. */
  takeWrites(): readonly StoreCall[] {
    const writes = this.calls.filter((call) => /^(create|update|patch|delete) /.test(call) && !/ Event /.test(call));
    this.calls.length = 0;
    return writes;
  }

  /** All calls but those for Events; forgets them. */
  takeCalls(): readonly StoreCall[] {
    return this.calls.splice(0).filter((call) => !/ Event /.test(call));
  }

  get<T extends KubernetesObject>(reference: ObjectReference, options?: GetOptions): Promise<Stored<T>> {
    return this.#pass(`get ${reference.kind} ${reference.name}`, async () => {
      const object = await this.#inner.get<T>(reference, options);
      return this.disguise(object) as Stored<T>;
    });
  }

  list<T extends KubernetesObject>(kind: KindReference, options: ListOptions = {}): Promise<ObjectList<T>> {
    const labels = Object.entries(options.labelSelector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
    const where = options.namespace === undefined ? "everywhere" : labels.join() || "unselected";
    return this.#pass(`list ${kind.kind} ${where}`, () => this.#inner.list<T>(kind, options));
  }

  create<T extends KubernetesObject>(object: T, options?: CreateOptions): Promise<Stored<T>> {
    const { name, generateName } = object.metadata;
    return this.#pass(`create ${object.kind} ${name ?? generateName}`, () => this.#inner.create(object, options));
  }

  update<T extends KubernetesObject>(object: T, options?: UpdateOptions): Promise<Stored<T>> {
    return this.#pass(`update ${object.kind} ${object.metadata.name}`, () => this.#inner.update(object, options));
  }

  patch<T extends KubernetesObject>(
    reference: ObjectReference,
    patch: Patch,
    options?: PatchOptions,
  ): Promise<Stored<T>> {
    return this.#pass(`patch ${reference.kind} ${reference.name}`, () =>
      this.#inner.patch<T>(reference, patch, options),
    );
  }

  delete<T extends KubernetesObject>(reference: ObjectReference, options?: DeleteOptions): Promise<DeleteResult<T>> {
    return this.#pass(`delete ${reference.kind} ${reference.name}`, () => this.#inner.delete<T>(reference, options));
  }

  watch(options?: WatchOptions): Watch {
    return this.#inner.watch(options);
  }

  kinds() {
    return this.#inner.kinds();
  }

  async #pass<T>(call: StoreCall, through: () => Promise<T>): Promise<T> {
    this.calls.push(call);
    const error = this.refuse(call);
    if (error !== undefined) throw error;
    return through();
  }
}
