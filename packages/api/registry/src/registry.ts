import {
  type Clock,
  type CreateOptions,
  checkHandedOnOptions,
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
  systemClock,
  systemRandom,
  type UpdateOptions,
  type Watch,
  type WatchOptions,
} from "@engenho/core";
import { builtInKinds, type KindDefinition } from "@engenho/kinds";
import {
  checkCreate,
  checkDelete,
  checkGet,
  checkList,
  checkPatch,
  checkUpdate,
  checkWatch,
} from "./argument-checks.js";
import type { Backend } from "./backend.js";
import { createObject } from "./create.js";
import { CustomKinds } from "./custom-kinds.js";
import { customKindRules } from "./custom-resources/index.js";
import { withCleanup } from "./definition-strategy.js";
import { deleteObject } from "./delete.js";
import { updateForeignSubresource } from "./foreign-subresource.js";
import { isPending } from "./maybe-promise.js";
import { patchObject } from "./patch-object.js";
import { getObject, listObjects } from "./read.js";
import type { RegistryContext } from "./registry-context.js";
import { ResourceCatalogue } from "./resource-catalogue.js";
import { watchServed } from "./served-watch.js";
import type { ServiceAllocatorOptions } from "./service-allocator/index.js";
import { strategyFor } from "./strategies/index.js";
import type { Strategy } from "./strategy.js";
import { SecondFormatter } from "./timestamp.js";
import { updateObject } from "./update.js";
import { WorkTurns } from "./work-turns.js";

/** Options of {@link createRegistry}. */
export interface RegistryOptions {
  /** The built-in kinds to serve. Default: all of @engenho/kinds. */
  readonly kinds?: readonly KindDefinition[] | undefined;
  /** The strategy of a kind. Default: upstream's rules for the kinds of @engenho/kinds and for custom resources. */
  readonly strategyFor?: ((kind: KindDefinition) => Strategy) | undefined;
  /** The ranges of cluster IPs and node ports for Services, with the default `strategyFor`. */
  readonly services?: ServiceAllocatorOptions | undefined;
  /**
   * Whether a namespaced object can only be created in an existing namespace, and `default`, `kube-system` and `kube-public`
   * cannot be deleted, as in an API server (AP-3). Default false: no set-up is needed before the first object. A terminating
   * namespace refuses new objects in either case.
   */
  readonly requireNamespaces?: boolean | undefined;
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
   * Every kind in every version, including custom resources: the same array until a kind is added or removed, then a new one.
   */
  definitions(): readonly KindDefinition[];
}

/** A Store over `backend`, with the behaviour of an API server. The backend must not be used by anything else. */
export function createRegistry(backend: Backend, options: RegistryOptions = {}): RegistryStore {
  return new Registry(backend, options);
}

const rules: OptionRules<keyof RegistryOptions> = {
  kinds: { expected: "a list of kinds", accepts: Array.isArray },
  strategyFor: optionRules.callable,
  services: optionRules.object,
  requireNamespaces: optionRules.flag,
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
};

class Registry implements RegistryStore {
  readonly #context: RegistryContext;
  /** Pending until the existing custom resources are known. */
  #loading: Promise<void> | undefined;

  constructor(backend: Backend, options: RegistryOptions) {
    checkHandedOnOptions("createRegistry", options, rules);
    const { services } = options;
    const strategies = options.strategyFor ?? ((kind: KindDefinition) => strategyFor(kind, { services }));
    const catalogue = new ResourceCatalogue(options.kinds ?? builtInKinds(), (kind) =>
      withCleanup(kind, strategies(kind)),
    );
    const logger = options.logger ?? consoleLogger;
    const clock = options.clock ?? systemClock;
    const context: RegistryContext = {
      backend,
      catalogue,
      clock,
      turns: new WorkTurns(clock),
      random: options.random ?? systemRandom,
      logger,
      seconds: new SecondFormatter(),
      loading: new Map(),
      requireNamespaces: options.requireNamespaces ?? false,
      deleteObject: (reference) => deleteObject(context, reference, {}),
      committed: (change) => customKinds.committed(change),
      isTerminating: (resource) => customKinds.isTerminating(resource),
      runInBackground: (work) => {
        work.catch((error: unknown) => {
          if (!isStoreError(error, "Closed")) logger.error({ err: error }, "background work of the registry failed");
        });
      },
    };
    const customKinds = new CustomKinds(context, () => customKindRules);
    this.#context = context;
    const loading = customKinds.load();
    if (isPending(loading)) {
      this.#loading = loading.then(() => this.#loaded());
      // Every call reports the failure; without calls nobody needs to know.
      context.runInBackground(this.#loading);
    }
  }

  get<T extends KubernetesObject>(kind: KindOf<T>, key: ObjectKey, options?: GetOptions): Promise<Stored<T>> {
    return this.#run(() => {
      checkGet(kind, key, options);
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
      return createObject(this.#context, object, options);
    }) as Promise<Stored<T>>;
  }

  update<T extends KubernetesObject>(object: T, options: UpdateOptions = {}): Promise<Stored<T>> {
    return this.#run(() => {
      checkUpdate(object, options);
      return updateForeignSubresource(this.#context, object, options) ?? updateObject(this.#context, object, options);
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
      return patchObject(this.#context, { reference: referenceOf(kind, key), patch }, options);
    }) as Promise<Stored<T>>;
  }

  delete<T extends KubernetesObject>(
    kind: KindOf<T>,
    key: ObjectKey,
    options: DeleteOptions = {},
  ): Promise<DeleteResult<T>> {
    return this.#run(() => {
      checkDelete(kind, key, options);
      return deleteObject(this.#context, referenceOf(kind, key), options);
    }) as Promise<DeleteResult<T>>;
  }

  definitions(): readonly KindDefinition[] {
    return this.#context.catalogue.definitions;
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

/** What a call names, with nothing else of an object that stands for its kind or its key. */
function referenceOf({ apiVersion, kind }: KindReference, { namespace, name }: ObjectKey): ObjectReference {
  return { apiVersion, kind, namespace, name };
}
