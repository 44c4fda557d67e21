import type { KubernetesObject, ResourceClaim, ResourceClaimTemplate } from "@engenho/core";
import { Causes, invalidError } from "@engenho/machinery";
import { type AdmissionContext, type AdmissionPlugin, type AdmissionRequest, toWorking } from "@engenho/registry";

/** The label of namespaces whose claims may have administrative access to devices. */
const label = "resource.kubernetes.io/admin-access";
const demand = `admin access to devices requires the \`${label}: true\` label on the containing namespace`;

type Requests = NonNullable<NonNullable<NonNullable<ResourceClaim["spec"]>["devices"]>["requests"]>;

/**
 * Restricts administrative access to devices to namespaces that are labelled for it, in the requests of new claims and
 * templates and in the allocation of a claim (upstream: pkg/registry/resource, AuthorizedForAdmin and
 * AuthorizedForAdminStatus). It cannot be disabled; upstream it is part of the strategies.
 */
export const deviceAdminGuard: AdmissionPlugin = {
  name: "DeviceAdminAccess",
  handles(operation, { stored }, subresource) {
    if (stored.group !== "resource.k8s.io") return false;
    if (stored.kind === "ResourceClaimTemplate") return operation === "CREATE" && subresource === "";
    if (stored.kind !== "ResourceClaim") return false;
    return operation === "CREATE" ? subresource === "" : operation === "UPDATE" && subresource === "status";
  },
  validate(request, context) {
    const path = pathOfDemand(request);
    return path === undefined ? undefined : demandLabel(request, path, context);
  },
};

/** Where the request demands administrative access; undefined if it does not. */
function pathOfDemand({ operation, resource, object, oldObject }: AdmissionRequest): string | undefined {
  if (operation === "UPDATE") {
    // An allocation cannot change.
    if (grantedAt(oldObject) >= 0) return undefined;
    const index = grantedAt(object);
    return index < 0 ? undefined : `status.allocation.devices.results[${index}].adminAccess`;
  }
  // Requests of v1beta1 have other fields.
  const written = toWorking(resource, object as KubernetesObject);
  const requests: Requests =
    resource.definition.kind === "ResourceClaim"
      ? ((written as ResourceClaim).spec?.devices?.requests ?? [])
      : ((written as ResourceClaimTemplate).spec?.spec?.devices?.requests ?? []);
  const index = requests.findIndex(({ exactly }) => exactly?.adminAccess === true);
  return index < 0 ? undefined : `spec.devices.requests[${index}].adminAccess`;
}

function grantedAt(claim: KubernetesObject | undefined): number {
  const results = (claim as ResourceClaim | undefined)?.status?.allocation?.devices?.results ?? [];
  return results.findIndex(({ adminAccess }) => adminAccess === true);
}

async function demandLabel(request: AdmissionRequest, path: string, context: AdmissionContext): Promise<void> {
  const { namespace } = request;
  const found = await context.get({ group: "", kind: "Namespace", namespace: "", name: namespace });
  if (found?.metadata.labels?.[label] === "true") return;
  const causes = new Causes();
  if (found === undefined) {
    causes.internal(path, `could not retrieve namespace to verify admin access: namespaces "${namespace}" not found`);
  } else causes.forbidden(path, demand);
  throw invalidError(request.resource.definition, request.name, causes.list);
}
