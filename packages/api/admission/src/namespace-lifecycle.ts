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
   * Whether a namespaced object needs its namespace to exist, and `default`, `kube-system` and `kube-public` cannot be deleted
   * (AP-3). Default false: only what is being terminated refuses new content.
   */
  readonly requireNamespaces?: boolean | undefined;
}

const namespaceKind = { group: "", kind: "Namespace" } as const;

/** Namespaces that must not be deleted. */
const immortal: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/**
 * Refuses a creation in a namespace that is being terminated, or that does not exist (AP-3), and the deletion of a namespace
 * that a cluster cannot be without (upstream: plugin/pkg/admission/namespace/lifecycle). Creations are checked a second time
 * right before the write: a large one gives way to others meanwhile.
 */
export function namespaceLifecycle({ requireNamespaces = false }: NamespaceLifecycleOptions = {}): AdmissionPlugin {
  const isNamespace = (resource: AdmissionRequest["resource"]) =>
    resource.stored.group === namespaceKind.group && resource.stored.kind === namespaceKind.kind;
  const checkNamespace = (request: AdmissionRequest, context: AdmissionContext): MaybePromise<void> =>
    andThen(context.get({ ...namespaceKind, namespace: "", name: request.namespace }), (namespace) =>
      judge(request, namespace, requireNamespaces),
    );
  return {
    name: "NamespaceLifecycle",
    handles: (operation, resource) =>
      operation === "CREATE" ? resource.definition.namespaced : operation === "DELETE" && isNamespace(resource),
    mutate: (request, context) => andThen(checkNamespace(request, context), () => request.object),
    validate(request, context) {
      if (request.operation === "CREATE") return checkNamespace(request, context);
      if (!requireNamespaces || !immortal.has(request.name)) return undefined;
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
