export { type DeclaredType, declareType, hasProperties, maxRequestBytes, withTypeAndName } from "./declared-type.js";
export { escapeFieldName, unescapeFieldName } from "./field-names.js";
