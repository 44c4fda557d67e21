import { ageOf, count, type Fields, isSet, list, nameOf, text, texts } from "@engenho/registry";
import { ageColumn, column, documented, nameColumn, type Printer } from "../../printing/printer.js";
import { shortList } from "../../printing/short-list.js";

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
