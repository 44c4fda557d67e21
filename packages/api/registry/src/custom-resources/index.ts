export { customKindRules } from "./custom-kind-rules.js";
export { customResourceStrategy } from "./custom-resource-strategy.js";
export { definitionStrategy } from "./definition-strategy.js";
export { kindDefinitionsOf } from "./kind-definitions.js";
