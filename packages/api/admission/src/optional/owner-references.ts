import { groupOf, type KubernetesObject } from "@engenho/core";
import { deepEqual } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  type AuthorizationAttributes,
  admissionForbidden,
} from "@engenho/registry";

type Owner = NonNullable<KubernetesObject["metadata"]["ownerReferences"]>[number];

/**
 * Requires the permission to delete an object from users who change its owner references, and the permission to update
 * an owner's finalizers from users who set `blockOwnerDeletion` (upstream: plugin/pkg/admission/gc). Without an
 * authorizer, and for the program's own writes, everything is allowed.
 */
export const ownerReferencesPermissionEnforcement: AdmissionPlugin = {
  name: "OwnerReferencesPermissionEnforcement",
  handles: (operation, { stored }, subresource) =>
    (operation === "CREATE" || operation === "UPDATE") &&
    !(stored.group === "" && stored.kind === "Pod" && subresource === "status"),
  validate(request, context) {
    const before = ownersOf(request.oldObject);
    const after = ownersOf(request.object);
    if (context.authorizer === undefined || request.user === undefined || deepEqual(before, after)) return undefined;
    return enforce(request, context, { before, after });
  },
};

function ownersOf(object: KubernetesObject | undefined): readonly Owner[] {
  return object?.metadata.ownerReferences ?? [];
}

async function enforce(
  request: AdmissionRequest,
  context: AdmissionContext,
  { before, after }: { readonly before: readonly Owner[]; readonly after: readonly Owner[] },
): Promise<void> {
  const { group, version, plural } = request.resource.definition;
  if (request.operation === "UPDATE") {
    const { namespace, subresource, name } = request;
    const target = { verb: "delete", namespace, group, version, resource: plural, subresource, name };
    const denied = await denial(request, context, target);
    if (denied !== undefined) {
      throw admissionForbidden(request, { reason: `cannot set an ownerRef on a resource you can't delete: ${denied}` });
    }
  }
  const blocking = after.filter(
    (owner) =>
      owner.blockOwnerDeletion === true && before.find(({ uid }) => uid === owner.uid)?.blockOwnerDeletion !== true,
  );
  if (blocking.length === 0) return;
  const anything = { namespace: "", group: "*", version: "*", resource: "*", name: "*" };
  const finalize = { verb: "update", subresource: "finalizers" };
  if ((await denial(request, context, { ...finalize, ...anything })) === undefined) return;
  for (const { apiVersion, kind, name } of blocking) {
    const owner = context.findKind({ apiVersion, kind });
    if (owner === undefined) {
      throw admissionForbidden(request, {
        reason: `cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion ${apiVersion} Kind ${kind}: no matches for kind "${kind}" in version "${apiVersion}"`,
      });
    }
    const target = {
      ...finalize,
      namespace: owner.definition.namespaced ? request.namespace : "",
      group: groupOf(apiVersion),
      version: owner.definition.version,
      resource: owner.definition.plural,
      name,
    };
    const denied = await denial(request, context, target);
    if (denied === undefined) continue;
    throw admissionForbidden(request, {
      reason: `cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: ${denied}`,
    });
  }
}

/** Why the user may not make the change; undefined if they may. Failures of the authorizer deny. */
async function denial(
  { user }: AdmissionRequest,
  { authorizer }: AdmissionContext,
  target: Omit<AuthorizationAttributes, "user" | "isResource" | "path">,
): Promise<string | undefined> {
  if (user === undefined || authorizer === undefined) return undefined;
  const { decision, reason, error } = await authorizer.authorize({ ...target, user, isResource: true, path: "" });
  return decision === "Allow" ? undefined : `${reason}, ${error ?? "<nil>"}`;
}
