import type { KubernetesObject } from "@engenho/core";
import { Causes, deepEqual, goQuote, invalidError } from "@engenho/machinery";
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest } from "@engenho/registry";
import { mayUseSigner } from "./signer-permission.js";

interface Request extends KubernetesObject {
  readonly spec?: { readonly signerName?: string };
  readonly status?: object;
}

/**
 * Lets only those write the status of a PodCertificateRequest who may `sign` for its signer. It is no plugin that can be left out; upstream
 * it is part of the strategy (pkg/registry/certificates/podcertificaterequest), and the answer a 422.
 */
export const podCertificateGuard: AdmissionPlugin = {
  name: "PodCertificateSigning",
  handles: (operation, { stored }, subresource) =>
    operation === "UPDATE" &&
    subresource === "status" &&
    stored.group === "certificates.k8s.io" &&
    stored.kind === "PodCertificateRequest",
  validate(request, context) {
    const [before, after] = [request.oldObject as Request, request.object as Request];
    return deepEqual(before.status ?? {}, after.status ?? {}) ? undefined : checkSigner(request, before, context);
  },
};

async function checkSigner(request: AdmissionRequest, { spec }: Request, context: AdmissionContext): Promise<void> {
  const { signerName = "" } = spec ?? {};
  if (await mayUseSigner(request, context, { verb: "sign", signerName })) return;
  const causes = new Causes();
  const user = goQuote(request.user?.name ?? "");
  causes.forbidden("spec.signerName", `User ${user} is not permitted to "sign" for signer ${goQuote(signerName)}`);
  throw invalidError(request.resource.definition, request.name, causes.list);
}
