import {
  dns1035LabelFaults,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  labelValueFaults,
  namePrefixFaults,
  qualifiedNameFaults,
  type TextCheck,
} from "@engenho/machinery";
import type { RuleTools } from "./cel/index.js";
import { hasFormat } from "./formats.js";
import { internalRule } from "./internal-rule.js";
import { keyedLookup } from "./keyed-lookup.js";
import { CompiledPatterns } from "./pattern.js";

/** Separate from those of schemas: a pattern from data may be different at each call. */
const patternsOfRules = new CompiledPatterns(100_000);

const ofFormat =
  (format: string, fault: string): TextCheck =>
  (text) =>
    hasFormat(text, format) ? [] : [fault];

/** Code that rules share with the rest of the registry: they are loaded separately, and must not contain a copy. */
export const ruleTools: RuleTools = {
  keyedLookup,
  shownRule: internalRule,
  regularExpressions: { compile: (source) => patternsOfRules.compile(source) },
  formats: {
    dns1123Label: dns1123LabelFaults,
    dns1123Subdomain: dns1123SubdomainFaults,
    dns1035Label: dns1035LabelFaults,
    qualifiedName: qualifiedNameFaults,
    dns1123LabelPrefix: (text) => namePrefixFaults(text, "dns1123-label"),
    dns1123SubdomainPrefix: (text) => namePrefixFaults(text, "dns1123-subdomain"),
    dns1035LabelPrefix: (text) => namePrefixFaults(text, "dns1035-label"),
    labelValue: labelValueFaults,
    uuid: ofFormat("uuid", "does not match the UUID format"),
    byte: ofFormat("byte", "invalid base64"),
    date: ofFormat("date", "invalid date"),
    datetime: ofFormat("datetime", "invalid datetime"),
  },
};
