import {
  type Clock,
  certificateSigningRequests,
  checkOptions,
  createKeyedController,
  definedFields,
  findObject,
  isStoreError,
  type KeyedController,
  type Logger,
  type OptionRules,
  optionRules,
  type ReconcileResult,
  type Store,
  systemClock,
} from "@engenho/core";
import { cleanupTime } from "./cleanup-time.js";

/** Options of {@link createCertificateCleaner}. */
export interface CertificateCleanerOptions {
  /** The store with the CertificateSigningRequests. */
  readonly store: Store;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof CertificateCleanerOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
};

/** All requests are checked at least this often: upstream's interval. */
const longestWaitMs = 3_600_000;

/**
 * Deletes CertificateSigningRequests that are no longer needed (upstream: pkg/controller/certificates/cleaner): those
 * that were decided an hour ago, whose certificate has expired, or that have waited for a day. Upstream looks once an
 * hour; here each is deleted when its time has come.
 */
export function createCertificateCleaner(options: CertificateCleanerOptions): KeyedController {
  checkOptions("createCertificateCleaner", options, rules);
  const { store, clock = systemClock, logger } = options;

  async function reconcile(name: string): Promise<ReconcileResult> {
    const request = await findObject(store, certificateSigningRequests, { name });
    if (request === undefined) return { changed: false };
    const leftMs = cleanupTime(request) - clock.now();
    if (leftMs >= 0) return { changed: false, requeueAfterMs: Math.min(leftMs + 1, longestWaitMs) };
    const { uid } = request.metadata;
    try {
      await store.delete(certificateSigningRequests, { name }, { preconditions: { uid } });
    } catch (error) {
      if (!isStoreError(error, "NotFound")) throw error;
      return { changed: false };
    }
    return { changed: true };
  }

  return createKeyedController({
    name: "certificatesigningrequest-cleaner-controller",
    clock,
    ...definedFields({ logger }),
    store,
    concurrency: 1,
    for: certificateSigningRequests,
    reconcile,
  });
}
