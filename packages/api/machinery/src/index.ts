// Schemas: nodes, catalogues of definitions, unconditional defaults.

export { applyDefaults, type CompleteValues } from "./schema/apply-defaults.js";
export type { FieldLists, GoFacts } from "./schema/go-facts.js";
export { metaSchemas, objectMetaReference } from "./schema/meta-schemas.js";
export { frozenNode, resolve, SchemaCatalogue } from "./schema/schema-catalogue.js";
export type { GroupVersionKind, SchemaNode, Union, ValidationRule } from "./schema/schema-node.js";

// Decoding by a schema, as Go's decoder would.

export { type DecodeOptions, decode } from "./decode/decode.js";
export { hasUnknownFields, pruneStored, readMetadata } from "./decode/decode-custom.js";
export { findDuplicateKeys } from "./decode/duplicate-keys.js";
export { goPrint } from "./decode/go-print.js";
export { canonicalTime, type TimeResolution } from "./decode/go-time.js";
export { jsonSyntaxError, maximumNesting } from "./decode/json-syntax-error.js";
export { isJsonObject, type JsonObject, jsonOf, jsonTypeName, objectOf, stringField } from "./decode/json-value.js";

// Equality by a schema (apiequality.Semantic), and to the letter.

export { deepEqual } from "./equality/deep-equal.js";
export { type Equality, equalityOf, fieldEqualityOf } from "./equality/semantic-equality.js";

// Server-side apply and managed fields (structured-merge-diff).

export { type ApplyOptions, applyServerSide } from "./apply/apply-server-side.js";
export { mergeConfiguration } from "./apply/merge-configuration.js";
export { type RecordUpdateOptions, recordUpdate } from "./apply/record-update.js";

// JSON patch, merge patch and strategic merge patch.

export { type ApplyPatchOptions, applyPatch, applySmallPatch, type PartialPatch } from "./patch/index.js";

// Validation of what all kinds share: names, labels, metadata, conditions, addresses.

export { caBundleFault } from "./validation/ca-bundle.js";
export { Causes, maxCauseCharacters, noCauses, tooManyCauses } from "./validation/causes.js";
export { checkConditions, type SentCondition } from "./validation/conditions.js";
export { checkDomainPrefixedPath } from "./validation/domain-prefixed-path.js";
export { goJson, goPointer, goQuote, goStruct } from "./validation/go-format.js";
export { type GoInteger, parseGoInteger } from "./validation/go-integer.js";
export {
  formatUrl,
  type GoUrl,
  type GoUrlFault,
  hostnameOf,
  parseRequestUri,
  parseUrl,
  portOf,
  queryOf,
} from "./validation/go-url.js";
export {
  checkAtMostHundredPercent,
  checkIntOrPercent,
  type IntOrString,
  intOrPercentValue,
} from "./validation/int-or-string.js";
export { internalError } from "./validation/internal-error.js";
export { invalidError } from "./validation/invalid-error.js";
export { checkIpAddress, checkIpRange, checkNonSpecialIp } from "./validation/ip-address.js";
export { ipRangeWarnings, ipWarnings } from "./validation/ip-warnings.js";
export {
  checkAnnotations,
  checkLabelSelector,
  checkLabels,
  checkSelectorRequirement,
  type LabelSelectorRules,
  labelSelectorHasInvalidValues,
  type SelectorRequirementRules,
} from "./validation/labels.js";
export {
  cIdentifierFaults,
  configMapKeyFaults,
  dns1035LabelFaults,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  dns1123SubdomainWithUnderscoreFaults,
  environmentVariableNameFaults,
  httpHeaderNameFaults,
  labelValueFaults,
  type NameFormat,
  namePrefixFaults,
  pathSegmentFaults,
  portNameFaults,
  qualifiedNameFaults,
  regexFault,
  type TextCheck,
  wildcardSubdomainFaults,
} from "./validation/names.js";
export {
  isStandardFinalizer,
  type ObjectMetaRules,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from "./validation/object-meta.js";
export { interfaceAddressFaults, strictIpFaults, strictIpRangeFaults } from "./validation/strict-ip.js";
export { checkWebhookService, checkWebhookUrl, type SentServiceReference } from "./validation/webhook-client.js";

// Texts: paths, durations, selectors, base64, versions.

export { selectorKeyFaults, selectorValueFaults } from "./selectors/label-format.js";
export { exactValue, parseFieldSelector } from "./selectors/parse-field-selector.js";
export { parseLabelSelector } from "./selectors/parse-label-selector.js";
export { readPath, writePath } from "./text/dotted-path.js";
export { parseGoDuration } from "./text/go-duration.js";
export { humanDuration } from "./text/human-duration.js";
export { formatLabelSelector } from "./text/label-selector-text.js";
export {
  compareSemanticVersions,
  parseNormalizedVersion,
  parseSemanticVersion,
  type SemanticVersion,
} from "./text/semantic-version.js";
export { base64OfText, byteLength, textOfBase64 } from "./text/text-encoding.js";
export { compareVersions } from "./text/version-order.js";

// Long work in pieces, that lets other requests take turns.

export { type BackoffOptions, withBackoff } from "./work/exponential-backoff.js";
export {
  delegated,
  finished,
  followed,
  type GivesWay,
  isLongWork,
  type LongWork,
  type MaybeWork,
  Meter,
  Pieces,
  settled,
} from "./work/long-work.js";
export { andThen, isPending, type MaybePromise, once } from "./work/maybe-promise.js";
export { memoizeByReference, type PathCheck, rememberFaultless } from "./work/memoize.js";
export { type RequestTurns, WorkTurns } from "./work/work-turns.js";
