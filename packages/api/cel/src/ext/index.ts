export { bindingsLibrary } from "./bindings.js";
export { listsLibrary } from "./lists.js";
export { optionalTypesLibrary } from "./optional-types.js";
export { setsLibrary } from "./sets.js";
export { stringsLibrary } from "./strings.js";
export { twoVariableComprehensionsLibrary } from "./two-variable-comprehensions.js";
