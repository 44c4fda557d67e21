import type {
  Clock,
  DeleteOptions,
  KindReference,
  KubernetesObject,
  Logger,
  ObjectList,
  RandomSource,
  StatusCause,
  Stored,
  StoreError,
  UpdateOptions,
  User,
  WriteOptions,
} from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { GroupKind, StorageKey } from "@engenho/storage";
import type { Authorizer } from "../access/authorizer.js";
import type { WebhookClient } from "../access/webhook-client.js";
import { forbidden } from "../model/refusals.js";
import type { Resource } from "../model/resource.js";
import type { MutationPasses } from "./mutation-passes.js";

/** The operation of a request, in the notation of admission.k8s.io. */
export type AdmissionOperation = "CREATE" | "UPDATE" | "DELETE" | "CONNECT";

/** A write to be admitted (upstream: admission.Attributes). */
export interface AdmissionRequest {
  /** What the request does with the object. */
  readonly operation: AdmissionOperation;
  /** The kind of the object, in the version of the request. */
  readonly resource: Resource;
  /** `""` for the object itself. The object of `scale`, `binding` and the like is of the kind of their body. */
  readonly subresource: string;
  /** `""` for cluster-scoped kinds. */
  readonly namespace: string;
  /** `""` in `mutate` if the name will be generated from `metadata.generateName`. */
  readonly name: string;
  /**
   * In the served version. For `mutate`: decoded and defaulted, before the strategy's preparation. For `validate`: valid, as it
   * will be stored. For CONNECT: the options of the connection (PodExecOptions...), which have no metadata. Undefined for DELETE.
   */
  readonly object: KubernetesObject | undefined;
  /** The stored object, in the served version; undefined for CREATE and CONNECT. */
  readonly oldObject: Stored | undefined;
  /** Whether nothing will be written. Plugins must not have side effects then. */
  readonly dryRun: boolean;
  /** Sends a warning to the client. */
  readonly onWarning: (text: string) => void;
  /** Who makes the request; undefined for a write of the program itself. */
  readonly user: User | undefined;
  /** The options of the Store call. */
  readonly options: WriteOptions | DeleteOptions;
}

/** What plugins can access in addition to the request. */
export interface AdmissionContext {
  /** The registry's clock. */
  readonly clock: Clock;
  /** The registry's source of randomness. */
  readonly random: RandomSource;
  /** A stored object, in its storage version; undefined if it does not exist. */
  get(key: StorageKey): MaybePromise<Stored | undefined>;
  /** The stored objects of a kind, ordered by namespace and name. */
  list(kind: GroupKind, options: { readonly namespace?: string }): MaybePromise<ObjectList>;
  /** The number of stored objects of a kind: 0 says at little cost that there is no configuration. */
  count(kind: GroupKind): MaybePromise<number>;
  /** Creates an object on the plugin's own behalf, through admission. Not for a dry run. */
  create(object: KubernetesObject): Promise<Stored>;
  /** Updates an object on the plugin's own behalf, through admission; see Store.update. Not for a dry run. */
  update(object: KubernetesObject, options?: UpdateOptions): Promise<Stored>;
  /**
   * A value that `derive` makes of all stored objects of a kind, such as an index of webhooks: made at the first call, and again
   * at the first call after an object of the kind was written. The function returned costs next to nothing in between.
   */
  derived<T>(kind: GroupKind, derive: (objects: readonly Stored[]) => T): () => MaybePromise<T>;
  /** Decides what users may do; undefined if everything is allowed. */
  readonly authorizer: Authorizer | undefined;
  /** Calls webhooks; undefined if the registry was created without a client. */
  readonly webhookClient: WebhookClient | undefined;
  /** Where failures are logged that reject no request. */
  readonly logger: Logger;
  /** A served kind; undefined if it is not served. */
  findKind(reference: KindReference): Resource | undefined;
  /** A stored object of a kind in the version of `resource`. Throws StoreError `InternalError` if it cannot be converted. */
  served(object: Stored, resource: Resource): MaybePromise<Stored>;
  /**
   * The served kinds that have the same objects in storage, itself included: the versions of a custom resource, Events of both
   * groups (upstream: runtime.EquivalentResourceMapper).
   */
  equivalents(resource: Resource): readonly Resource[];
  /**
   * An object of one of the {@link equivalents} in the form of another. Throws StoreError `InternalError` if it cannot be converted.
   */
  convert<T extends KubernetesObject>(object: T, from: Resource, to: Resource): MaybePromise<T>;
  /**
   * Decodes JSON that a plugin has derived from a request's object: fields of the wrong type are refused, unknown
   * fields are dropped (or refused if `strict`), and defaults are set. Rejects with StoreError `BadRequest` or
   * `Invalid`.
   */
  decode(target: AdmissionTarget, value: unknown, options?: { readonly strict?: boolean }): Promise<KubernetesObject>;
}

/** The kind, or the subresource of it, that an object is the body of. */
export interface AdmissionTarget {
  /** The kind, in the version of the object. */
  readonly resource: Resource;
  /** `""` for the object itself. */
  readonly subresource: string;
}

/**
 * An admission plugin (upstream: admission.MutationInterface and ValidationInterface). It rejects a request by throwing a
 * StoreError, usually `Forbidden` from {@link admissionForbidden}.
 */
export interface AdmissionPlugin {
  /** Upstream's name, such as `NamespaceLifecycle`. */
  readonly name: string;
  /** Whether the plugin handles such requests. Called once per kind, operation and subresource. */
  handles(operation: AdmissionOperation, resource: Resource, subresource: string): boolean;
  /**
   * Returns the mutated object, or the same object to leave it unchanged. Called before the strategy's preparation, and again for
   * the next attempt after a conflict of an update; within an attempt a second time, if a plugin asks `passes` for it. Not called
   * for DELETE.
   */
  mutate?(
    request: AdmissionRequest & WithObject,
    context: AdmissionContext,
    passes: MutationPasses,
  ): MaybePromise<KubernetesObject>;
  /** Called for DELETE where `mutate` would be: before `validate` of every plugin. There is no object to change. */
  beforeDeletion?(request: AdmissionRequest, context: AdmissionContext): MaybePromise<void>;
  /** Called right before the commit, when the object is valid and final; again for the next attempt after a conflict. */
  validate?(request: AdmissionRequest, context: AdmissionContext): MaybePromise<void>;
}

/** A request with an object. */
export interface WithObject {
  /** The object of a CREATE or UPDATE, or the options of a CONNECT. */
  readonly object: KubernetesObject;
}

/** A 403 about the object of a request (upstream: admission.NewForbidden). */
export function admissionForbidden(
  request: AdmissionRequest,
  why: { readonly reason: string; readonly causes?: readonly StatusCause[] },
): StoreError {
  return forbidden(request.resource, admissionName(request), why);
}

/** The name of the object in errors: its name, or else the prefix that its name will be generated from. */
function admissionName({ name, object }: AdmissionRequest): string {
  if (name !== "") return name;
  return object?.metadata.generateName || "Unknown";
}
