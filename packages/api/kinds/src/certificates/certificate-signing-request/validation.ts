import { type CertificateSigningRequest, errorMessage, type StatusCause, type Stored } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { parseCertificateRequest, pemBlocks, readCertificates, signatureFault } from "@engenho/x509";
import { conditionsOfType, decisions, type RequestCondition } from "./request-conditions.js";
import { checkSignerName, legacySignerName } from "./signer-name.js";

type Spec = CertificateSigningRequest["spec"];

/** The path of an update, which determines what it may change. */
export type UpdatePath = "main" | "status" | "approval";

/** All usages, as upstream sorts them. */
const usages: readonly string[] = [
  "any",
  "cert sign",
  "client auth",
  "code signing",
  "content commitment",
  "crl sign",
  "data encipherment",
  "decipher only",
  "digital signature",
  "email protection",
  "encipher only",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "key agreement",
  "key encipherment",
  "microsoft sgc",
  "netscape sgc",
  "ocsp signing",
  "s/mime",
  "server auth",
  "signing",
  "timestamping",
];
const shortestSeconds = 600;
const trueOnly = ["True"];
const anyStatus = ["False", "True", "Unknown"];
const onlyTrue: ReadonlySet<string> = new Set([...decisions, "Failed"]);

/** Upstream: ValidateCertificateSigningRequestCreate. It waits for the check of the request's signature. */
export async function validateCreate(request: CertificateSigningRequest): Promise<readonly StatusCause[]> {
  const causes = new Causes();
  const fault = await requestFault(request.spec);
  if (fault !== undefined) causes.invalid("spec.request", request.spec.request ?? null, fault);
  checkRequest(request, undefined, causes);
  return causes.list;
}

/**
 * Upstream: validateCertificateSigningRequestUpdate. The spec is always the stored one, whose request was checked when it was created.
 * Conditions that decide are only modified through `/approval`, because every other write keeps the stored ones.
 */
export function validateUpdate(
  next: CertificateSigningRequest,
  current: Stored<CertificateSigningRequest>,
  path: UpdatePath,
): readonly StatusCause[] {
  const causes = new Causes();
  checkRequest(next, current, causes);
  const before = current.status?.conditions ?? [];
  const after = next.status?.conditions ?? [];
  const grown = (type: string) => conditionsOfType(after, type).length - conditionsOfType(before, type).length;
  for (const type of onlyTrue) {
    if (grown(type) < 0) causes.forbidden("status.conditions", `updates may not remove a condition of type "${type}"`);
  }
  for (const type of path === "approval" ? [] : decisions) {
    if (grown(type) > 0) causes.forbidden("status.conditions", `updates may not add a condition of type "${type}"`);
  }
  const { certificate = "" } = current.status ?? {};
  if ((next.status?.certificate ?? "") === certificate) return causes.list;
  if (path !== "status") causes.forbidden("status.certificate", "updates may not set certificate content");
  else if (certificate !== "") {
    causes.forbidden("status.certificate", "updates may not modify existing certificate content");
  }
  return causes.list;
}

async function requestFault({ request = "" }: Spec): Promise<string | undefined> {
  try {
    return await signatureFault(parseCertificateRequest(atob(request)));
  } catch (error) {
    return errorMessage(error);
  }
}

/** Upstream: validateCertificateSigningRequest, including the errors that it tolerates because the stored object has them. */
function checkRequest(
  { spec, status }: CertificateSigningRequest,
  current: Stored<CertificateSigningRequest> | undefined,
  causes: Causes,
): void {
  const { usages: wanted = [], signerName = "", expirationSeconds } = spec;
  const storedUsages = current?.spec.usages ?? [];
  if (wanted.length === 0) causes.required("spec.usages");
  if (storedUsages.every((usage) => usages.includes(usage))) {
    for (const [index, usage] of wanted.entries()) {
      if (!usages.includes(usage)) causes.notSupported(`spec.usages[${index}]`, usage, usages);
    }
  }
  if (new Set(storedUsages).size === storedUsages.length) {
    const seen = new Set<string>();
    for (const [index, usage] of wanted.entries()) {
      if (seen.has(usage)) causes.duplicate(`spec.usages[${index}]`, usage);
      seen.add(usage);
    }
  }
  if (signerName === legacySignerName && current?.spec.signerName !== legacySignerName) {
    causes.invalid("spec.signerName", signerName, "the legacy signerName is not allowed via this API version");
  } else checkSignerName("spec.signerName", signerName, causes);
  if (expirationSeconds !== undefined && expirationSeconds < shortestSeconds) {
    const detail = "may not specify a duration less than 600 seconds (10 minutes)";
    causes.invalid("spec.expirationSeconds", expirationSeconds, detail);
  }
  checkConditions(status?.conditions ?? [], current?.status?.conditions ?? [], causes);
  checkCertificate(status?.certificate ?? "", current?.status?.certificate ?? "", causes);
}

/** Upstream: validateConditions. */
function checkConditions(
  conditions: readonly RequestCondition[],
  stored: readonly RequestCondition[],
  causes: Causes,
): void {
  const path = "status.conditions";
  const storedTypes = new Set(stored.map(({ type }) => type));
  const toleratesBoth = decisions.every((type) => storedTypes.has(type));
  const toleratesDuplicates = storedTypes.size < stored.length;
  const toleratesEmpty = storedTypes.has("");
  const seen = new Set<string>();
  for (const [index, { type = "", status = "" }] of conditions.entries()) {
    if (type === "" && !toleratesEmpty) causes.required(`${path}[${index}].type`);
    const allowed = onlyTrue.has(type) ? trueOnly : anyStatus;
    if (status === "") causes.required(`${path}[${index}].status`);
    else if (!allowed.includes(status)) causes.notSupported(`${path}[${index}].status`, status, allowed);
    const other = type === "Approved" ? "Denied" : type === "Denied" ? "Approved" : undefined;
    if (!toleratesBoth && other !== undefined && seen.has(other)) {
      causes.invalid(path, type, "Approved and Denied conditions are mutually exclusive");
    }
    if (!toleratesDuplicates && seen.has(type)) causes.duplicate(`${path}[${index}].type`, type);
    seen.add(type);
  }
}

/** A certificate that is not touched may be anything, and one that replaces a stored malformed one as well. */
function checkCertificate(certificate: string, stored: string, causes: Causes): void {
  if (certificate === stored || certificateFault(stored) !== undefined) return;
  const fault = certificateFault(certificate);
  if (fault !== undefined) causes.invalid("status.certificate", "<certificate data>", fault);
}

/** Upstream: validateCertificate. */
function certificateFault(certificate: string): string | undefined {
  if (certificate === "") return undefined;
  let blocks = 0;
  for (const { type, hasHeaders, bytes } of pemBlocks(atob(certificate))) {
    if (type !== "CERTIFICATE") return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(type)}`;
    if (hasHeaders) return "no PEM block headers are permitted";
    blocks++;
    try {
      if (readCertificates(bytes).length === 0) return "found CERTIFICATE PEM block containing 0 certificates";
    } catch (error) {
      return errorMessage(error);
    }
  }
  return blocks === 0 ? "must contain at least one CERTIFICATE PEM block" : undefined;
}
