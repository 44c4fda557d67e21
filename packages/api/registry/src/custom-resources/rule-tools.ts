import {
  dns1035LabelFaults,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  labelValueFaults,
  namePrefixFaults,
  qualifiedNameFaults,
  type TextCheck,
} from "../validation/names.js";
import type { RuleTools } from "./cel/index.js";
import { hasFormat } from "./formats.js";
import { internalRule } from "./internal-rule.js";
import { keyedLookup } from "./keyed-lookup.js";
import { CompiledPatterns } from "./pattern.js";

/** Apart from those of schemas: a pattern that comes from data may be another one at each call. */
const patternsOfRules = new CompiledPatterns(100_000);

const ofFormat =
  (format: string, fault: string): TextCheck =>
  (text) =>
    hasFormat(text, format) ? [] : [fault];

/** What rules use of what is there for everything else: they are loaded apart, and bring no code of their own for it. */
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
