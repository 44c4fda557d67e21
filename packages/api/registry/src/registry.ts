import {
  type Clock,
  type CreateOptions,
  checkPassedThroughOptions,
  consoleLogger,
  type DeleteOptions,
  type DeleteResult,
  type GetOptions,
  isStoreError,
  type KindOf,
  type KindReference,
  type KubernetesObject,
  type ListOptions,
  type Logger,
  type ObjectKey,
  type ObjectList,
  type ObjectOf,
  type ObjectReference,
  type OptionRules,
  optionRules,
  type Patch,
  type PatchOptions,
  type RandomSource,
  type ServedKind,
  type Store,
  type Stored,
  type Subresource,
  type SubresourceBody,
  systemClock,
  systemRandom,
  type TokenIssuer,
  type UpdateOptions,
  type Watch,
  type WatchOptions,
  type WriteOptions,
} from "@engenho/core";
import { isPending, WorkTurns } from "@engenho/machinery";
import type { Backend } from "@engenho/storage";
import type { Authorizer } from "./access/authorizer.js";
import type { StoredObjects, WebhookClient } from "./access/webhook-client.js";
import type { AdmissionPlugin } from "./admission/admission.js";
import { AdmissionChain } from "./admission/admission-chain.js";
import { DerivedValues } from "./admission/derived-values.js";
import type { RegistryMetrics } from "./admission/registry-metrics.js";
import { fencedBackend } from "./context/fenced-backend.js";
import { type KindSource, noKindSource } from "./context/kind-source.js";
import type { RegistryContext } from "./context/registry-context.js";
import { followCommit } from "./context/strategy-loading.js";
import type { KindDefinition } from "./model/kind-definition.js";
import { hasForeignBody } from "./model/resource.js";
import { ResourceCatalogue } from "./model/resource-catalogue.js";
import { admissionContext } from "./verbs/admission-context.js";
import { admitConnection, type Connection, type ConnectionOptions } from "./verbs/admit-connection.js";
import {
  checkBody,
  checkCreate,
  checkDelete,
  checkGet,
  checkList,
  checkPatch,
  checkSubresource,
  checkUpdate,
  checkWatch,
} from "./verbs/argument-checks.js";
import { createObject } from "./verbs/create.js";
import { deleteObject, deleteWithoutAdmission } from "./verbs/delete.js";
import { createSubresource, updateSubresource } from "./verbs/foreign-subresource.js";
import { patchObject } from "./verbs/patch-object.js";
import { getObject, listObjects } from "./verbs/read.js";
import { seedObjects } from "./verbs/seed.js";
import { watchServed } from "./verbs/served-watch.js";
import { updateObject } from "./verbs/update.js";

/** Options of {@link createRegistry}. */
export interface RegistryOptions {
  /** The kinds served from the start, in every version, including those that are served but not stored (reviews). */
  readonly kinds: readonly KindDefinition[];
  /** Kinds that are added and removed at run time, such as those of CustomResourceDefinitions. Default: none. */
  readonly kindSource?: ((context: RegistryContext) => KindSource) | undefined;
  /** The names of feature gates that are enabled in addition to Kubernetes' defaults, for strategies. Default: none. */
  readonly featureGates?: readonly string[] | undefined;
  /** The admission plugins, in the order in which they are called. Default: none. */
  readonly admission?: readonly AdmissionPlugin[] | undefined;
  /** What admission plugins ask whether a user may do something. It does not guard the Store itself. Default: none. */
  readonly authorizer?: Authorizer | undefined;
  /**
   * Makes the client that calls webhooks, which reads Services and their endpoints from the registry. Default: none, and every call
   * fails.
   */
  readonly webhookClient?: ((stored: StoredObjects) => WebhookClient) | undefined;
  /** Issues the tokens of ServiceAccounts. Default: none are issued. */
  readonly tokenIssuer?: TokenIssuer | undefined;
  /** Receives how long admission and the expressions of custom kinds take, for metrics. Default: nothing is measured. */
  readonly metrics?: RegistryMetrics | undefined;
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Default: the system's randomness. */
  readonly random?: RandomSource | undefined;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

/** A Store that also exposes its kinds, for servers that publish schemas and print tables. */
export interface RegistryStore extends Store {
  /**
   * Admits a connection (operation CONNECT). Resolves with the options of the connection after mutating admission.
   * Rejects with the error of the plugin that denies it, and with StoreError `NoKindMatch` or `NotFound` if there is no
   * such kind or subresource.
   */
  admitConnection(connection: Connection, options?: ConnectionOptions): Promise<KubernetesObject>;
  /**
   * Every kind in every version, including custom resources and kinds that are not stored: the same array until a kind is added or
   * removed, then a new one.
   */
  definitions(): readonly KindDefinition[];
  /**
   * The number of stored objects of each resource, by qualified name: `pods`, `deployments.apps`. A resource that is served in
   * several groups or versions is counted once, under the group in which it is stored (upstream: apiserver_storage_objects).
   */
  countObjects(): Promise<ReadonlyMap<string, number>>;
  /**
   * Creates objects that are part of the program, such as the bootstrap roles, without processing: they must be
   * complete, defaulted and valid, of kinds without generation or status. Only uid and creationTimestamp are set. Many
   * times faster than `create`, which defaults and validates. Resolves with the objects that were not created because
   * their names exist. Throws `NoKindMatch`.
   */
  seed(objects: readonly KubernetesObject[]): Promise<readonly KubernetesObject[]>;
}

/** A Store over `backend`, with the behaviour of an API server. The backend must not be used by anything else. */
export function createRegistry(backend: Backend, options: RegistryOptions): RegistryStore {
  return new Registry(backend, options);
}

const rules: OptionRules<keyof RegistryOptions> = {
  kinds: { expected: "a list of kinds", accepts: Array.isArray },
  kindSource: optionRules.callable,
  admission: { expected: "a list of admission plugins", accepts: Array.isArray },
  authorizer: optionRules.object,
  webhookClient: optionRules.callable,
  tokenIssuer: optionRules.object,
  metrics: optionRules.object,
  featureGates: optionRules.texts,
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
};

class Registry implements RegistryStore {
  readonly #context: RegistryContext;
  /** Pending until the existing custom resources are known. */
  #loading: Promise<void> | undefined;
  readonly refresh: Store["refresh"];

