export type { CheckedExpression, Reference } from "./ast/checked-expression.js";
export type {
  Call,
  Comprehension,
  Expression,
  Identifier,
  ListLiteral,
  Literal,
  MapEntry,
  MapLiteral,
  Select,
  StructField,
  StructLiteral,
} from "./ast/expression.js";
export type { Issues } from "./ast/issues.js";
export type { Positions } from "./ast/positions.js";
export type { Issue, Source } from "./ast/source.js";
export { descendantsOf } from "./ast/walk.js";
export { createEnvironment } from "./environment/create-environment.js";
export type {
  Compilation,
  Environment,
  EnvironmentExtension,
  EnvironmentOptions,
  Program,
} from "./environment/environment.js";
export {
  bindingsLibrary,
  listsLibrary,
  optionalTypesLibrary,
  setsLibrary,
  stringsLibrary,
  twoVariableComprehensionsLibrary,
} from "./ext/index.js";
export type { Activation, Evaluation, PausableOptions, PausedEvaluation } from "./interpreter/evaluation.js";
export {
  type AnswerQuestion,
  type Asker,
  type AuthorizationAnswer,
  type AuthorizationQuestion,
  authorizerType,
  CelAuthorizer,
  CelResourceCheck,
  type PathQuestion,
  type ResourceParts,
  type ResourceQuestion,
  resourceCheckType,
} from "./kubernetes/authorizer-values.js";
export { estimateKubernetesCall, type SizeOf } from "./kubernetes/call-estimates.js";
export { type KubernetesEnvironments, kubernetesEnvironments } from "./kubernetes/environments.js";
export { jsonPatchFunctions } from "./kubernetes/json-patch.js";
export type { KubernetesLibraryOptions } from "./kubernetes/libraries.js";
export type { FormatCheck, FormatName, NamedFormats } from "./kubernetes/named-formats.js";
export { quantityType } from "./kubernetes/quantity.js";
export type { FindingExpression, FindingExpressions } from "./kubernetes/regex.js";
export type { CallMeter, CallMeters } from "./library/call-meter.js";
export {
  type CallEstimate,
  type CostEstimator,
  type Estimate,
  type EstimatedCall,
  type EstimatedNode,
  unbounded,
} from "./library/estimates.js";
export type { FunctionDeclaration, Implementation, Overload } from "./library/function.js";
export type { Constant, Library, LibraryCall } from "./library/library.js";
export {
  type ComprehensionParts,
  type ExpressionFactory,
  type Macro,
  type MacroCall,
  MacroError,
} from "./library/macro.js";
export type { RegularExpression, RegularExpressions } from "./library/regular-expressions.js";
export type { StructDeclaration } from "./library/struct.js";
export type { ValidationInput, Validator } from "./library/validator.js";
export {
  anyType,
  boolType,
  bytesType,
  CelType,
  type DeclaredFields,
  doubleType,
  durationType,
  dynType,
  errorType,
  intType,
  listType,
  mapType,
  nullableType,
  nullType,
  opaqueType,
  optionalType,
  stringType,
  structType,
  type TypeKind,
  type TypeParts,
  timestampType,
  typeOfType,
  typeParam,
  typeType,
  uintType,
} from "./types/cel-type.js";
export { equalValues } from "./values/equality.js";
export { CelError } from "./values/error.js";
export { parseDuration, parseTimestamp } from "./values/go-time.js";
export { fromJson } from "./values/json.js";
export { CelList } from "./values/list.js";
export { listOf, mapOf } from "./values/make.js";
export { CelMap } from "./values/map.js";
export { CelObject } from "./values/object.js";
export { CelOptional } from "./values/optional.js";
export { sizeOf } from "./values/size.js";
export { CelDuration, CelTimestamp } from "./values/time.js";
export { typeOf } from "./values/type-of.js";
export { CelUint } from "./values/uint.js";
export type { CelResult, CelValue } from "./values/value.js";
export { limitExceeded, type Work } from "./values/work.js";
