import { type AdmissionContext, type AdmissionRequest, admissionForbidden } from "@engenho/registry";

/** What a request does on behalf of a signer. */
export interface SignerUse {
  /** The verb on the virtual resource `signers` of certificates.k8s.io. */
  readonly verb: "approve" | "sign";
  readonly signerName: string;
  /** Why it is refused, without the name of the signer. */
  readonly refusal: string;
}

/**
 * Refuses a request whose user may neither use this signer nor all of its domain (`example.com/*`) (upstream: pkg/certauthorization).
 * An authorizer that fails refuses. Without an authorizer, and for the program's own writes, everything is allowed.
 */
export async function checkSignerPermission(
  request: AdmissionRequest,
  { authorizer }: AdmissionContext,
  { verb, signerName, refusal }: SignerUse,
): Promise<void> {
  const { user } = request;
  if (authorizer === undefined || user === undefined) return;
  const isAllowed = async (name: string) => {
    const target = { group: "certificates.k8s.io", version: "*", resource: "signers", subresource: "" };
    const attributes = { ...target, user, verb, name, namespace: "", isResource: true, path: "" };
    try {
      return (await authorizer.authorize(attributes)).decision === "Allow";
    } catch {
      return false;
    }
  };
  if ((await isAllowed(signerName)) || (await isAllowed(`${signerName.split("/")[0]}/*`))) return;
  throw admissionForbidden(request, { reason: `${refusal} signerName ${JSON.stringify(signerName)}` });
}
