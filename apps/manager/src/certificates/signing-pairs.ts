import type { ManagerOptions } from "../manager-options.js";

/** The flag prefixes of single signers, with the signers. */
export const signerFlags = [
  ["kubelet-serving", "kubernetes.io/kubelet-serving"],
  ["kubelet-client", "kubernetes.io/kube-apiserver-client-kubelet"],
  ["kube-apiserver-client", "kubernetes.io/kube-apiserver-client"],
  ["legacy-unknown", "kubernetes.io/legacy-unknown"],
] as const;

/** The files of an authority. */
export interface SigningFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * The files of each signer: one pair for all signers, or a pair for some and none for the others. Undefined if no flag
 * names a file.
 */
export function signingFiles(options: ManagerOptions): ReadonlyMap<string, SigningFiles> | undefined {
  const files = new Map<string, SigningFiles>();
  for (const { signer, certFile, keyFile } of signingPairs(options)) {
    if (certFile === undefined || keyFile === undefined) continue;
    for (const name of signer === undefined ? signerFlags.map(([, each]) => each) : [signer]) {
      files.set(name, { certFile, keyFile });
    }
  }
  return files.size === 0 ? undefined : files;
}

/** The files of one authority; the flags may name only one of them. */
export interface SigningPair {
  /** The prefix of its two flags. */
  readonly flag: string;
  /** Undefined for all signers. */
  readonly signer: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
}

/** The pairs of files that the options name, complete or not, with the flags that they come from. */
export function signingPairs(options: ManagerOptions): readonly SigningPair[] {
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
  const [serving, kubelet, client, legacy] = signerFlags;
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
