import { ageOf, count, type Fields, firstText, list, nameOf, object, sorted, text, texts } from "@engenho/registry";
import { labelsText } from "../../printing/label-text.js";
import { ageColumn, column, documented, nameColumn, type Printer, wide } from "../../printing/printer.js";

/** The distinct addresses of a load balancer's ingress points, sorted: the IP, or otherwise the host name. */
export function loadBalancerAddresses(loadBalancer: unknown): readonly string[] {
  const points = list(object(loadBalancer).ingress).map((point) => firstText(point.ip, point.hostname));
  return sorted(new Set(points.filter((address) => address !== "")));
}

function externalIp(service: Fields): string {
  const spec = object(service.spec);
  const external = texts(spec.externalIPs);
  switch (spec.type) {
    case "ClusterIP":
    case "NodePort":
      return external.length > 0 ? external.join(",") : "<none>";
    case "LoadBalancer": {
      const addresses = [...loadBalancerAddresses(object(service.status).loadBalancer), ...external];
      return addresses.length > 0 ? addresses.join(",") : "<pending>";
    }
    case "ExternalName":
      return text(spec.externalName);
    default:
      return "<unknown>";
  }
}

function portsCell(ports: unknown): string {
  const shown = list(ports).map((port) => {
    const nodePort = count(port.nodePort);
    return `${count(port.port)}${nodePort > 0 ? `:${nodePort}` : ""}/${text(port.protocol)}`;
  });
  return shown.length > 0 ? shown.join(",") : "<none>";
}

/** v1 Service. */
export const servicePrinter: Printer = {
  columns: [
    nameColumn,
    column("Type", "string", documented("core.v1.ServiceSpec", "type")),
    column("Cluster-IP", "string", documented("core.v1.ServiceSpec", "clusterIP")),
    column("External-IP", "string", documented("core.v1.ServiceSpec", "externalIPs")),
    column("Port(s)", "string", documented("core.v1.ServiceSpec", "ports")),
    ageColumn,
    wide("Selector", "string", documented("core.v1.ServiceSpec", "selector")),
  ],
  cells(service, nowMs) {
    const spec = object(service.spec);
    return [
      nameOf(service),
      text(spec.type),
      texts(spec.clusterIPs)[0] ?? "<none>",
      externalIp(service),
      portsCell(spec.ports),
      ageOf(service, nowMs),
      labelsText(spec.selector),
    ];
  },
};