  constructor(backend: Backend, options: RegistryOptions) {
    checkPassedThroughOptions("createRegistry", options, rules);
    const catalogue = new ResourceCatalogue(options.kinds, new Set(options.featureGates));
    const logger = options.logger ?? consoleLogger;
    const clock = options.clock ?? systemClock;
    const random = options.random ?? systemRandom;
    const derived = new DerivedValues(backend);
    const turns = new WorkTurns(clock);
    const webhookClient = options.webhookClient?.({
      get: (key) => backend.get(key),
      list: (kind, query) => backend.list(kind, query),
    });
    const { authorizer } = options;
    const timerOf = options.metrics?.admissionTimer;
    const context: RegistryContext = {
      backend,
      catalogue,
      clock,
      turns,
      random,
      logger,
      loading: new Map(),
      followers: new Map(),
      webhookClient,
      tokenIssuer: options.tokenIssuer,
      admission: new AdmissionChain(
        options.admission ?? [],
        admissionContext({
          ...{ backend, catalogue, clock, derived, logger, random, turns, authorizer, webhookClient },
          create: (object) => createObject(context, object, {}),
          update: (object, updateOptions = {}) => updateObject(context, object, updateOptions),
        }),
        timerOf && { clock, timerOf },
      ),
      metrics: options.metrics,
      deleteObject: (reference) => deleteWithoutAdmission(context, reference, {}),
      committed(change) {
        derived.committed(change.key);
        return kindSource.committed(change);
      },
      isTerminating: (resource) => kindSource.isTerminating(resource),
      runInBackground: (work) => {
        work.catch((error: unknown) => {
          if (!isStoreError(error, "Closed")) logger.error({ err: error }, "background work of the registry failed");
        });
      },
    };
    const kindSource = options.kindSource?.(context) ?? noKindSource;
    this.#context = context;
    backend.follow?.((commit) => {
      derived.committed(commit.key);
      kindSource.follow?.(commit);
      followCommit(context, commit);
    });
    this.refresh = backend.refresh && ((resourceVersion) => this.#run(async () => backend.refresh?.(resourceVersion)));
    const loading = kindSource.load();
    if (isPending(loading)) {
      this.#loading = loading.then(() => this.#loaded());
      // Every call reports the failure; without calls nobody needs to know.
      context.runInBackground(this.#loading);
    }
  }

  get<T extends KubernetesObject>(kind: KindOf<T>, key: ObjectKey, options?: GetOptions): Promise<Stored<T>> {
    return this.#run(() => {
      checkGet(kind, key, options);
      this.#checkOwnBody("Store.get", kind, options?.subresource);
      return getObject(this.#context, referenceOf(kind, key), options);
    }) as Promise<Stored<T>>;
  }

  list<T extends KubernetesObject>(kind: KindOf<T>, options: ListOptions = {}): Promise<ObjectList<T>> {
    return this.#run(async () => {
      checkList(kind, options);
      return listObjects(this.#context, kind, options);
    }) as Promise<ObjectList<T>>;
  }

  create<T extends KubernetesObject>(object: T, options: CreateOptions = {}): Promise<Stored<T>> {
    return this.#run(() => {
      checkCreate(object, options);
      return createObject(this.#contextOf(options), object, options);
    }) as Promise<Stored<T>>;
  }

