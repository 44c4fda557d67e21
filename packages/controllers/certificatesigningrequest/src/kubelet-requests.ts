import { type CertificateRequest, commonNameOf } from "@engenho/x509";
import { areSameUsages } from "./usages.js";

/** A request with the usages that are asked for. */
export interface RequestWithUsages {
  readonly request: CertificateRequest;
  readonly usages: readonly string[];
}

const clientUsages = ["client auth", "digital signature", "key encipherment"];
const servingUsages = ["digital signature", "key encipherment", "server auth"];

/**
 * Why a request is not one for a kubelet's client certificate, in upstream's words; undefined if it is one (upstream:
 * ValidateKubeletClientCSR).
 */
export function kubeletClientFault({ request, usages }: RequestWithUsages): string | undefined {
  const { dnsNames, emailAddresses, ipAddresses, uris } = request.alternativeNames;
  if (!isOfNodes(request)) return "subject organization is not system:nodes";
  if (dnsNames.length > 0) return "DNS subjectAltNames are not allowed";
  if (emailAddresses.length > 0) return "Email subjectAltNames are not allowed";
  if (ipAddresses.length > 0) return "IP subjectAltNames are not allowed";
  if (uris.length > 0) return "URI subjectAltNames are not allowed";
  return nameFault(request) ?? usagesFault(usages, clientUsages);
}

/** As {@link kubeletClientFault}, for the certificate of a kubelet's own server (upstream: ValidateKubeletServingCSR). */
export function kubeletServingFault({ request, usages }: RequestWithUsages): string | undefined {
  const { dnsNames, emailAddresses, ipAddresses, uris } = request.alternativeNames;
  if (!isOfNodes(request)) return "subject organization is not system:nodes";
  if (dnsNames.length === 0 && ipAddresses.length === 0) return "DNS or IP subjectAltName is required";
  if (emailAddresses.length > 0) return "Email subjectAltNames are not allowed";
  if (uris.length > 0) return "URI subjectAltNames are not allowed";
  return usagesFault(usages, servingUsages) ?? nameFault(request);
}

function isOfNodes({ subject }: CertificateRequest): boolean {
  const { organization = [] } = subject;
  return organization.length === 1 && organization[0] === "system:nodes";
}

function nameFault({ subject }: CertificateRequest): string | undefined {
  const isNode = commonNameOf(subject).startsWith("system:node:");
  return isNode ? undefined : "subject common name does not begin with system:node:";
}

/** Keys other than RSA's encipher nothing, and need no such usage. */
function usagesFault(usages: readonly string[], required: readonly string[]): string | undefined {
  const withoutEncipherment = required.filter((usage) => usage !== "key encipherment");
  const isKnown = areSameUsages(usages, required) || areSameUsages(usages, withoutEncipherment);
  return isKnown ? undefined : `usages did not match [${required.join(" ")}]`;
}
