import {
  type CreateOptions,
  consoleLogger,
  type DeleteOptions,
  type DeleteResult,
  definedFields,
  type GetOptions,
  isStoreError,
  type KindReference,
  type KubernetesObject,
  type ListOptions,
  type ObjectKey,
  type ObjectList,
  type Patch,
  type PatchOptions,
  type Store,
  type Stored,
  StoreError,
  type Subresource,
  type SubresourceBody,
  systemClock,
  systemRandom,
  type UpdateOptions,
  type Watch,
  type WatchOptions,
} from "@engenho/core";
import { cacheToken, type KindCache, storedOf } from "./cache/kind-cache.js";
import { resolveAccess } from "./connection/resolve-access.js";
import { Discovery, decidesKinds } from "./discovery/discovery.js";
import { DiscoveryReader } from "./discovery/read-discovery.js";
import { collectionPath, type DiscoveredKind } from "./discovery/served-kind.js";
import { HeldKinds } from "./held/held-kinds.js";
import { ApiClient, type ApiRequest } from "./http/api-client.js";
import { StoreEnding } from "./http/ending.js";
import { TokenBucket } from "./http/token-bucket.js";
import { createTransport, type Transport } from "./http/transport.js";
import { checkStoreOptions, type KubernetesStoreOptions } from "./options.js";
import { deleteOutcome, isRemoved } from "./requests/delete-outcome.js";
import { listPage } from "./requests/list-all.js";
import { cacheQuery } from "./requests/list-query.js";
import { missingName, missingNamespace, notFound } from "./requests/refusals.js";
import { createSubresource } from "./requests/subresource.js";
import { deleteRequest, patchRequest, writeHeaders, writeQuery } from "./requests/write-requests.js";

/** A Store over an API server. */
export interface KubernetesStore extends Store {
  /** The URL of the server. */
  readonly server: string;
  /** Ends all watches and requests; every later call throws StoreError `Closed`. May be called more than once. */
  close(): Promise<void>;
}

/**
 * Opens a store over an API server. Nothing is sent before the first call. Rejects with TypeError or RangeError for options that are wrong,
 * and with Error for a kubeconfig or a ServiceAccount that cannot be read.
 */
export async function createKubernetesStore(options: KubernetesStoreOptions): Promise<KubernetesStore> {
  checkStoreOptions(options);
  const { clock = systemClock, random = systemRandom, logger = consoleLogger } = options;
  const { userAgent = "engenho", requestTimeoutMs = 60_000, idleTimeoutMs = 75_000, pageSize = 500 } = options;
  const { maxConnections = 64, watchHistoryLimit = 32_768, qps = Number.POSITIVE_INFINITY, namespace } = options;
  const access = await resolveAccess(options, clock);
  const transport = createTransport(access, maxConnections);
  const burst = options.burst ?? Math.ceil(Math.min(qps, 1_000_000) * 2);
  const limit = qps === Number.POSITIVE_INFINITY ? undefined : new TokenBucket(clock, { qps, burst });
  const ending = new StoreEnding();
  const client = new ApiClient({ access, transport, clock, userAgent, requestTimeoutMs, limit, signal: ending });
  const reader = new DiscoveryReader(client);
  const discovery = new Discovery({ read: () => reader.read(), clock, logger });
  const held = new HeldKinds({
    ...{ client, clock, random, logger, idleTimeoutMs, pageSize, discovery, watchHistoryLimit, namespace },
    watchList: { isServed: undefined },
  });
  const store = new ApiServerStore({ client, discovery, held, transport, ending, namespace });
  return {
    server: access.server.href,
    get: (kind, key, readOptions) => store.get(kind, key, readOptions),
    list: (kind, listOptions) => store.list(kind, listOptions),
    create: (object, writeOptions) => store.create(object, writeOptions),
    update: (object, writeOptions) => store.update(object, writeOptions),
    patch: (kind, key, patch, writeOptions) => store.patch(kind, key, patch, writeOptions),
    delete: (kind, key, deleteOptions) => store.delete(kind, key, deleteOptions),
    subresource: (kind, key, name) => store.subresource(kind, key, name),
    watch: (watchOptions) => store.watch(watchOptions),
    kinds: () => store.kinds(),
    close: () => store.close(),
  };
}

interface Parts {
  readonly client: ApiClient;
  readonly discovery: Discovery;
  readonly held: HeldKinds;
  readonly transport: Transport;
  readonly ending: StoreEnding;
  /** The one namespace of the store; undefined: all. */
  readonly namespace: string | undefined;
}

