import type { KubernetesObject } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import type { Resource } from "../model/resource.js";
import type {
  AdmissionContext,
  AdmissionOperation,
  AdmissionPlugin,
  AdmissionRequest,
  WithObject,
} from "./admission.js";
import { ChainPasses } from "./mutation-passes.js";
import { type AdmissionTimer, type AdmissionTimes, observedPlugin, timed } from "./observed-plugin.js";

/** The admission plugins of a registry, in the order in which they are called. */
export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[];
  readonly #context: AdmissionContext;
  readonly #times: AdmissionTimes | undefined;
  /** By operation, resource and subresource: each update asks, and a key composed of texts would be hashed each time. */
  readonly #steps: Readonly<Record<AdmissionOperation, WeakMap<Resource, Map<string, AdmissionSteps | undefined>>>> = {
    CREATE: new WeakMap(),
    UPDATE: new WeakMap(),
    DELETE: new WeakMap(),
    CONNECT: new WeakMap(),
  };

  /** `times`: measures plugins and steps; without, nothing is measured. */
  constructor(plugins: readonly AdmissionPlugin[], context: AdmissionContext, times?: AdmissionTimes) {
    this.#plugins = plugins;
    this.#context = context;
    this.#times = times;
  }

  /** The admission steps of such requests; undefined if no plugin handles them. */
  stepsFor(operation: AdmissionOperation, resource: Resource, subresource: string): AdmissionSteps | undefined {
    let known = this.#steps[operation].get(resource);
    if (known === undefined) {
      known = new Map();
      this.#steps[operation].set(resource, known);
    }
    const steps = known.get(subresource);
    if (steps !== undefined || known.has(subresource)) return steps;
    const plugins = this.#plugins.filter((plugin) => plugin.handles(operation, resource, subresource));
    const found = plugins.length === 0 ? undefined : this.#made(plugins, operation);
    known.set(subresource, found);
    return found;
  }

  #made(plugins: readonly AdmissionPlugin[], operation: AdmissionOperation): AdmissionSteps {
    const times = this.#times;
    if (times === undefined) return new AdmissionSteps(plugins, this.#context);
    const observed = plugins.map((plugin) => observedPlugin(plugin, operation, times));
    const admit = times.timerOf({ plugin: undefined, type: "admit", operation });
    const validate = times.timerOf({ plugin: undefined, type: "validate", operation });
    return new AdmissionSteps(observed, this.#context, { admit, validate });
  }
}

/** The timers of the steps of one operation. */
interface StepTimers {
  readonly admit: AdmissionTimer;
  readonly validate: AdmissionTimer;
}

/** The plugins that handle one form of request. */
export class AdmissionSteps {
  readonly #mutating: readonly AdmissionPlugin[];
  readonly #beforeDeletion: readonly AdmissionPlugin[];
  readonly #validating: readonly AdmissionPlugin[];
  readonly #context: AdmissionContext;
  readonly #timers: StepTimers | undefined;

  constructor(plugins: readonly AdmissionPlugin[], context: AdmissionContext, timers?: StepTimers) {
    this.#mutating = plugins.filter(({ mutate }) => mutate !== undefined);
    this.#beforeDeletion = plugins.filter(({ beforeDeletion }) => beforeDeletion !== undefined);
    this.#validating = plugins.filter(({ validate }) => validate !== undefined);
    this.#context = context;
    this.#timers = timers;
  }

  /**
   * Passes `object` through all mutating plugins in order, and once more if one of them asks for it; `requestOf` creates the
   * request for an object.
   */
  mutate(
    object: KubernetesObject,
    requestOf: (object: KubernetesObject) => AdmissionRequest & WithObject,
  ): MaybePromise<KubernetesObject> {
    if (this.#mutating.length === 0) return object;
    const passes = new ChainPasses();
    const request = requestOf(object);
    return this.#timed("admit", () =>
      andThen(this.#mutateFrom(0, request, passes), (first) =>
        passes.beginSecond() ? this.#mutateFrom(0, { ...request, object: first }, passes) : first,
      ),
    );
  }

  /** Throws the error of the first plugin that rejects the request. The request is only created if a plugin validates it. */
  validate(requestOf: () => AdmissionRequest): MaybePromise<void> {
    return this.#validating.length === 0
      ? undefined
      : this.#timed("validate", () => this.#validateFrom(0, requestOf()));
  }

  /** As `validate`, after `beforeDeletion` of all plugins. */
  admitDeletion(requestOf: () => AdmissionRequest): MaybePromise<void> {
    if (this.#beforeDeletion.length === 0) return this.validate(requestOf);
    const request = requestOf();
    const before = this.#timed("admit", () => this.#deletionFrom(0, request));
    return andThen(before, () => this.validate(() => request));
  }

  #timed<T>(type: keyof StepTimers, step: () => MaybePromise<T>): MaybePromise<T> {
    return this.#timers === undefined ? step() : timed(this.#context.clock, this.#timers[type], step);
  }

  #deletionFrom(index: number, request: AdmissionRequest): MaybePromise<void> {
    const plugin = this.#beforeDeletion[index];
    if (plugin?.beforeDeletion === undefined) return undefined;
    return andThen(plugin.beforeDeletion(request, this.#context), () => this.#deletionFrom(index + 1, request));
  }

  #mutateFrom(
    index: number,
    request: AdmissionRequest & WithObject,
    passes: ChainPasses,
  ): MaybePromise<KubernetesObject> {
    const plugin = this.#mutating[index];
    if (plugin?.mutate === undefined) return request.object;
    return andThen(plugin.mutate(request, this.#context, passes), (object) =>
      this.#mutateFrom(index + 1, object === request.object ? request : { ...request, object }, passes),
    );
  }

  #validateFrom(index: number, request: AdmissionRequest): MaybePromise<void> {
    const plugin = this.#validating[index];
    if (plugin?.validate === undefined) return undefined;
    return andThen(plugin.validate(request, this.#context), () => this.#validateFrom(index + 1, request));
  }
}
