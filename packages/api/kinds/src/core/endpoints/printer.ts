import { ageOf, count, type Fields, list, nameOf, text } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";
import { shortList } from "../../printing/short-list.js";

function hostPort(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function endpointsCell(endpoints: Fields): string {
  const subsets = list(endpoints.subsets);
  if (subsets.length === 0) return "<none>";
  const addresses = subsets.flatMap((subset) => {
    const ips = list(subset.addresses).map((address) => text(address.ip));
    const ports = list(subset.ports);
    // A headless Service may have no ports.
    return ports.length === 0 ? ips : ports.flatMap((port) => ips.map((ip) => hostPort(ip, count(port.port))));
  });
  return shortList(addresses);
}

/** v1 Endpoints. */
export const endpointsPrinter: Printer = {
  columns: [nameColumn, column("Endpoints", "string", documented("core.v1.Endpoints", "subsets")), ageColumn],
  cells: (item, nowMs) => [nameOf(item), endpointsCell(item), ageOf(item, nowMs)],
};
