export { type ApplyPatchOptions, applyPatch } from "./apply-patch.js";
