export { definitionStrategy } from "./definition-strategy.js";
export { customKindRules } from "./kind-rules.js";
