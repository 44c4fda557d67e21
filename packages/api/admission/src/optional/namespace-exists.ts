import { errorMessage, isStoreError, type KubernetesObject } from "@engenho/core";
import { andThen } from "@engenho/machinery";
import { type AdmissionPlugin, type AdmissionRequest, admissionForbidden, namespaceNotFound } from "@engenho/registry";

const keyOf = ({ namespace: name }: AdmissionRequest) => ({ group: "", kind: "Namespace", namespace: "", name });

/** Rejects every write in a namespace that does not exist (upstream: plugin/pkg/admission/namespace/exists). */
export const namespaceExists: AdmissionPlugin = {
  name: "NamespaceExists",
  handles: (operation, { definition }) => operation !== "CONNECT" && definition.namespaced,
  validate: (request, context) =>
    andThen(context.get(keyOf(request)), (namespace) => {
      if (namespace === undefined) throw namespaceNotFound(request.namespace);
    }),
};

/** Creates the namespace of a new object if it does not exist (upstream: plugin/pkg/admission/namespace/autoprovision). */
export const namespaceAutoProvision: AdmissionPlugin = {
  name: "NamespaceAutoProvision",
  handles: (operation, { definition }) => operation === "CREATE" && definition.namespaced,
  mutate(request, context) {
    if (request.dryRun) return request.object;
    return andThen(context.get(keyOf(request)), (found) => {
      if (found !== undefined) return request.object;
      const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: request.namespace } };
      return context.create(namespace as KubernetesObject).then(
        () => request.object,
        (error: unknown) => {
          if (isStoreError(error, "AlreadyExists")) return request.object;
          throw admissionForbidden(request, { reason: errorMessage(error) });
        },
      );
    });
  },
};
