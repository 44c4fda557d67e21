import { copyWith, type KubernetesObject, type networkingV1 } from "@engenho/core";
import { andThen } from "@engenho/machinery";
import type { AdmissionPlugin } from "@engenho/registry";
import { derivedFrom } from "../shared/derived-from.js";
import { newestDefault } from "../shared/newest-default.js";

const defaultClass = derivedFrom({ group: "networking.k8s.io", kind: "IngressClass" }, (classes) =>
  newestDefault(classes, ["ingressclass.kubernetes.io/is-default-class"]),
);

/** Gives a new Ingress without a class the default one (upstream: network/defaultingressclass). */
export const defaultIngressClass: AdmissionPlugin = {
  name: "DefaultIngressClass",
  handles: (operation, { stored }, subresource) =>
    operation === "CREATE" && subresource === "" && stored.kind === "Ingress" && stored.group === "networking.k8s.io",
  mutate({ object }, context) {
    const ingress = object as networkingV1.Ingress & KubernetesObject;
    const old = ingress.metadata.annotations?.["kubernetes.io/ingress.class"];
    if (old !== undefined || ingress.spec?.ingressClassName !== undefined) return ingress;
    return andThen(defaultClass(context), (ingressClassName) =>
      ingressClassName === undefined ? ingress : copyWith(ingress, { spec: { ...ingress.spec, ingressClassName } }),
    );
  },
};