/** An object, its kind and its path. */
interface Target {
  readonly kind: DiscoveredKind;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
}

class ApiServerStore implements Store {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async get<T extends KubernetesObject>(
    reference: KindReference,
    key: ObjectKey,
    { subresource, live = false }: GetOptions = {},
  ): Promise<Stored<T>> {
    const target = await this.#target(reference, key);
    const cache = live || subresource !== undefined ? undefined : await this.#cacheOf(target.kind, target.namespace);
    if (cache !== undefined) {
      const object = cache.get(target.namespace, target.name);
      if (object === undefined) throw notFound(target.kind, target.name);
      return object as Stored<T>;
    }
    const { value } = await this.#request({ method: "GET", path: below(target.path, subresource) }, subresource);
    const object = storedOf(value, target.kind);
    if (live && subresource === undefined) (await this.#cacheOf(target.kind, target.namespace))?.written(object);
    return object as Stored<T>;
  }

  async list<T extends KubernetesObject>(reference: KindReference, options: ListOptions = {}): Promise<ObjectList<T>> {
    const kind = await this.#find(reference);
    const { continue: token = "", limit, namespace = this.#parts.namespace } = options;
    const isOfCache = token.startsWith(cacheToken);
    const cache = token === "" || isOfCache ? await this.#cacheOf(kind, namespace) : undefined;
    if (isOfCache && cache === undefined)
      throw new StoreError("Expired", "the list to be continued is no longer cached");
    if (cache === undefined) {
      return (await listPage(this.#parts.client, kind, {
        ...options,
        ...definedFields({ namespace }),
      })) as ObjectList<T>;
    }
    return cache.list(cacheQuery(options), { limit, ...(isOfCache ? { token } : {}) }) as ObjectList<T>;
  }

  async create<T extends KubernetesObject>(object: T, options: CreateOptions = {}): Promise<Stored<T>> {
    const kind = await this.#find(object);
    const { namespace = "" } = object.metadata;
    if (kind.namespaced && namespace === "") throw missingNamespace(kind, object.metadata.name ?? "");
    const cache = await this.#cacheOf(kind, namespace);
    const { value } = await this.#request({
      method: "POST",
      path: collectionPath(kind, namespace),
      query: writeQuery(options),
      headers: writeHeaders(options),
      body: object,
      onWarning: options.onWarning,
    });
    return this.#written(storedOf(value, kind), cache, options) as Stored<T>;
  }

  async update<T extends KubernetesObject>(object: T, options: UpdateOptions = {}): Promise<Stored<T>> {
    const { namespace, name = "" } = object.metadata;
    const target = await this.#target(object, { namespace, name });
    const cache = await this.#cacheOf(target.kind, target.namespace);
    const { subresource, onWarning } = options;
    const path = below(target.path, subresource);
    const query = writeQuery(options);
    const headers = writeHeaders(options);
    const request = { method: "PUT", path, query, headers, body: object, onWarning } as const;
    const { value, status } = await this.#request(request, subresource);
    if (status === 201) options.onCreated?.();
    return this.#written(storedOf(value, target.kind), cache, options) as Stored<T>;
  }

  async patch<T extends KubernetesObject>(
    reference: KindReference,
    key: ObjectKey,
    patch: Patch,
    options: PatchOptions = {},
  ): Promise<Stored<T>> {
    const target = await this.#target(reference, key);
    const cache = await this.#cacheOf(target.kind, target.namespace);
    const request = patchRequest(below(target.path, options.subresource), patch, options);
    const { value, status } = await this.#request(request, options.subresource);
    if (status === 201) options.onCreated?.();
    return this.#written(storedOf(value, target.kind), cache, options) as Stored<T>;
  }

  async delete<T extends KubernetesObject>(
    reference: KindReference,
    key: ObjectKey,
    options: DeleteOptions = {},
  ): Promise<DeleteResult<T>> {
    const target = await this.#target(reference, key);
    const cache = await this.#cacheOf(target.kind, target.namespace);
    const known = cache?.get(target.namespace, target.name);
    const { value } = await this.#request(deleteRequest(target.path, options));
    const outcome = deleteOutcome(value, target, known);
    if (options.dryRun !== true) {
      const { uid } = outcome.object.metadata;
      if (outcome.type === "deleting") cache?.written(outcome.object);
      else cache?.deleted(target.namespace, target.name, uid === "" ? undefined : uid);
      if (decidesKinds(target.kind)) this.#parts.held.kindsMayHaveChanged();
    }
    return outcome as DeleteResult<T>;
  }

  subresource<Name extends string>(
    reference: KindReference,
    key: ObjectKey,
    name: Name,
  ): Subresource<SubresourceBody<Name>> {
    return createSubresource<SubresourceBody<Name>>({
      name,
      key,
      path: async () => below((await this.#target(reference, key)).path, name),
      request: (request) => this.#request(request, name),
      // The response is a body of another kind, but the object itself has changed, too.
      onWritten: () => this.#reread(reference, key),
    });
  }

  watch(options: WatchOptions = {}): Watch<never> {
    this.#checkOpen();
    const watch = this.#parts.held.watch(options);
    const { resourceVersion, namespace } = options;
    const { namespace: only } = this.#parts;
    if (only !== undefined && namespace !== undefined && namespace !== only) {
      watch.fail(new StoreError("BadRequest", `this store watches the namespace ${only}, not ${namespace}`));
    }
    if (resourceVersion !== undefined && !/^\d+$/.test(resourceVersion)) {
      const text = `Invalid value: ${JSON.stringify(resourceVersion)}: resourceVersion must be a decimal integer`;
      watch.fail(new StoreError("BadRequest", text));
    }
    return watch as Watch<never>;
  }

  async kinds() {
    this.#checkOpen();
    return this.#parts.discovery.kinds();
  }

  async close(): Promise<void> {
    const { ending, held, transport } = this.#parts;
    ending.abort();
    await held.close();
    transport.close();
  }

  #checkOpen(): void {
    if (this.#parts.ending.aborted) throw new StoreError("Closed", "the store is closed");
  }

  async #find(reference: KindReference): Promise<DiscoveredKind> {
    this.#checkOpen();
    const { discovery } = this.#parts;
    return discovery.peek(reference) ?? (await discovery.find(reference));
  }

  async #target(reference: KindReference, { namespace = "", name }: ObjectKey): Promise<Target> {
    const kind = await this.#find(reference);
    if (name === "") throw missingName();
    if (kind.namespaced && namespace === "") throw missingNamespace(kind, name);
    const path = `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
    return { kind, namespace: kind.namespaced ? namespace : "", name, path };
  }

  /** The cache of a kind, if it covers the namespace; `""` and undefined: all namespaces, or a cluster-scoped kind. */
  async #cacheOf(kind: DiscoveredKind, namespace: string | undefined): Promise<KindCache | undefined> {
    const { held, namespace: only } = this.#parts;
    return only === undefined || !kind.namespaced || namespace === only ? held.cacheOf(kind) : undefined;
  }

  /** Throws `NotFound` for a subresource that does not exist. */
  async #request(request: ApiRequest, subresource?: string) {
    try {
      return await this.#parts.client.request(request);
    } catch (error) {
      if (!isStoreError(error, "NoKindMatch")) throw error;
      if (subresource !== undefined) throw new StoreError("NotFound", error.message, { details: error.details });
      // The kind exists, so the 404 is about the subresource.
      this.#parts.held.kindsMayHaveChanged();
      throw error;
    }
  }

  #written(object: Stored, cache: KindCache | undefined, options: { readonly dryRun?: boolean }): Stored {
    if (options.dryRun === true || object.metadata.name === undefined) return object;
    const { namespace = "", name, uid } = object.metadata;
    if (isRemoved(object)) cache?.deleted(namespace, name, uid);
    else cache?.written(object);
    if (decidesKinds(object)) this.#parts.held.kindsMayHaveChanged();
    return object;
  }

  /** Reads an object whose subresource was written, if reads would otherwise return the old state. */
  async #reread(reference: KindReference, key: ObjectKey): Promise<void> {
    const target = await this.#target(reference, key);
    const cache = await this.#cacheOf(target.kind, target.namespace);
    if (cache === undefined) return;
    try {
      const { value } = await this.#request({ method: "GET", path: target.path });
      cache.written(storedOf(value, target.kind));
    } catch (error) {
      if (!isStoreError(error, "NotFound")) return;
      cache.deleted(target.namespace, target.name, cache.get(target.namespace, target.name)?.metadata.uid);
    }
  }
}

function below(path: string, subresource: string | undefined): string {
  return subresource === undefined || subresource === "" ? path : `${path}/${encodeURIComponent(subresource)}`;
}
