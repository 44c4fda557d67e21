export { Backoff, type BackoffOptions } from "./backoff.js";
export { type Claim, type ClaimOptions, claimDependents } from "./claim.js";
export type { Clock, Timer } from "./clock.js";
export { consoleLogger } from "./console-logger.js";
export type { Controller, ReconcileError, ReconcileReport, Wake } from "./controller.js";
export { copyWith } from "./copy-with.js";
export { deepFreeze } from "./deep-freeze.js";
export { type DefinedFields, definedFields } from "./defined-fields.js";
export { createDoorbell, type Doorbell } from "./doorbell.js";
export {
  type CorrelatedEvent,
  EventCorrelator,
  type EventCorrelatorOptions,
  type EventOccurrence,
} from "./event-correlator.js";
export { createEventRecorder, type EventRecorder, type EventRecorderOptions } from "./event-recorder.js";
export type { FieldRequirement } from "./field-selector.js";
export { findObject } from "./find-object.js";
export { resolveIntOrPercent } from "./int-or-percent.js";
export {
  createKeyedController,
  type DelayedKey,
  type ForgottenKey,
  type KeyedController,
  type KeyedControllerOptions,
  type MappedKeys,
  type ReconcileResult,
} from "./keyed-controller.js";
export { keyOf, makeKey, referenceByKey, splitKey } from "./keys.js";
export { KindFilter, type KindSelector } from "./kind-filter.js";
export {
  compileLabelSelector,
  type LabelMatcher,
  type LabelSelector,
  type LabelSelectorRequirement,
} from "./label-selector.js";
export { ListMemo } from "./list-memo.js";
export { type ListPagesOptions, listKeysOf, listPages } from "./list-pages.js";
export { type Logger, silentLogger } from "./logger.js";
export { LruMap } from "./lru-map.js";
export { nonZero } from "./non-zero.js";
export {
  type DeepReadonly,
  groupOf,
  type KindReference,
  type KubernetesObject,
  type ManagedFieldsEntry,
  type ObjectMeta,
  type ObjectReference,
  type OwnerReference,
  referenceTo,
  type Stored,
} from "./object.js";
export type {
  ConfigMap,
  Container,
  Deployment,
  DeploymentCondition,
  DeploymentStatus,
  Endpoint,
  EndpointSlice,
  EndpointSubset,
  Endpoints,
  Event,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodSpec,
  PodStatus,
  PodTemplateSpec,
  ReplicaSet,
  ReplicaSetCondition,
  ReplicaSetStatus,
  ReplicationController,
  Service,
  ServiceAccount,
  ServicePort,
} from "./objects.js";
export {
  checkArgument,
  checkHandedOnOptions,
  checkOptions,
  type OptionRule,
  type OptionRules,
  optionRules,
} from "./options.js";
export { controllerOf, controllerReference, isControlledBy } from "./owner-references.js";
export {
  isPodActive,
  isPodAvailable,
  isPodReady,
  isPodTerminal,
  podReadyTransitionMs,
  untilPodAvailableMs,
} from "./pod-conditions.js";
export { milliValue, sameQuantity } from "./quantity.js";
export type { RandomSource } from "./random-source.js";
export { RecentMemo } from "./recent-memo.js";
export { restAfter } from "./rest.js";
export { formatTime, parseTime } from "./rfc3339.js";
export { semanticallyEqual } from "./semantic-equality.js";
export { setField } from "./set-field.js";
export { SharedValues } from "./shared-values.js";
export { type SlowStartOptions, type SlowStartResult, slowStart } from "./slow-start.js";
export { startPaced } from "./start-paced.js";
export type {
  CreateOptions,
  DeleteOptions,
  DeleteResult,
  FieldValidation,
  GetOptions,
  ListOptions,
  ObjectList,
  Patch,
  PatchOptions,
  Preconditions,
  PropagationPolicy,
  ServedKind,
  Store,
  UpdateOptions,
  WatchOptions,
  WriteOptions,
} from "./store.js";
export {
  hasStatusCause,
  isStoreError,
  type StatusCause,
  type StatusDetails,
  StoreError,
  type StoreErrorCode,
  type StoreErrorOptions,
} from "./store-error.js";
export { strictlyEqual } from "./strict-equality.js";
export { systemClock } from "./system-clock.js";
export { systemRandom } from "./system-random.js";
export { TimeSlice } from "./time-slice.js";
export type { FieldOfStruct, ValueType } from "./value-type.js";
export { iterateSignals, type Watch, type WatchEvent, type WatchSignal } from "./watch.js";
export { type DriverEvent, WatchDriver } from "./watch-driver.js";
export type { WatchDriverConfig } from "./watch-driver-config.js";
