// The conditions of authorization webhooks.

export {
  type AccessCondition,
  type AccessConditions,
  compileAccessCondition,
  isAccessConditionValid,
  matchesAccess,
} from "./access/access-conditions.js";

// The expressions of issuers of tokens.

export {
  type ClaimExpression,
  type ClaimExpressionOptions,
  compileClaimExpression,
  evaluateClaimExpression,
  type TokenVariable,
  textsOfValue,
} from "./claims/claim-expressions.js";
export { usesClaim } from "./claims/uses-claim.js";

// What all expressions share.

export { expressionTools } from "./expression-tools.js";
export { kubernetesExpressions } from "./kubernetes-expressions.js";
export { CompiledPatterns, compilePattern, type UserPattern } from "./patterns.js";
export { isCelIdentifier, reservedWords } from "./reserved-words.js";
export { isBase64, isDate, isDateTime, isUuid } from "./string-formats.js";

// The expressions of admission: of webhooks and policies.

export {
  AdmissionCompiler,
  type CheckedKind,
  type CompiledExpression,
  type CompileOptions,
  compileMatchConditions,
  configurationOf,
  type EvaluationLimits,
  type ExpressionAge,
  type ExpressionError,
  type ExpressionInput,
  type ExpressionResult,
  type ExpressionResults,
  type ExpressionTypes,
  evaluateAll,
  expressionBudget,
  expressionTypes,
  isExpressionError,
  jsonPatchOf,
  jsonPatchType,
  type MatchConditions,
  type MatchResult,
  MutationObject,
  matchConditionBudget,
  matchConditionFault,
  matchRequest,
  mutationObjectType,
  namespaceType,
  type OptionalVariables,
  PatchOperation,
  RequestAuthorizer,
  type RequestResource,
  requestType,
  type SentMatchCondition,
  TypeChecker,
} from "./admission/index.js";

// The selectors of devices.

export { type DeviceSelectorFault, deviceSelectorFault } from "./devices/index.js";

// The types of schemas.

export {
  type DeclaredType,
  declareType,
  escapeFieldName,
  hasProperties,
  maxRequestBytes,
  unescapeFieldName,
  withTypeAndName,
} from "./schemas/index.js";
