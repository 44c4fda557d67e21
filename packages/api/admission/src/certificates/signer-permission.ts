import { type AdmissionContext, type AdmissionRequest, admissionForbidden } from "@engenho/registry";

/** What a request does on behalf of a signer. */
export interface SignerUse {
  /** The verb on the virtual resource `signers` of certificates.k8s.io. */
  readonly verb: "approve" | "sign" | "attest";
  readonly signerName: string;
  /** Why it is refused, without the name of the signer. */
  readonly refusal: string;
}

/** As {@link mayUseSigner}, with a 403 for who may not. */
export async function checkSignerPermission(
  request: AdmissionRequest,
  context: AdmissionContext,
  { verb, signerName, refusal }: SignerUse,
): Promise<void> {
  if (await mayUseSigner(request, context, { verb, signerName })) return;
  throw admissionForbidden(request, { reason: `${refusal} signerName ${JSON.stringify(signerName)}` });
}

/**
 * Whether the user of a request may use this signer, or all of its domain (`example.com/*`) (upstream: pkg/certauthorization). An
 * authorizer that fails refuses. Without an authorizer, and for the program's own writes, everything is allowed.
 */
export async function mayUseSigner(
  { user }: AdmissionRequest,
  { authorizer }: AdmissionContext,
  { verb, signerName }: Pick<SignerUse, "verb" | "signerName">,
): Promise<boolean> {
  if (authorizer === undefined || user === undefined) return true;
  const isAllowed = async (name: string) => {
    const target = { group: "certificates.k8s.io", version: "*", resource: "signers", subresource: "" };
    const attributes = { ...target, user, verb, name, namespace: "", isResource: true, path: "" };
    try {
      return (await authorizer.authorize(attributes)).decision === "Allow";
    } catch {
      return false;
    }
  };
  return (await isAllowed(signerName)) || (await isAllowed(`${signerName.split("/")[0]}/*`));
}
