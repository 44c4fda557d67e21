import { definedFields, type KubernetesObject, type Stored } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import type { AdmissionContext, AdmissionRequest } from "@engenho/registry";

/** The variable `namespaceObject`: the Namespace of a request, with the fields that policies may see; null for cluster-scoped objects. */
export function namespaceValue(
  request: AdmissionRequest,
  context: AdmissionContext,
  notFound: (name: string) => Error,
): MaybePromise<object | null> {
  const { namespace } = request;
  if (namespace === "") return null;
  return andThen(context.get({ group: "", kind: "Namespace", namespace: "", name: namespace }), (found) => {
    if (found === undefined) throw notFound(namespace);
    return visible(found);
  });
}

function visible(namespace: Stored): object {
  const { metadata, spec, status } = namespace as KubernetesObject & {
    readonly spec?: unknown;
    readonly status?: unknown;
  };
  const { name, generateName, uid, resourceVersion, generation, creationTimestamp } = metadata;
  const { deletionTimestamp, deletionGracePeriodSeconds, labels, annotations, finalizers } = metadata;
  return definedFields({
    metadata: definedFields({
      ...{ name, generateName, uid, resourceVersion, generation, creationTimestamp },
      ...{ deletionTimestamp, deletionGracePeriodSeconds, labels, annotations, finalizers },
    }),
    spec,
    status,
  });
}
