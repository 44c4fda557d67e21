import type { KubernetesObject } from "@engenho/core";
import { type AdmissionPlugin, changesOnlyGarbageCollection } from "@engenho/registry";
import { checkSignerPermission } from "./signer-permission.js";

interface Bundle extends KubernetesObject {
  readonly spec?: { readonly signerName?: string };
}

/**
 * Lets only those write a ClusterTrustBundle of a signer who may `attest` for it (upstream: plugin/pkg/admission/certificates/ctbattest).
 * What the garbage collector changes needs no permission.
 */
export const clusterTrustBundleAttest: AdmissionPlugin = {
  name: "ClusterTrustBundleAttest",
  handles: (operation, { stored }, subresource) =>
    (operation === "CREATE" || operation === "UPDATE") &&
    subresource === "" &&
    stored.group === "certificates.k8s.io" &&
    stored.kind === "ClusterTrustBundle",
  validate(request, context) {
    const { object, oldObject } = request;
    const { signerName = "" } = (object as Bundle).spec ?? {};
    if (signerName === "" || changesOnlyGarbageCollection(object as KubernetesObject, oldObject)) return undefined;
    const refusal = "user not permitted to attest for";
    return checkSignerPermission(request, context, { verb: "attest", signerName, refusal });
  },
};
