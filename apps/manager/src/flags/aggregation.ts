import { Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { nonEmpty } from "./parsers.js";

/** Flags about remote APIServices. */
export function aggregationFlags(defaults: ManagerOptions): readonly Option[] {
  return [
    new Option("--proxy-client-cert-file <file>", "client certificate for remote APIServices")
      .argParser(nonEmpty)
      .default(defaults.proxyClientCertFile),
    new Option("--proxy-client-key-file <file>", "its private key")
      .argParser(nonEmpty)
      .default(defaults.proxyClientKeyFile),
  ];
}

/** Throws UsageError for a certificate without its key, and a key without its certificate. */
export function checkAggregationFlags({ proxyClientCertFile, proxyClientKeyFile }: ManagerOptions): void {
  if ((proxyClientCertFile === undefined) === (proxyClientKeyFile === undefined)) return;
  const missing = proxyClientCertFile === undefined ? "--proxy-client-cert-file" : "--proxy-client-key-file";
  throw new UsageError(
    `--proxy-client-cert-file and --proxy-client-key-file belong together: ${missing} is missing`,
    2,
  );
}
