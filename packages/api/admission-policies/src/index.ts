export { mutatingAdmissionPolicy } from "./mutating-plugin.js";
export { validatingAdmissionPolicy } from "./validating-plugin.js";
