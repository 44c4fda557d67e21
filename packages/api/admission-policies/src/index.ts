export { mutatingAdmissionPolicy } from "./mutating-plugin.js";
export type { ObserveCheck, PolicyCheck } from "./policies/policy-check.js";
export { expressionWarnings } from "./type-checking/expression-warnings.js";
export { type ValidatingPolicyOptions, validatingAdmissionPolicy } from "./validating-plugin.js";