  update<T extends KubernetesObject>(object: T, options: UpdateOptions = {}): Promise<Stored<T>> {
    return this.#run(() => {
      checkUpdate(object, options);
      return updateObject(this.#contextOf(options), object, options);
    }) as Promise<Stored<T>>;
  }

  patch<T extends KubernetesObject>(
    kind: KindOf<T>,
    key: ObjectKey,
    patch: Patch,
    options: PatchOptions = {},
  ): Promise<Stored<T>> {
    return this.#run(() => {
      checkPatch(kind, key, patch, options);
      this.#checkOwnBody("Store.patch", kind, options.subresource);
      return patchObject(this.#contextOf(options), { reference: referenceOf(kind, key), patch }, options);
    }) as Promise<Stored<T>>;
  }

  delete<T extends KubernetesObject>(
    kind: KindOf<T>,
    key: ObjectKey,
    options: DeleteOptions = {},
  ): Promise<DeleteResult<T>> {
    return this.#run(() => {
      checkDelete(kind, key, options);
      return deleteObject(this.#contextOf(options), referenceOf(kind, key), options);
    }) as Promise<DeleteResult<T>>;
  }

  subresource<Name extends string>(
    kind: KindReference,
    key: ObjectKey,
    name: Name,
  ): Subresource<SubresourceBody<Name>> {
    checkSubresource(kind, key, name);
    const reference = referenceOf(kind, key);
    const subresource: Subresource = {
      get: (options) => this.#run(() => getObject(this.#context, reference, { ...options, subresource: name })),
      create: (body, options = {}) =>
        this.#run(() => {
          checkBody("Subresource.create", body, options);
          return createSubresource(this.#contextOf(options), { reference, subresource: name, body }, options);
        }),
      update: (body, options = {}) =>
        this.#run(() => {
          checkBody("Subresource.update", body, options);
          return updateSubresource(this.#contextOf(options), { reference, subresource: name, body }, options);
        }),
      patch: (patch, options = {}) =>
        this.#run(() => {
          checkPatch(reference, reference, patch, options);
          return patchObject(this.#contextOf(options), { reference, patch }, { ...options, subresource: name });
        }),
    };
    return subresource as Subresource<SubresourceBody<Name>>;
  }

  admitConnection(connection: Connection, options: ConnectionOptions = {}): Promise<KubernetesObject> {
    return this.#run(() => admitConnection(this.#context, connection, options));
  }

  definitions(): readonly KindDefinition[] {
    return this.#context.catalogue.definitions;
  }

  countObjects(): Promise<ReadonlyMap<string, number>> {
    return this.#run(async () => {
      const { backend, catalogue } = this.#context;
      const counts = new Map<string, number>();
      for (const { definition, qualifiedName, stored } of catalogue.all) {
        if (definition.storedAs !== undefined || counts.has(qualifiedName)) continue;
        counts.set(qualifiedName, await backend.count(stored));
      }
      return counts;
    });
  }

  seed(objects: readonly KubernetesObject[]): Promise<readonly KubernetesObject[]> {
    return this.#run(async () => seedObjects(this.#context, objects));
  }

  watch<const Kinds extends readonly KindReference[]>(
    options: WatchOptions<Kinds> = {},
  ): Watch<ObjectOf<Kinds[number]>> {
    checkWatch(options);
    return watchServed(this.#context, options) as Watch<ObjectOf<Kinds[number]>>;
  }

  get oldestResourceVersion(): string | undefined {
    return this.#context.backend.oldestResourceVersion;
  }

  kinds(): Promise<readonly ServedKind[]> {
    return this.#run(async () => this.#context.catalogue.served);
  }

  /** The context of a write: one that checks its fence, if it has one. */
  #contextOf({ fence }: Pick<WriteOptions, "fence">): RegistryContext {
    if (fence === undefined) return this.#context;
    const context: RegistryContext = {
      ...this.#context,
      backend: fencedBackend(this.#context.backend, fence),
      deleteObject: (reference) => deleteWithoutAdmission(context, reference, {}),
    };
    return context;
  }

  /** Throws TypeError for a subresource whose body is not an object of the kind, which these verbs promise to return. */
  #checkOwnBody(method: string, kind: KindReference, subresource: string | undefined): void {
    if (subresource === undefined || subresource === "") return;
    if (!hasForeignBody(this.#context.catalogue.find(kind), subresource)) return;
    throw new TypeError(
      `${method}: subresource: ${JSON.stringify(subresource)} has a body of its own: use Store.subresource`,
    );
  }

  #run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#loading !== undefined) return this.#loading.then(call);
    try {
      return call();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #loaded(): void {
    this.#loading = undefined;
  }
}

/** The reference that a call names: callers may pass whole objects as the kind or the key. */
function referenceOf({ apiVersion, kind }: KindReference, { namespace, name }: ObjectKey): ObjectReference {
  return { apiVersion, kind, namespace, name };
}
