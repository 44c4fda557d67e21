export { RulesContext, type RulesPlace, type StoredExpressions } from "./definition-rules.js";
export type { RuleTools } from "./environments.js";
export { parseFieldPath } from "./field-path.js";
export { compileRuleValidator, type RuleSubject, type RuleValidator } from "./rule-validator.js";
