export { type DecodeOptions, decode } from "./decode.js";
export { findDuplicateKeys } from "./duplicate-keys.js";
