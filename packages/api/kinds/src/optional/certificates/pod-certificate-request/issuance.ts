import { byteLength, type Causes } from "@engenho/machinery";
import { type Certificate, isSameKey, type PemBlock, type PublicKey, pemBlocks, readCertificates } from "@engenho/x509";
import { keyOf } from "./spec.js";
import type { PodCertificateRequest } from "./strategy.js";

/** The context of the checks of an issued certificate. */
export interface IssuanceContext {
  readonly causes: Causes;
  /** The current time, in Unix milliseconds. */
  readonly nowMs: number;
}

const longestChain = 100 * 1024;
const minuteMs = 60_000;
const skewMs = 5 * minuteMs;
const marginMs = 10 * minuteMs;
const shortestMs = 60 * minuteMs;
const nanosecondsPerMs = 1_000_000;
const chainField = "status.certificateChain";

/**
 * Checks a status that says that the certificate is issued: the first certificate of the chain is about the key of the request, and the
 * times are its own. The first fault ends the check.
 */
export function checkIssuance(
  { status = {}, spec = {} }: PodCertificateRequest,
  current: PodCertificateRequest,
  { causes, nowMs }: IssuanceContext,
): void {
  const { certificateChain: chain = "" } = status;
  if (byteLength(chain) > longestChain) {
    causes.tooLong(chainField, longestChain);
    return;
  }
  const [first, ...others] = [...pemBlocks(chain)];
  const leaf = first && certificateOf(first);
  const { pkixPublicKey = "" } = current.spec ?? {};
  const wanted = keyOf(pkixPublicKey);
  const fault = faultOfLeaf(first, leaf, wanted);
  if (fault !== undefined) causes.invalid(chainField, chain, fault);
  else if (wanted === undefined) {
    causes.invalid("spec.pkixPublicKey", pkixPublicKey, "must be a valid PKIX-serialized public key");
  }
  if (leaf === undefined || causes.list.length > 0) return;
  const times = timesOf(status, causes);
  const areRight =
    times !== undefined &&
    checkTimes(leaf, times, { causes, nowMs }) &&
    checkLifetime(leaf, spec.maxExpirationSeconds ?? 0, causes) &&
    checkRefresh(times, causes);
  const faultOfRest = areRight ? others.map(faultOfIntermediate).find((each) => each !== undefined) : undefined;
  if (faultOfRest !== undefined) causes.invalid(chainField, chain, faultOfRest);
}

/** What is wrong with the first certificate of a chain, if the requested key is known. */
function faultOfLeaf(
  block: PemBlock | undefined,
  leaf: Certificate | undefined,
  wanted: PublicKey | undefined,
): string | undefined {
  if (block === undefined) return "issued certificate chain must contain at least one certificate";
  if (block.type !== "CERTIFICATE") {
    return "issued certificate chain must consist entirely of CERTIFICATE PEM blocks";
  }
  if (leaf === undefined) return "leaf certificate does not parse as valid X.509";
  const isAnothers = wanted !== undefined && !isSameKey(wanted, leaf.publicKey);
  return isAnothers ? "leaf certificate was not issued to the requested public key" : undefined;
}

/** Upstream's message has the same misprint. */
function faultOfIntermediate(block: PemBlock): string | undefined {
  if (block.type !== "CERTIFICATE") {
    return "issued certificate chain must consist entirely of CERTFICATE PEM blocks";
  }
  return certificateOf(block) === undefined ? "intermediate certificate does not parse as valid X.509" : undefined;
}

interface Times {
  readonly notBefore: Said;
  readonly notAfter: Said;
  readonly beginRefreshAt: Said;
}

/** A time of the status. */
interface Said {
  readonly field: string;
  readonly text: string;
  readonly ms: number;
}

/** The times of the status, which must all be there. */
function timesOf(status: NonNullable<PodCertificateRequest["status"]>, causes: Causes): Times | undefined {
  const consistent = "must be present and consistent with the issued certificate";
  const said = (name: keyof Times, detail: string): Said => {
    const text = status[name];
    const field = `status.${name}`;
    if (typeof text !== "string") causes.required(field, detail);
    return { field, text: text ?? "", ms: Date.parse(text ?? "") };
  };
  const times = {
    notBefore: said("notBefore", consistent),
    notAfter: said("notAfter", consistent),
    beginRefreshAt: said("beginRefreshAt", "must be present and in the range [notbefore+10min, notafter-10min]"),
  };
  return causes.list.length > 0 ? undefined : times;
}

function checkTimes(leaf: Certificate, { notBefore, notAfter }: Times, { causes, nowMs }: IssuanceContext): boolean {
  const refuse = ({ field, text }: Said, detail: string) => {
    causes.invalid(field, text, detail);
    return false;
  };
  if (notBefore.ms !== leaf.notBeforeMs) {
    return refuse(notBefore, "must be set to the NotBefore time encoded in the leaf certificate");
  }
  if (Math.abs(notBefore.ms - nowMs) >= skewMs) {
    return refuse(notBefore, "must be set to within 5 minutes of kube-apiserver's current time");
  }
  if (notAfter.ms === leaf.notAfterMs) return true;
  return refuse(notAfter, "must be set to the NotAfter time encoded in the leaf certificate");
}

/** Durations are shown as Go's JSON does: in nanoseconds. */
function checkLifetime({ notBeforeMs, notAfterMs }: Certificate, maxSeconds: number, causes: Causes): boolean {
  const lifetimeMs = notAfterMs - notBeforeMs;
  const detail =
    lifetimeMs < shortestMs
      ? "leaf certificate lifetime must be >= 1 hour"
      : lifetimeMs > maxSeconds * 1000
        ? `leaf certificate lifetime must be <= spec.maxExpirationSeconds (${maxSeconds})`
        : undefined;
  if (detail !== undefined) causes.invalid(chainField, lifetimeMs * nanosecondsPerMs, detail);
  return detail === undefined;
}

function checkRefresh({ notBefore, notAfter, beginRefreshAt: { field, text, ms } }: Times, causes: Causes): boolean {
  const detail =
    ms < notBefore.ms + marginMs
      ? "must be at least 10 minutes after status.notBefore"
      : ms > notAfter.ms - marginMs
        ? "must be at least 10 minutes before status.notAfter"
        : undefined;
  if (detail !== undefined) causes.invalid(field, text, detail);
  return detail === undefined;
}

function certificateOf({ bytes }: PemBlock): Certificate | undefined {
  try {
    const [certificate, ...others] = readCertificates(bytes);
    return others.length === 0 ? certificate : undefined;
  } catch {
    return undefined;
  }
}
