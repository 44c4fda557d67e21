import { compilePattern, type UserPattern } from "../pattern.js";
import { registerFormats } from "./cel-format.js";
import { registerHas } from "./cel-has.js";
import { registerLists } from "./cel-lists.js";
import { registerNetwork } from "./cel-network.js";
import { registerQuantities } from "./cel-quantity.js";
import type { FunctionRegistry } from "./function-registry.js";

/** The name under which `matches` is registered: see `renameCalls`. */
export const matchesName = "re2Matches";

const patternsKept = 128;

/**
 * Registers what Kubernetes adds to the language and the library has not: regular expressions on RE2, lists, sets,
 * quantities, addresses, URLs, formats (k8s.io/apiserver/pkg/cel/library; without authorizer, semver and the
 * comprehensions over two variables).
 */
export function registerKubernetesFunctions(environment: FunctionRegistry): void {
  registerHas(environment);
  registerPatterns(environment);
  registerLists(environment);
  registerQuantities(environment);
  registerNetwork(environment);
  registerFormats(environment);
  environment.registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
    text.replaceAll(from, to),
  );
}

function registerPatterns(environment: FunctionRegistry): void {
  const compiled = new Map<string, UserPattern>();
  const patternOf = (source: string): UserPattern => {
    const known = compiled.get(source);
    if (known !== undefined) return known;
    const pattern = compilePattern(source);
    if (compiled.size >= patternsKept) compiled.clear();
    compiled.set(source, pattern);
    return pattern;
  };
  const matches = (text: string, source: string) => patternOf(source).test(text);
  environment.registerFunction(`string.${matchesName}(string): bool`, matches);
  environment.registerFunction(`${matchesName}(string, string): bool`, matches);
  environment.registerFunction(
    "string.find(string): string",
    (text: string, source: string) => patternOf(source).find(text, 1)[0] ?? "",
  );
  environment.registerFunction("string.findAll(string): list", (text: string, source: string) =>
    patternOf(source).find(text, Number.POSITIVE_INFINITY),
  );
  environment.registerFunction("string.findAll(string, int): list", (text: string, source: string, limit: bigint) =>
    patternOf(source).find(text, Number(limit)),
  );
}
