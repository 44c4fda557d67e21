// The types and tokens of all kinds.

export * from "@engenho/types";

// The Store: its interface, its errors, and functions for any implementation.

export type {
  ContainerCommand,
  ContainerReference,
  Kubelet,
  KubeletAnswer,
  LogSelection,
  PortConnection,
} from "./nodes/kubelet.js";
export { type Claim, type ClaimOptions, claimDependents } from "./store/claim.js";
export { findObject } from "./store/find-object.js";
export { codeOfHttpStatus } from "./store/http-status-codes.js";
export { ListMemo } from "./store/list-memo.js";
export { type ListPagesOptions, listKeysOf, listPages } from "./store/list-pages.js";
export type {
  CreateOptions,
  DeleteOptions,
  DeleteResult,
  Fence,
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
} from "./store/store.js";
export {
  hasStatusCause,
  isStoreError,
  type StatusAnswer,
  type StatusCause,
  type StatusDetails,
  StoreError,
  type StoreErrorCode,
  type StoreErrorOptions,
} from "./store/store-error.js";
export type { Subresource, SubresourceBodies, SubresourceBody } from "./store/subresource.js";
export type { IssuedToken, RequestedToken, TokenBinding, TokenIssuer, TokenReference } from "./store/token-issuer.js";
export type { User } from "./store/user.js";
export { iterateSignals, type Watch, type WatchEvent, type WatchSignal } from "./store/watch.js";
export { withUser } from "./store/with-user.js";

// Controllers: the interface, the engine, and Events.

export type { BackoffOptions } from "./engine/backoff.js";
export type { Controller, ReconcileError, ReconcileReport, Wake } from "./engine/controller.js";
export type { ControlledKind, OwnedKind, WatchedKind } from "./engine/event-sources.js";
export { createKeyedController, type KeyedController, type KeyedControllerOptions } from "./engine/keyed-controller.js";
export type {
  DelayedKey,
  ForgottenKey,
  MappedKeys,
  ReconcileContext,
  ReconcileResult,
} from "./engine/keyed-reconciler.js";
export { type DurationHistogram, durationBoundsMs, type QueueMetrics } from "./engine/queue-metrics.js";
export { type SlowStartOptions, type SlowStartResult, slowStart } from "./engine/slow-start.js";
export { type DriverEvent, WatchDriver } from "./engine/watch-driver.js";
export type { WatchDriverConfig } from "./engine/watch-driver-config.js";
export type { EventCorrelatorOptions } from "./events/event-correlator.js";
export { createEventRecorder, type EventRecorder, type EventRecorderOptions } from "./events/event-recorder.js";

// Leader election, and running controllers.

export { fenceHeader, formatFence, parseFence } from "./leadership/fence-header.js";
export type { LeaderElectionOptions } from "./leadership/leader-election-options.js";
export { createLeaderElector, type LeaderElector } from "./leadership/leader-elector.js";
export type { Leadership } from "./leadership/leadership.js";
export { type ControllersToRun, type RunControllersOptions, runControllers } from "./leadership/run-controllers.js";
export { withLeadership } from "./leadership/with-leadership.js";

// Objects: keys, owners, selectors, and rules about Pods.

export {
  addResources,
  containerTotals,
  parseResources,
  type ResourceTotals,
  raiseResources,
} from "./objects/container-totals.js";
export type { FieldRequirement } from "./objects/field-selector.js";
export { resolveIntOrPercent } from "./objects/int-or-percent.js";
export {
  formatIpAddress,
  type IpAddress,
  type IpFamily,
  type IpRange,
  parseIpAddress,
  parseIpRange,
  rangeContains,
} from "./objects/ip-address.js";
export { keyOf, makeKey, splitKey } from "./objects/keys.js";
export { KindFilter, type KindSelector } from "./objects/kind-filter.js";
export { everyKind } from "./objects/kind-token.js";
export {
  compileLabelSelector,
  type LabelMatcher,
  type LabelSelector,
  type LabelSelectorRequirement,
} from "./objects/label-selector.js";
export {
  type DeepReadonly,
  groupOf,
  type KindOf,
  type ObjectKey,
  type ObjectReference,
  type Stored,
} from "./objects/object.js";
export type {
  Container,
  DeploymentCondition,
  DeploymentStatus,
  Endpoint,
  EndpointSubset,
  PodSpec,
  PodStatus,
  PodTemplateSpec,
  ReplicaSetCondition,
  ReplicaSetStatus,
  ServicePort,
} from "./objects/objects.js";
export { controllerOf, controllerReference, isControlledBy } from "./objects/owner-references.js";
export {
  isPodActive,
  isPodAvailable,
  isPodReady,
  isPodTerminal,
  podReadyTransitionMs,
  untilPodAvailableMs,
} from "./objects/pod-conditions.js";
export { podConfigMapNames, podSecretNames } from "./objects/pod-references.js";
export {
  canonicalQuantity,
  type ExactQuantity,
  formatQuantity,
  integerQuantity,
  isQuantity,
  parseQuantity,
  type QuantityFormat,
} from "./objects/quantity.js";
export {
  addQuantities,
  compareQuantities,
  quantityAsInteger,
  quantityAsNumber,
  quantitySign,
  scaledValue,
  subtractQuantities,
} from "./objects/quantity-arithmetic.js";
export { formatTime, parseTime } from "./objects/rfc3339.js";
export { SelectorMemo } from "./objects/selector-memo.js";
export { semanticallyEqual } from "./objects/semantic-equality.js";

// Injected dependencies, and validation of options.

export { aggregateErrors } from "./environment/aggregate-errors.js";
export type { Clock, Timer } from "./environment/clock.js";
export { consoleLogger } from "./environment/console-logger.js";
export { errorMessage } from "./environment/error-message.js";
export { type Logger, silentLogger } from "./environment/logger.js";
export {
  checkArgument,
  checkOptions,
  checkPassedThroughOptions,
  type OptionRule,
  type OptionRules,
  optionRules,
} from "./environment/options.js";
export { type PauseSignal, pause } from "./environment/pause.js";
export type { RandomSource } from "./environment/random-source.js";
export { startPaced } from "./environment/start-paced.js";
export { systemClock } from "./environment/system-clock.js";
export { systemRandom } from "./environment/system-random.js";
export { TimeSlice } from "./environment/time-slice.js";

// For stores, servers and controllers of many objects: sharing, memoization and equality.

export { deepFreeze } from "./collections/deep-freeze.js";
export { LruMap } from "./collections/lru-map.js";
export { RecentMemo } from "./collections/recent-memo.js";
export { copyWith } from "./objects/copy-with.js";
export { type DefinedFields, definedFields } from "./objects/defined-fields.js";
export { nonZero } from "./objects/non-zero.js";
export { setField } from "./objects/set-field.js";
export { strictlyEqual } from "./objects/strict-equality.js";
export { acceptsValue, type RequiredValues } from "./objects/value-requirement.js";
export type { FieldOfStruct, ValueType } from "./objects/value-type.js";
