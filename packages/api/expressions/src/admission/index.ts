export {
  AdmissionCompiler,
  type CompiledExpression,
  type CompileOptions,
  type ExpressionAge,
  type ExpressionError,
  isExpressionError,
  type OptionalVariables,
} from "./compiler.js";
export {
  type EvaluationLimits,
  type ExpressionResult,
  type ExpressionResults,
  evaluateAll,
  expressionBudget,
  matchConditionBudget,
} from "./evaluate-all.js";
export type { ExpressionInput } from "./expression-input.js";
export { type ExpressionTypes, expressionTypes } from "./expression-types.js";
export {
  compileMatchConditions,
  type MatchConditions,
  type MatchResult,
  matchConditionFault,
  matchRequest,
  type SentMatchCondition,
} from "./match-conditions.js";
export { jsonPatchType, MutationObject, mutationObjectType, PatchOperation } from "./mutation-types.js";
export { configurationOf, jsonPatchOf } from "./mutation-values.js";
export { RequestAuthorizer, type RequestResource } from "./request-authorizer.js";
export { type CheckedKind, TypeChecker } from "./type-checking.js";
export { namespaceType, requestType } from "./variables.js";
