import { parseGoDuration } from "@engenho/machinery";
import { InvalidArgumentError, Option } from "commander";
import { signerFlags, signingPairs } from "../certificates/signing-pairs.js";
import type { ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { nonEmpty } from "./parsers.js";

/** Flags for the signing of CertificateSigningRequests, with kube-controller-manager's names. */
export function signingFlags(defaults: ManagerOptions): readonly Option[] {
  return [
    new Option("--cluster-signing-cert-file <file>", "CA certificate for signing requests (generated)").argParser(
      nonEmpty,
    ),
    new Option("--cluster-signing-key-file <file>", "private key of that CA").argParser(nonEmpty),
    ...signerFlags.flatMap(([name]) => [
      new Option(`--cluster-signing-${name}-cert-file <file>`, `CA certificate for the signer ${name} only`).argParser(
        nonEmpty,
      ),
      new Option(`--cluster-signing-${name}-key-file <file>`, "private key of that CA").argParser(nonEmpty),
    ]),
    new Option("--cluster-signing-duration <duration>", "validity of certificates, such as 24h")
      .argParser(duration)
      .default(defaults.clusterSigningDuration, "a year"),
  ];
}

/**
 * Throws UsageError for a certificate without its key or a key without its certificate, and for files for all signers
 * together with files for single ones.
 */
export function checkSigningFlags(options: ManagerOptions): void {
  const pairs = signingPairs(options);
  for (const { flag, certFile, keyFile } of pairs) {
    if ((certFile === undefined) === (keyFile === undefined)) continue;
    const missing = certFile === undefined ? `${flag}-cert-file` : `${flag}-key-file`;
    throw new UsageError(`${flag}-cert-file and ${flag}-key-file belong together: ${missing} is missing`, 2);
  }
  const given = pairs.filter(({ certFile }) => certFile !== undefined);
  if (given.length < 2 || given.every(({ signer }) => signer !== undefined)) return;
  throw new UsageError(
    "cannot specify --cluster-signing-{cert,key}-file and other --cluster-signing-*-file flags at the same time",
    2,
  );
}

function duration(text: string): number {
  const ms = parseGoDuration(text);
  if (typeof ms === "number" && ms > 0) return ms;
  throw new InvalidArgumentError("It must be a duration above 0, such as 24h.");
}
