import { type Stored, StoreError } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from "@engenho/registry";

/** Options of {@link namespaceLifecycle}. */
export interface NamespaceLifecycleOptions {
  /**
   * Whether objects can only be created in existing namespaces, and `default`, `kube-system` and `kube-public` cannot be
   * deleted (AP-3). Default false: only terminating namespaces reject new objects.
   */
  readonly requireNamespaces?: boolean | undefined;
}

/** Namespaces that must not be deleted. */
const systemNamespaces: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/**
 * Rejects objects in a namespace that is terminating, or, if required, does not exist, and the deletion of system namespaces
 * (AP-3; upstream: plugin/pkg/admission/namespace/lifecycle). A creation is checked again right before the commit, because a
 * large one yields to other requests meanwhile.
 */
export function namespaceLifecycle({ requireNamespaces = false }: NamespaceLifecycleOptions = {}): AdmissionPlugin {
  const isNamespace = (resource: AdmissionRequest["resource"]) =>
    resource.stored.group === "" && resource.stored.kind === "Namespace";
  const checkNamespace = (request: AdmissionRequest, context: AdmissionContext): MaybePromise<void> =>
    andThen(context.get(namespaceKey(request.namespace)), (namespace) => judge(request, namespace, requireNamespaces));
  return {
    name: "NamespaceLifecycle",
    handles: (operation, resource) =>
      operation === "CREATE" ? resource.definition.namespaced : operation === "DELETE" && isNamespace(resource),
    mutate: (request, context) => andThen(checkNamespace(request, context), () => request.object),
    validate(request, context) {
      if (request.operation === "CREATE") return checkNamespace(request, context);
      if (!requireNamespaces || !systemNamespaces.has(request.name)) return undefined;
      throw admissionForbidden(request, { reason: "this namespace may not be deleted" });
    },
  };
}

function judge(request: AdmissionRequest, namespace: Stored | undefined, requireNamespaces: boolean): void {
  const name = request.namespace;
  if (namespace === undefined) {
    if (!requireNamespaces) return;
    throw new StoreError("NotFound", `namespaces "${name}" not found`, { details: { name, kind: "namespaces" } });
  }
  if (namespace.metadata.deletionTimestamp === undefined) return;
  throw admissionForbidden(request, {
    reason: `unable to create new content in namespace ${name} because it is being terminated`,
    causes: [
      {
        reason: "NamespaceTerminating",
        message: `namespace ${name} is being terminated`,
        field: "metadata.namespace",
      },
    ],
  });
}

/** A literal: a spread that gains fields is a hidden class for each request (decision 011). */
function namespaceKey(name: string): Parameters<AdmissionContext["get"]>[0] {
  return { group: "", kind: "Namespace", namespace: "", name };
}
