import { copyWith, type KubernetesObject, type Namespace, type Stored } from "@engenho/core";
import { Causes, isStandardFinalizer, qualifiedNameFaults } from "@engenho/machinery";
import { prepareForStatusUpdate, type Strategy, withFields } from "@engenho/registry";

type NamespaceSpec = NonNullable<Namespace["spec"]>;

/** The finalizer that blocks the deletion of a Namespace until it is empty. */
const kubernetesFinalizer = "kubernetes";
const nameLabel = "kubernetes.io/metadata.name";

/**
 * Namespace: it has its own name as a label, the finalizer `kubernetes` in its spec, and is Terminating as soon as it is
 * deleted. Only `/finalize` changes `spec.finalizers`.
 */
export const namespaceStrategy: Strategy = {
  nameFormat: "dns1123-label",
  applyDefaults: labelWithName,
  prepareForCreate(namespace: Namespace): KubernetesObject {
    const finalizers = namespace.spec?.finalizers ?? [];
    const held = finalizers.includes(kubernetesFinalizer) ? finalizers : [...finalizers, kubernetesFinalizer];
    // The name may have been generated after defaulting.
    return labelWithName({ ...namespace, spec: { ...namespace.spec, finalizers: held }, status: { phase: "Active" } });
  },
  validateCreate: (namespace: Namespace) => validateFinalizers(namespace),
  prepareForUpdate: (next: Namespace, current: Stored<Namespace>) =>
    withFields<Namespace>(labelWithName(next), sectionsOf(current)),
  validateUpdate: () => [],
  prepareForStatusUpdate,
  validateStatusUpdate(next: Namespace) {
    const causes = new Causes();
    const phase = next.status?.phase ?? "";
    const deleting = next.metadata.deletionTimestamp !== undefined;
    if (!deleting && phase !== "Active") {
      causes.invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty");
    }
    if (deleting && phase !== "Terminating") {
      causes.invalid("status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
    }
    return causes.list;
  },
  prepareForSubresourceUpdate(subresource, next: Namespace, current: Stored<Namespace>): KubernetesObject {
    if (subresource !== "finalize") return next;
    const { status } = current;
    return status === undefined ? next : copyWith(next, { status });
  },
  validateSubresourceUpdate: (_subresource, next: Namespace) => validateFinalizers(next, true),
  markForDeletion(namespace: Namespace) {
    // Upstream sets a Namespace's deletionTimestamp separately, without a grace period.
    const { deletionGracePeriodSeconds: _none, ...metadata } = namespace.metadata;
    return withFields<Namespace>(namespace, {
      metadata,
      status:
        namespace.status?.phase === "Terminating" ? namespace.status : { ...namespace.status, phase: "Terminating" },
    });
  },
  holdsDeletion: (namespace: Namespace) => (namespace.spec?.finalizers ?? []).length > 0,
};

function labelWithName(namespace: Namespace): Namespace {
  const { metadata } = namespace;
  if (metadata.name === undefined || metadata.labels?.[nameLabel] === metadata.name) return namespace;
  const labels = copyWith(metadata.labels ?? {}, { [nameLabel]: metadata.name });
  return copyWith(namespace, { metadata: copyWith(metadata, { labels }) });
}

function sectionsOf(current: Stored<Namespace>): Partial<Namespace> {
  const spec: NamespaceSpec = current.spec ?? {};
  return current.status === undefined ? { spec } : { spec, status: current.status };
}

function validateFinalizers(namespace: Namespace, indexed = false) {
  const causes = new Causes();
  for (const [index, finalizer] of (namespace.spec?.finalizers ?? []).entries()) {
    const path = indexed ? `spec.finalizers[${index}]` : "spec.finalizers";
    causes.invalidEach(path, finalizer, qualifiedNameFaults(finalizer));
    if (!finalizer.includes("/") && !isStandardFinalizer(finalizer)) {
      causes.invalid(path, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
    }
  }
  return causes.list;
}
