export { RulesContext, type StoredExpressions } from "./definition-rules.js";
export type { RuleTimes, RuleTools } from "./environments.js";
export { parseFieldPath } from "./field-path.js";
export { compileRuleValidator, type RuleValidator } from "./rule-validator.js";
