export { type ApplyPatchOptions, applyPatch, applySmallPatch, type PartialPatch } from "./apply-patch.js";
