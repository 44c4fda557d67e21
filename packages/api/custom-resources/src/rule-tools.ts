import type { RuleTools } from "./cel/index.js";
import { internalRule } from "./internal-rule.js";
import { keyedLookup } from "./keyed-lookup.js";

/** Code that rules share with the rest of the registry: they are loaded separately, and must not contain a copy. */
export const ruleTools: RuleTools = { keyedLookup, shownRule: internalRule };
