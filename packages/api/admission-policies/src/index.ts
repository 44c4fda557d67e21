export { mutatingAdmissionPolicy } from "./mutating-plugin.js";
export { expressionWarnings } from "./type-checking/expression-warnings.js";
export { validatingAdmissionPolicy } from "./validating-plugin.js";
