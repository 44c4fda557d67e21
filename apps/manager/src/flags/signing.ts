import { parseGoDuration } from "@engenho/machinery";
import { InvalidArgumentError, Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { nonEmpty } from "./parsers.js";

/** The prefixes of the flags about one signer each, with the signer. */
const signers = [
  ["kubelet-serving", "kubernetes.io/kubelet-serving"],
  ["kubelet-client", "kubernetes.io/kube-apiserver-client-kubelet"],
  ["kube-apiserver-client", "kubernetes.io/kube-apiserver-client"],
  ["legacy-unknown", "kubernetes.io/legacy-unknown"],
] as const;

/** Flags about who signs the certificates of CertificateSigningRequests, with kube-controller-manager's names. */
export function signingFlags(defaults: ManagerOptions): readonly Option[] {
  return [
    new Option("--cluster-signing-cert-file <file>", "authority that signs certificates (generated)").argParser(
      nonEmpty,
    ),
    new Option("--cluster-signing-key-file <file>", "private key of that authority").argParser(nonEmpty),
    ...signers.flatMap(([name]) => [
      new Option(`--cluster-signing-${name}-cert-file <file>`, `authority of the signer ${name} alone`).argParser(
        nonEmpty,
      ),
      new Option(`--cluster-signing-${name}-key-file <file>`, "private key of that authority").argParser(nonEmpty),
    ]),
    new Option("--cluster-signing-duration <duration>", "how long certificates are valid, such as 24h")
      .argParser(duration)
      .default(defaults.clusterSigningDuration, "a year"),
  ];
}

/** Throws UsageError for a certificate without its key, the other way round, and for one authority for all beside several. */
export function checkSigningFlags(options: ManagerOptions): void {
  const pairs = pairsOf(options);
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

/** The files of an authority. */
export interface SigningFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * The files by signer: one pair for all, or those that have one of their own, while the others have none. Undefined if no flag names
 * any.
 */
export function signingFiles(options: ManagerOptions): ReadonlyMap<string, SigningFiles> | undefined {
  const files = new Map<string, SigningFiles>();
  for (const { signer, certFile, keyFile } of pairsOf(options)) {
    if (certFile === undefined || keyFile === undefined) continue;
    for (const name of signer === undefined ? signers.map(([, each]) => each) : [signer]) {
      files.set(name, { certFile, keyFile });
    }
  }
  return files.size === 0 ? undefined : files;
}

interface Pair {
  readonly flag: string;
  /** Undefined for all signers. */
  readonly signer: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
}

function pairsOf(options: ManagerOptions): readonly Pair[] {
  const pair = (
    name: string,
    signer: string | undefined,
    certFile: string | undefined,
    keyFile: string | undefined,
  ) => ({
    flag: `--cluster-signing${name}`,
    signer,
    certFile,
    keyFile,
  });
  const [serving, kubelet, client, legacy] = signers;
  return [
    pair("", undefined, options.clusterSigningCertFile, options.clusterSigningKeyFile),
    pair(
      `-${serving[0]}`,
      serving[1],
      options.clusterSigningKubeletServingCertFile,
      options.clusterSigningKubeletServingKeyFile,
    ),
    pair(
      `-${kubelet[0]}`,
      kubelet[1],
      options.clusterSigningKubeletClientCertFile,
      options.clusterSigningKubeletClientKeyFile,
    ),
    pair(
      `-${client[0]}`,
      client[1],
      options.clusterSigningKubeApiserverClientCertFile,
      options.clusterSigningKubeApiserverClientKeyFile,
    ),
    pair(
      `-${legacy[0]}`,
      legacy[1],
      options.clusterSigningLegacyUnknownCertFile,
      options.clusterSigningLegacyUnknownKeyFile,
    ),
  ];
}

function duration(text: string): number {
  const ms = parseGoDuration(text);
  if (typeof ms === "number" && ms > 0) return ms;
  throw new InvalidArgumentError("It must be a duration above 0, such as 24h.");
}
