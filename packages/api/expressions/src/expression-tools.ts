import type { KubernetesLibraryOptions } from "@engenho/cel";
import {
  dns1035LabelFaults,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  labelValueFaults,
  namePrefixFaults,
  qualifiedNameFaults,
  type TextCheck,
} from "@engenho/machinery";
import { CompiledPatterns } from "./patterns.js";
import { isBase64, isDate, isDateTime, isUuid } from "./string-formats.js";

/** Separate from those of schemas: a pattern from data may be different at each call. */
const patternsOfExpressions = new CompiledPatterns(100_000);

const ofFormat =
  (has: (text: string) => boolean, fault: string): TextCheck =>
  (text) =>
    has(text) ? [] : [fault];

/** What an API server provides for its expressions: RE2, and the validation of names. */
export const expressionTools: KubernetesLibraryOptions = {
  regularExpressions: { compile: (source) => patternsOfExpressions.compile(source) },
  formats: {
    dns1123Label: dns1123LabelFaults,
    dns1123Subdomain: dns1123SubdomainFaults,
    dns1035Label: dns1035LabelFaults,
    qualifiedName: qualifiedNameFaults,
    dns1123LabelPrefix: (text) => namePrefixFaults(text, "dns1123-label"),
    dns1123SubdomainPrefix: (text) => namePrefixFaults(text, "dns1123-subdomain"),
    dns1035LabelPrefix: (text) => namePrefixFaults(text, "dns1035-label"),
    labelValue: labelValueFaults,
    uuid: ofFormat(isUuid, "does not match the UUID format"),
    byte: ofFormat(isBase64, "invalid base64"),
    date: ofFormat(isDate, "invalid date"),
    datetime: ofFormat(isDateTime, "invalid datetime"),
  },
};
