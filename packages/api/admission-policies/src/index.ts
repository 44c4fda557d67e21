export { validatingAdmissionPolicy } from "./validating-plugin.js";
