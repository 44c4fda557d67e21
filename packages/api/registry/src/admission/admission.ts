import type { Clock, KubernetesObject, ObjectList, RandomSource, StatusCause, Stored, StoreError } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { GroupKind, StorageKey } from "@engenho/storage";
import { forbidden } from "../model/refusals.js";
import type { Resource } from "../model/resource.js";

/** What a request wants to do with an object, as admission.k8s.io writes it. */
export type AdmissionOperation = "CREATE" | "UPDATE" | "DELETE";

/** One write that asks for admission (upstream: admission.Attributes). */
export interface AdmissionRequest {
  readonly operation: AdmissionOperation;
  readonly resource: Resource;
  /** `""` for the object itself. Writes of `scale` do not ask for admission yet. */
  readonly subresource: string;
  /** `""` for cluster-scoped kinds. */
  readonly namespace: string;
  /** `""` while a name is still to be generated: see {@link admissionName}. */
  readonly name: string;
  /**
   * In the served version. For `mutate`: decoded, with its defaults, before the strategy has prepared it. For `validate`: as it
   * will be written, valid. Undefined for DELETE.
   */
  readonly object: KubernetesObject | undefined;
  /** What is stored now, in the served version; undefined for CREATE. */
  readonly oldObject: Stored | undefined;
  readonly dryRun: boolean;
  /** Sends a warning to the client. */
  readonly onWarning: (text: string) => void;
}

/** What plugins may look at beside the request. */
export interface AdmissionContext {
  readonly clock: Clock;
  readonly random: RandomSource;
  /** A stored object, in the version in which it is stored; undefined when there is none. */
  get(key: StorageKey): MaybePromise<Stored | undefined>;
  /** The stored objects of a kind, ordered by namespace and name. */
  list(kind: GroupKind, options: { readonly namespace?: string }): MaybePromise<ObjectList>;
}

/**
 * One step of admission (upstream: admission.MutationInterface and ValidationInterface). A plugin refuses by throwing a
 * StoreError, mostly `Forbidden` from {@link admissionForbidden}.
 */
export interface AdmissionPlugin {
  /** As upstream names it, such as `NamespaceLifecycle`. */
  readonly name: string;
  /** Whether the plugin wants requests like this. Asked once for each kind, operation and subresource. */
  handles(operation: AdmissionOperation, resource: Resource, subresource: string): boolean;
  /** Returns the object as it shall go on, the same one to leave it alone. Not called for DELETE. */
  mutate?(request: AdmissionRequest & WithObject, context: AdmissionContext): MaybePromise<KubernetesObject>;
  /** Called when nothing will change any more, right before the write. */
  validate?(request: AdmissionRequest, context: AdmissionContext): MaybePromise<void>;
}

/** A request that carries an object. */
export interface WithObject {
  readonly object: KubernetesObject;
}

/** A 403 about the object of a request (upstream: admission.NewForbidden). */
export function admissionForbidden(
  request: AdmissionRequest,
  why: { readonly reason: string; readonly causes?: readonly StatusCause[] },
): StoreError {
  return forbidden(request.resource, admissionName(request), why);
}

/** How refusals name the object of a request: by its name, else by the prefix that its name is to be generated from. */
export function admissionName({ name, object }: AdmissionRequest): string {
  if (name !== "") return name;
  return object?.metadata.generateName || "Unknown";
}
