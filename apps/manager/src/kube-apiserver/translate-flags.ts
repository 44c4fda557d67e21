import { UsageError } from "../usage-error.js";
import { booleanFlags, ignoredFlags, onlyValues, refusedFlags } from "./upstream-flags.js";

/** A kube-apiserver command line, translated to engenho's flags. */
export interface TranslatedFlags {
  readonly args: readonly string[];
  /** Warnings about flags that are unknown, or whose value has no effect. */
  readonly warnings: readonly string[];
}

/** Flags that have another name here. */
const renamed: ReadonlyMap<string, string> = new Map([
  ["secure-port", "port"],
  // Upstream's old name for it.
  ["audit-webhook-batch-initial-backoff", "audit-webhook-initial-backoff"],
]);

/**
 * Translates the command line of kube-apiserver, in pflag's syntax (`--name=value`, `--name value`, `--boolean`,
 * `-v=2`). `isObeyed` says whether engenho has a flag. Throws UsageError for a flag that must not be ignored, and for
 * an argument that is not a flag.
 */
export function translateFlags(argv: readonly string[], isObeyed: (name: string) => boolean): TranslatedFlags {
  const args: string[] = [];
  const warnings: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] as string;
    const match = /^--?([a-z0-9][a-z0-9_-]*)(?:=([\s\S]*))?$/i.exec(argument);
    if (match === null) throw new UsageError(`kube-apiserver: unknown argument ${JSON.stringify(argument)}`, 1);
    // kube-apiserver treats `_` in flag names as `-`.
    const name = (match[1] as string).replaceAll("_", "-");
    const known = renamed.get(name) ?? name;
    const isListed = ignoredFlags.has(name) || refusedFlags.has(name) || booleanFlags.has(name) || onlyValues.has(name);
    const isKnown = isObeyed(known) || isListed;
    let value = match[2];
    if (value === undefined && booleanFlags.has(name)) value = "true";
    if (value === undefined) {
      const next = argv[index + 1];
      // An unknown flag that is followed by another flag may be boolean.
      if (next !== undefined && (isKnown || !next.startsWith("-"))) {
        value = next;
        index++;
      } else if (isKnown) {
        throw new UsageError(`kube-apiserver: flag needs an argument: --${name}`, 1);
      }
    }
    const only = onlyValues.get(name);
    if (isObeyed(known)) args.push(`--${known}=${value}`);
    else if (only !== undefined && value !== only) {
      throw new UsageError(`kube-apiserver: --${name}=${value} cannot be obeyed, only ${only}`, 1);
    } else if (refusedFlags.has(name) && value !== "") {
      throw new UsageError(`kube-apiserver: --${name} cannot be obeyed: ${refusedFlags.get(name)}`, 1);
    } else if (!isKnown) warnings.push(`--${name} is not known, and ignored`);
  }
  return { args, warnings };
}
