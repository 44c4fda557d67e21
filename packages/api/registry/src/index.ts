// The registry, and the sources of kinds that come and go.

export type { KindSource } from "./context/kind-source.js";
export { type CommittedChange, type RegistryContext, timestampNow } from "./context/registry-context.js";
export { toWorking } from "./model/conversion.js";
export type { CustomKind, CustomVersions } from "./model/custom-kind.js";
export { apiVersionOf, hasForeignBody, type Resource } from "./model/resource.js";
export type { ResourceCatalogue } from "./model/resource-catalogue.js";
export { storageKey } from "./model/storage-key.js";
export { createRegistry, type RegistryOptions, type RegistryStore } from "./registry.js";
export type { Connection, ConnectionOptions } from "./verbs/admit-connection.js";
export { type Deletion, deleteStored } from "./verbs/delete.js";
export { type Replacement, replaceObject } from "./verbs/update.js";

// Kinds: definitions, strategies, subresources, selectable fields.

export { buildMetadata, type MetadataFields } from "./metadata/metadata.js";
export { type KindEntry, kindDefinition } from "./model/define-kind.js";
export type {
  ColumnDefinition,
  DefaultDeletionPolicy,
  FieldReader,
  GenerationPolicy,
  KindConversion,
  KindDefinition,
  KindFieldSelectors,
  KindPrinter,
  ScalePaths,
  StoredKind,
  SubresourceDefinition,
  TableRowCondition,
} from "./model/kind-definition.js";
export { isStored } from "./model/kind-definition.js";
export { mapShared, type Sections, withFields, withoutFields, withStatus } from "./model/object-fields.js";
export { fieldText, type SelectableFields, selectableFields, textFields } from "./model/selectable-fields.js";
export { ageColumn, nameAndAge, nameColumn } from "./model/standard-columns.js";
export { prepareForStatusUpdate, type StatusRules, statusSubresource } from "./model/status-subresource.js";
export type { Reservation, Strategy, StrategyContext } from "./model/strategy.js";
export type { SubresourceContext, SubresourceCreate, SubresourceReplacement } from "./model/subresource.js";

// Access.

export type {
  AuthorizationAttributes,
  AuthorizationDecision,
  Authorizer,
  NonResourceRule,
  ResourceRule,
  UserRules,
} from "./access/authorizer.js";
export { nodeOf } from "./access/node-identity.js";

export type {
  ConversionOutcome,
  ReviewType,
  StoredObjects,
  WebhookAddress,
  WebhookCallOptions,
  WebhookClient,
  WebhookCredentials,
} from "./access/webhook-client.js";

// Admission plugins.

export {
  type AdmissionContext,
  type AdmissionOperation,
  type AdmissionPlugin,
  type AdmissionRequest,
  type AdmissionTarget,
  admissionForbidden,
  type WithObject,
} from "./admission/admission.js";
export type { AdmissionChain, AdmissionSteps } from "./admission/admission-chain.js";
export type { MutationPasses } from "./admission/mutation-passes.js";
export type { AdmissionTimer, TimedAdmission } from "./admission/observed-plugin.js";
export type { RegistryMetrics } from "./admission/registry-metrics.js";

// What plugins with rules and selectors ask of a request: webhooks and admission policies.

export { type GroupVersionKind, goKind, isNamespaces, kindOf, namespaceOf, userOf } from "./matching/attributes.js";
export { changesOnlyGarbageCollection } from "./matching/garbage-collection.js";
export { objectsInVersion, type RequestObjects } from "./matching/objects-in-version.js";
export { requestResourceOf, requestValue } from "./matching/request-value.js";
export { matchesName, matchesRule, type RuleSubject, subjectOf } from "./matching/rules.js";
export { matcherOf, matchesNamespace, matchesObject, namespaceNotFound } from "./matching/selectors.js";

// Table rows, and what printers of kinds are made of.

export { ageOf, since, timeOf } from "./table/age.js";
export { count, type Fields, firstText, isSet, list, nameOf, object, sorted, text, texts } from "./table/fields.js";
export { tableRow, tableRowConditions } from "./table/table-row.js";
