import type { KubernetesObject, StatusCause, Stored } from "@engenho/core";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { dns1123LabelFaults, dns1123SubdomainFaults } from "../validation/names.js";
import type { IngressClass } from "./upstream-kinds.js";

const maxControllerLength = 250;

/** IngressClass of networking.k8s.io/v1: its controller never changes. */
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
  if (controller === "") causes.required("spec.controller");
  else {
    if (controller.length > maxControllerLength) causes.tooLong("spec.controller", maxControllerLength);
    checkController(controller, causes);
  }
  if (parameters === undefined) return;
  const { kind = "", name = "", scope = "", namespace } = parameters;
  if (kind === "") causes.required("spec.parameters.kind");
  if (name === "") causes.required("spec.parameters.name");
  if (scope === "") causes.required("spec.parameters.scope");
  else if (scope === "Namespace" && namespace === undefined) {
    causes.required("spec.parameters.namespace", "`parameters.scope` is set to 'Namespace'");
  } else if (scope === "Namespace" && namespace !== undefined) {
    causes.invalidEach("spec.parameters.namespace", namespace, dns1123LabelFaults(namespace));
  } else if (scope === "Cluster" && namespace !== undefined) {
    causes.forbidden("spec.parameters.namespace", "`parameters.scope` is set to 'Cluster'");
  } else if (scope !== "Cluster" && scope !== "Namespace") {
    causes.notSupported("spec.parameters.scope", scope, ["Cluster", "Namespace"]);
  }
}

function checkController(controller: string, causes: Causes): void {
  const slash = controller.indexOf("/");
  const host = controller.slice(0, Math.max(slash, 0));
  const path = controller.slice(slash + 1);
  if (slash <= 0 || path === "") {
    causes.invalid("spec.controller", controller, 'must be a domain-prefixed path (such as "acme.io/foo")');
    return;
  }
  causes.invalidEach("spec.controller", host, dns1123SubdomainFaults(host));
  const pattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  if (!new RegExp(`^${pattern}$`).test(path)) {
    causes.invalid("spec.controller", path, `Invalid path (regex used for validation is '${pattern}')`);
  }
}
