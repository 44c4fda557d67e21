import { type StatusCause, type Stored, semanticallyEqual } from "@engenho/core";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { dns1123SubdomainFaults } from "../validation/names.js";
import type { IngressClass } from "./upstream-kinds.js";

/** IngressClass of networking.k8s.io/v1: its controller never changes. */
export const ingressClassStrategy: Strategy = {
  validateCreate(ingressClass: IngressClass): readonly StatusCause[] {
    const causes = new Causes();
    const { controller = "", parameters } = ingressClass.spec ?? {};
    if (controller === "") causes.required("spec.controller");
    else checkController(controller, causes);
    if (parameters === undefined) return causes.list;
    if ((parameters.kind ?? "") === "") causes.required("spec.parameters.kind", "kind is required");
    if ((parameters.name ?? "") === "") causes.required("spec.parameters.name", "name is required");
    const { scope, namespace } = parameters;
    if (scope !== "Cluster" && scope !== "Namespace") {
      causes.notSupported("spec.parameters.scope", scope ?? "", ["Cluster", "Namespace"]);
    }
    if (scope === "Namespace" && (namespace ?? "") === "") {
      causes.required("spec.parameters.namespace", "`parameters.scope` is set to 'Namespace'");
    }
    if (scope === "Cluster" && namespace !== undefined) {
      causes.forbidden("spec.parameters.namespace", "`parameters.scope` is set to 'Cluster'");
    }
    return causes.list;
  },
  validateUpdate(next: IngressClass, current: Stored<IngressClass>): readonly StatusCause[] {
    const causes = new Causes();
    if (!semanticallyEqual(next.spec?.controller, current.spec?.controller)) {
      causes.invalid("spec.controller", next.spec?.controller ?? "", "field is immutable");
    }
    return causes.list;
  },
};

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
