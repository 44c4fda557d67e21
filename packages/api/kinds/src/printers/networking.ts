import { ageOf, type Fields, isSet, list, nameOf, object, text } from "@engenho/registry";
import { selectorCell } from "./label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer } from "./printer.js";
import { loadBalancerAddresses } from "./services.js";

/** How many hosts a cell lists; further ones are only counted. */
const shownHosts = 3;

function hostsCell(rules: readonly Fields[]): string {
  const hosts: string[] = [];
  let more = false;
  for (const rule of rules) {
    if (hosts.length === shownHosts) more = true;
    const host = text(rule.host);
    if (!more && host !== "") hosts.push(host);
  }
  if (hosts.length === 0) return "*";
  return more ? `${hosts.join(",")} + ${rules.length - shownHosts} more...` : hosts.join(",");
}

/** networking.k8s.io/v1 Ingress. */
export const ingressPrinter: Printer = {
  columns: [
    nameColumn,
    column("Class", "string", "The name of the IngressClass resource that should be used for additional configuration"),
    column("Hosts", "string", "Hosts that incoming requests are matched against before the ingress rule"),
    column("Address", "string", "Address is a list containing ingress points for the load-balancer"),
    column("Ports", "string", "Ports of TLS configurations that open"),
    ageColumn,
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    return [
      nameOf(item),
      isSet(spec.ingressClassName) ? text(spec.ingressClassName) : "<none>",
      hostsCell(list(spec.rules)),
      loadBalancerAddresses(object(item.status).loadBalancer).join(","),
      list(spec.tls).length > 0 ? "80, 443" : "80",
      ageOf(item, nowMs),
    ];
  },
};

/** networking.k8s.io/v1 IngressClass. */
export const ingressClassPrinter: Printer = {
  columns: [
    nameColumn,
    column("Controller", "string", "Controller that is responsible for handling this class"),
    column("Parameters", "string", "A reference to a resource with additional parameters"),
    ageColumn,
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    return [
      nameOf(item),
      text(spec.controller),
      isSet(spec.parameters) ? parametersText(object(spec.parameters)) : "<none>",
      ageOf(item, nowMs),
    ];
  },
};

function parametersText(parameters: Fields): string {
  const kind = text(parameters.kind);
  return `${isSet(parameters.apiGroup) ? `${kind}.${text(parameters.apiGroup)}` : kind}/${text(parameters.name)}`;
}

/** networking.k8s.io/v1 NetworkPolicy. */
export const networkPolicyPrinter: Printer = {
  columns: [
    nameColumn,
    column("Pod-Selector", "string", documented("networking.v1.NetworkPolicySpec", "podSelector")),
    ageColumn,
  ],
  cells: (item, nowMs) => [nameOf(item), selectorCell(object(item.spec).podSelector), ageOf(item, nowMs)],
};
