import { ageOf, type Fields, isSet, list, nameOf, object, text } from "@engenho/registry";
import { loadBalancerAddresses } from "../../core/service/printer.js";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

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
