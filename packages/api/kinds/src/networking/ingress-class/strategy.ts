import type { IngressClass, KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { byteLength, Causes, checkDomainPrefixedPath, dns1123LabelFaults } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { checkLocalReference } from "../../shared/local-reference.js";

type Parameters = NonNullable<NonNullable<IngressClass["spec"]>["parameters"]>;

const maxControllerLength = 250;

/** IngressClass of networking.k8s.io/v1: its controller is immutable. */
export const ingressClassStrategy: Strategy = {
  applyDefaults(ingressClass: IngressClass): KubernetesObject {
    const { spec } = ingressClass;
    if (spec?.parameters === undefined || spec.parameters.scope !== undefined) return ingressClass;
    const parameters = { ...spec.parameters, scope: "Cluster" };
    return { ...ingressClass, spec: { ...spec, parameters } } as KubernetesObject;
  },
  validateCreate(ingressClass: IngressClass): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(ingressClass, causes);
    return causes.list;
  },
  validateUpdate(next: IngressClass, current: Stored<IngressClass>): readonly StatusCause[] {
    const causes = new Causes();
    if ((next.spec?.controller ?? "") !== (current.spec?.controller ?? "")) {
      causes.invalid("spec.controller", next.spec?.controller ?? "", "field is immutable");
    }
    checkSpec(next, causes);
    return causes.list;
  },
};

function checkSpec(ingressClass: IngressClass, causes: Causes): void {
  const { controller = "", parameters } = ingressClass.spec ?? {};
  if (byteLength(controller) > maxControllerLength) causes.tooLong("spec.controller", maxControllerLength);
  checkDomainPrefixedPath(controller, "spec.controller", causes);
  if (parameters !== undefined) checkParameters(parameters, "spec.parameters", causes);
}

/** Upstream: validateIngressClassParametersReference. */
function checkParameters(parameters: Parameters, path: string, causes: Causes): void {
  checkLocalReference(parameters, path, causes);
  const { scope, namespace } = parameters;
  const namespacePath = `${path}.namespace`;
  if (scope === undefined) causes.required(`${path}.scope`);
  else if (scope === "Namespace") {
    if (namespace === undefined) causes.required(namespacePath, "`parameters.scope` is set to 'Namespace'");
    else causes.invalidEach(namespacePath, namespace, dns1123LabelFaults(namespace));
  } else if (scope !== "Cluster") causes.notSupported(`${path}.scope`, scope, ["Cluster", "Namespace"]);
  else if (namespace !== undefined) causes.forbidden(namespacePath, "`parameters.scope` is set to 'Cluster'");
}
