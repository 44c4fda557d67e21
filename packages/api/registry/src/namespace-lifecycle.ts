import type { Stored } from "@engenho/core";
import type { MaybePromise } from "./backend.js";
import { isPending } from "./maybe-promise.js";
import { forbidden, notFound } from "./refusals.js";
import type { RegistryContext } from "./registry-context.js";
import type { Resource } from "./resource.js";

/** Namespaces that must not be deleted (upstream's NamespaceLifecycle admission plugin). */
const immortal: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/**
 * Refuses a create in a terminating namespace and, if namespaces are required, in one that does not exist (AP-3). Returns a
 * promise only if the backend does. Throws StoreError `Forbidden` or `NotFound`.
 */
export function checkNamespaceAccepts(
  context: RegistryContext,
  resource: Resource,
  place: { readonly namespace: string; readonly name: string },
): MaybePromise<void> {
  if (!resource.definition.namespaced) return;
  const found = context.backend.get({ group: "", kind: "Namespace", namespace: "", name: place.namespace });
  if (isPending(found)) return found.then((namespace) => judge(context, namespace, { resource, ...place }));
  judge(context, found, { resource, ...place });
}

function judge(
  context: RegistryContext,
  namespace: Stored | undefined,
  { resource, ...place }: { readonly resource: Resource; readonly namespace: string; readonly name: string },
): void {
  if (namespace === undefined) {
    if (!context.requireNamespaces) return;
    throw notFound(context.catalogue.find({ apiVersion: "v1", kind: "Namespace" }), place.namespace);
  }
  if (namespace.metadata.deletionTimestamp === undefined) return;
  const reason = `unable to create new content in namespace ${place.namespace} because it is being terminated`;
  throw forbidden(resource, place.name, {
    reason,
    causes: [
      {
        reason: "NamespaceTerminating",
        message: `namespace ${place.namespace} is being terminated`,
        field: "metadata.namespace",
      },
    ],
  });
}

/** Refuses the deletion of a namespace that a cluster requires. Throws StoreError `Forbidden`. */
export function checkNamespaceMayGo(context: RegistryContext, resource: Resource, name: string): void {
  const isNamespace = resource.stored.kind === "Namespace" && resource.stored.group === "";
  if (!isNamespace || !context.requireNamespaces || !immortal.has(name)) return;
  throw forbidden(resource, name, { reason: "this namespace may not be deleted" });
}
