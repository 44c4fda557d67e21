import { ageOf, count, type Fields, isSet, list, nameOf, text, texts } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "./printer.js";

/** How many items a cell lists; further ones are only counted. */
const shownItems = 3;

function shortList(items: readonly string[]): string {
  const shown = items.slice(0, shownItems).join(",");
  return items.length > shownItems ? `${shown} + ${items.length - shownItems} more...` : shown;
}

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

function portText(port: Fields): string {
  if (isSet(port.port)) return String(count(port.port));
  return isSet(port.name) ? text(port.name) : "*";
}

/** discovery.k8s.io/v1 EndpointSlice. */
export const endpointSlicePrinter: Printer = {
  columns: [
    nameColumn,
    column("AddressType", "string", documented("discovery.v1.EndpointSlice", "addressType")),
    column("Ports", "string", documented("discovery.v1.EndpointSlice", "ports")),
    column("Endpoints", "string", documented("discovery.v1.EndpointSlice", "endpoints")),
    ageColumn,
  ],
  cells: (item, nowMs) => [
    nameOf(item),
    text(item.addressType),
    shortList(list(item.ports).map(portText)) || "<unset>",
    shortList(list(item.endpoints).flatMap((endpoint) => texts(endpoint.addresses))) || "<unset>",
    ageOf(item, nowMs),
  ],
};
