import type { Endpoint, EndpointSlice, StatusCause, Stored } from "@engenho/core";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { checkIpAddress, checkNonSpecialIp, parseIpAddress } from "../validation/ip-address.js";
import { dns1123LabelFaults, dns1123SubdomainFaults, qualifiedNameFaults } from "../validation/names.js";
import { memoizeByReference } from "./memoize.js";

type Port = NonNullable<EndpointSlice["ports"]>[number];

const addressTypes = ["FQDN", "IPv4", "IPv6"] as const;
const protocols = ["SCTP", "TCP", "UDP"] as const;
const maxEndpoints = 1000;
const maxAddresses = 100;
const maxPorts = 20_000;
const maxHints = 8;

/** EndpointSlice of discovery.k8s.io/v1 (AP-59). */
export const endpointSliceStrategy: Strategy = {
  validateCreate: (slice: EndpointSlice) => validate(slice),
  validateUpdate(next: EndpointSlice, current: Stored<EndpointSlice>): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(validate(next));
    if (next.addressType !== current.addressType) causes.invalid("addressType", next.addressType, "field is immutable");
    return causes.list;
  },
};

function validate(slice: EndpointSlice): readonly StatusCause[] {
  const causes = new Causes();
  const addressType = slice.addressType ?? "";
  if (addressType === "") causes.required("addressType");
  else if (!(addressTypes as readonly string[]).includes(addressType)) {
    causes.notSupported("addressType", addressType, addressTypes);
  }
  checkEndpoints(slice.endpoints ?? [], addressType, causes);
  checkPorts(slice.ports ?? [], causes);
  return causes.list;
}

function checkEndpoints(endpoints: readonly Endpoint[], addressType: string, causes: Causes): void {
  if (endpoints.length > maxEndpoints) {
    causes.tooMany("endpoints", endpoints.length, maxEndpoints);
    return;
  }
  for (const [index, endpoint] of endpoints.entries()) {
    if (fineAs(endpoint) !== addressType) reportEndpoint(endpoint, `endpoints[${index}]`, { causes, addressType });
  }
}

/** As which type of address an endpoint is fine; endpoints are shared from one state of a slice to the next. */
const fineAs = memoizeByReference((endpoint: Endpoint): string | undefined =>
  // FQDN last: an IPv4 address looks like a name, too.
  ["IPv4", "IPv6", "FQDN"].find((addressType) => {
    const causes = new Causes();
    reportEndpoint(endpoint, "", { causes, addressType });
    return causes.list.length === 0;
  }),
);

function reportEndpoint(
  endpoint: Endpoint,
  path: string,
  { causes, addressType }: { readonly causes: Causes; readonly addressType: string },
): void {
  const { addresses = [], nodeName, hostname, hints } = endpoint;
  if (addresses.length === 0) causes.required(`${path}.addresses`, "must contain at least 1 address");
  else if (addresses.length > maxAddresses) causes.tooMany(`${path}.addresses`, addresses.length, maxAddresses);
  for (const [position, address] of addresses.entries()) {
    checkAddress(address, `${path}.addresses[${position}]`, { causes, addressType });
  }
  if (nodeName !== undefined) causes.invalidEach(`${path}.nodeName`, nodeName, dns1123SubdomainFaults(nodeName));
  if (hostname !== undefined) causes.invalidEach(`${path}.hostname`, hostname, dns1123LabelFaults(hostname));
  checkHints(hints?.forZones, `${path}.hints.forZones`, { causes, faults: qualifiedNameFaults });
  const forNodes = (hints as { readonly forNodes?: readonly { readonly name: string }[] } | undefined)?.forNodes;
  checkHints(forNodes, `${path}.hints.forNodes`, { causes, faults: dns1123SubdomainFaults });
}

function checkAddress(
  address: string,
  path: string,
  { causes, addressType }: { readonly causes: Causes; readonly addressType: string },
): void {
  if (addressType === "FQDN") {
    checkFullyQualifiedName(address, path, causes);
    return;
  }
  if (addressType !== "IPv4" && addressType !== "IPv6") return;
  const family = parseIpAddress(address)?.family;
  if (family === undefined) checkIpAddress(address, path, causes);
  else if (family !== addressType) causes.invalid(path, address, `must be an ${addressType} address`);
  checkNonSpecialIp(address, path, causes);
}

function checkFullyQualifiedName(text: string, path: string, causes: Causes): void {
  const name = text.replace(/\.$/, "");
  if (name === "") {
    causes.required(path);
    return;
  }
  const faults = dns1123SubdomainFaults(name);
  if (faults.length > 0) causes.invalid(path, name, faults.join(","));
  else if (!name.includes(".")) {
    causes.invalid(path, name, "should be a domain with at least two segments separated by dots");
  }
}

interface HintRules {
  readonly causes: Causes;
  readonly faults: (name: string) => readonly string[];
}

function checkHints(
  hints: readonly { readonly name: string }[] | undefined,
  path: string,
  { causes, faults }: HintRules,
): void {
  if (hints === undefined) return;
  if (hints.length > maxHints) {
    causes.tooMany(path, hints.length, maxHints);
    return;
  }
  const seen = new Set<string>();
  for (const [index, { name = "" }] of hints.entries()) {
    const at = `${path}[${index}].name`;
    if (seen.has(name)) causes.duplicate(at, name);
    seen.add(name);
    causes.invalidEach(at, name, faults(name));
  }
}

function checkPorts(ports: readonly Port[], causes: Causes): void {
  if (ports.length > maxPorts) {
    causes.tooMany("ports", ports.length, maxPorts);
    return;
  }
  const names = new Set<string>();
  for (const [index, { name = "", protocol = "", appProtocol, port }] of ports.entries()) {
    const path = `ports[${index}]`;
    if (name !== "") causes.invalidEach(`${path}.name`, name, dns1123LabelFaults(name));
    if (names.has(name)) causes.duplicate(`${path}.name`, name);
    names.add(name);
    if (port !== undefined) causes.inRange(`${path}.port`, port, [1, 65535]);
    if (protocol === "") causes.required(`${path}.protocol`);
    else if (!(protocols as readonly string[]).includes(protocol))
      causes.notSupported(`${path}.protocol`, protocol, protocols);
    if (appProtocol !== undefined)
      causes.invalidEach(`${path}.appProtocol`, appProtocol, qualifiedNameFaults(appProtocol));
  }
}
