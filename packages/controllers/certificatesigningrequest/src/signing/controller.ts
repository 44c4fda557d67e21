import {
  type Clock,
  certificateSigningRequests,
  checkOptions,
  createKeyedController,
  definedFields,
  type KeyedController,
  type Logger,
  type OptionRules,
  optionRules,
  type RandomSource,
  type Store,
  systemClock,
  systemRandom,
} from "@engenho/core";
import type { CertificateAuthority } from "./authority.js";
import { createReconciler, mayBeSigned } from "./reconcile.js";
import type { KubernetesSigner } from "./signer-rules.js";

/** Options of {@link createCertificateSigning}. */
export interface CertificateSigningOptions {
  /** The store with the CertificateSigningRequests. */
  readonly store: Store;
  /** The authority that signs for a signer now; undefined for a signer that has none: its requests are left to others. */
  readonly authorityOf: (
    signer: KubernetesSigner,
  ) => CertificateAuthority | undefined | Promise<CertificateAuthority | undefined>;
  /**
   * How long certificates are valid, in milliseconds, unless a request asks for less (kube-controller-manager's
   * `--cluster-signing-duration`). Default 31 536 000 000, a year.
   */
  readonly maxDurationMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** The source of serial numbers. Default: the system's. */
  readonly random?: RandomSource;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof CertificateSigningOptions> = {
  store: optionRules.required(optionRules.store),
  authorityOf: optionRules.required(optionRules.callable),
  maxDurationMs: optionRules.milliseconds,
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
};

const yearMs = 365 * 24 * 3_600_000;

/**
 * Issues the certificates of approved requests for the signers of Kubernetes itself: `kubernetes.io/kube-apiserver-client`,
 * `kube-apiserver-client-kubelet`, `kubelet-serving` and `legacy-unknown` (upstream: pkg/controller/certificates/signer). A request that
 * the rules of its signer do not allow gets the condition Failed.
 */
export function createCertificateSigning(options: CertificateSigningOptions): KeyedController {
  checkOptions("createCertificateSigning", options, rules);
  const { store, authorityOf, maxDurationMs = yearMs, clock = systemClock, random = systemRandom, logger } = options;
  return createKeyedController({
    name: "certificatesigningrequest-signing-controller",
    clock,
    ...definedFields({ logger }),
    store,
    backoff: { baseMs: 200 },
    for: {
      kind: certificateSigningRequests,
      when: ({ type, object }) => type === "DELETED" || mayBeSigned(object),
      isWanted: mayBeSigned,
    },
    reconcile: createReconciler({ store, clock, random, authorityOf, maxDurationMs }),
  });
}
