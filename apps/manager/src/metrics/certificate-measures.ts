import { X509Certificate } from "node:crypto";
import {
  type CertificateSigningRequest,
  certificateSigningRequests,
  errorMessage,
  type Logger,
  type Store,
  type Watch,
  type WatchEvent,
} from "@engenho/core";
import { type Measure, Tally } from "./measure.js";

/** Counters of issued certificates. */
export interface CertificateMeasures {
  readonly measures: readonly Measure[];
  /** Counts the certificates that are issued until the store is closed. With etcd, those that other servers store, too. */
  follow(store: Store, logger: Logger): void;
}

/**
 * Certificates whose request asked for a duration, and those that got it, with kube-apiserver's names (upstream:
 * pkg/registry/certificates/certificates/storage/metrics.go).
 */
export function certificateMeasures(): CertificateMeasures {
  const labels = ["signerName"];
  const requested = new Tally({
    name: "apiserver_certificates_registry_csr_requested_duration_total",
    labels,
  });
  const honored = new Tally({
    name: "apiserver_certificates_registry_csr_honored_duration_total",
    labels,
  });
  const count = (event: WatchEvent<CertificateSigningRequest>) => {
    if (event.type !== "MODIFIED" || (event.previous.status?.certificate ?? "") !== "") return;
    const { spec, status } = event.object;
    const certificate = status?.certificate ?? "";
    if (certificate === "" || spec.expirationSeconds === undefined) return;
    const signer = [spec.signerName.startsWith("kubernetes.io/") ? spec.signerName : "other"];
    requested.add(signer);
    if (isDurationHonored(spec.expirationSeconds * 1000, validityMs(certificate))) honored.add(signer);
  };
  return {
    measures: [requested, honored],
    follow(store, logger) {
      countIssued(store, count).catch((error: unknown) => {
        logger.warn({ error: errorMessage(error) }, "issued certificates are not counted any more");
      });
    },
  };
}

async function countIssued(store: Store, count: (event: WatchEvent<CertificateSigningRequest>) => void): Promise<void> {
  const watch = store.watch({ kinds: [certificateSigningRequests] }) as Watch<CertificateSigningRequest>;
  for await (const signal of watch) {
    if (signal.type === "events") for (const event of signal.events) count(event);
  }
}

/** `certificate`: PEM in base64, whose first certificate counts. Not a number if that cannot be read. */
function validityMs(certificate: string): number {
  try {
    const { validFrom, validTo } = new X509Certificate(Buffer.from(certificate, "base64"));
    return Date.parse(validTo) - Date.parse(validFrom);
  } catch {
    return Number.NaN;
  }
}

/** Signers date certificates back, and may round. */
function isDurationHonored(wantedMs: number, gotMs: number): boolean {
  return Math.abs(wantedMs - gotMs) < 5 * 60_000 + wantedMs / 20;
}
