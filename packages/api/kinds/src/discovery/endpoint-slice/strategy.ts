import {
  copyWith,
  type Endpoint,
  type EndpointSlice,
  type KubernetesObject,
  parseIpAddress,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import {
  Causes,
  checkIpAddress,
  checkNonSpecialIp,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  labelValueFaults,
  memoizeByReference,
  qualifiedNameFaults,
  type TextCheck,
} from "@engenho/machinery";
import { mapShared, type Strategy, withoutFields } from "@engenho/registry";
import { sameByMeaning } from "../../shared/equality.js";

type Port = NonNullable<EndpointSlice["ports"]>[number];

const addressTypes = ["FQDN", "IPv4", "IPv6"] as const;
const protocols = ["SCTP", "TCP", "UDP"] as const;
const maxEndpoints = 1000;
const maxAddresses = 100;
const maxPorts = 20_000;
const maxHints = 8;

const sameEndpoints = sameByMeaning("io.k8s.api.discovery.v1.EndpointSlice", "endpoints");

/** EndpointSlice of discovery.k8s.io/v1 (AP-59). */
export const endpointSliceStrategy: Strategy = {
  prepareForCreate: withoutTopology,
  prepareForUpdate: withoutTopology,
  validateCreate: (slice: EndpointSlice) => validate(slice, undefined),
  validateUpdate(next: EndpointSlice, current: Stored<EndpointSlice>): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(validate(next, current));
    if (next.addressType !== current.addressType) causes.invalid("addressType", next.addressType, "field is immutable");
    return causes.list;
  },
};

/** v1 does not have `deprecatedTopology`, which is dropped silently. Upstream: dropTopologyOnV1. */
function withoutTopology(slice: EndpointSlice): KubernetesObject {
  const endpoints = mapShared(slice.endpoints ?? [], (endpoint) => withoutFields(endpoint, ["deprecatedTopology"]));
  return endpoints === slice.endpoints || endpoints.length === 0 ? slice : copyWith(slice, { endpoints });
}

/** Unchanged endpoints may be invalid, because they may come from a less strict version. */
function validate(slice: EndpointSlice, current: EndpointSlice | undefined): readonly StatusCause[] {
  const causes = new Causes();
  const addressType = slice.addressType ?? "";
  if (addressType === "") causes.required("addressType");
  else if (!(addressTypes as readonly string[]).includes(addressType)) {
    causes.notSupported("addressType", addressType, addressTypes);
  }
  checkPorts(slice.ports ?? [], causes);
  const ofEndpoints = new Causes();
  checkEndpoints(slice.endpoints ?? [], addressType, ofEndpoints);
  const isFine = ofEndpoints.list.length === 0;
  if (!isFine && (current === undefined || !sameEndpoints(slice.endpoints, current.endpoints))) {
    causes.add(ofEndpoints.list);
  }
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

/** The address type for which an endpoint is valid; endpoints are shared between states of a slice. */
const fineAs = memoizeByReference((endpoint: Endpoint): string | undefined =>
  // FQDN last, because an IPv4 address is also a valid name.
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
  if (hints !== undefined) checkHints(hints, `${path}.hints`, causes);
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
  if (text === "") {
    causes.required(path);
    return;
  }
  const name = text.replace(/\.$/, "");
  const faults = dns1123SubdomainFaults(name);
  const labels = name.split(".");
  if (faults.length > 0) causes.invalid(path, name, faults.join(","));
  else if (labels.length < 2) {
    causes.invalid(path, name, "should be a domain with at least two segments separated by dots");
  } else {
    const wrong = labels.find((label) => dns1123LabelFaults(label).length > 0);
    if (wrong !== undefined) causes.invalid(path, wrong, dns1123LabelFaults(wrong).join(","));
  }
}

type Hints = NonNullable<Endpoint["hints"]> & { readonly forNodes?: readonly Hint[] };

interface Hint {
  readonly name: string;
}

function checkHints({ forZones = [], forNodes = [] }: Hints, path: string, causes: Causes): void {
  if (forZones.length > maxHints) {
    causes.tooMany(`${path}.forZones`, forZones.length, maxHints);
    return;
  }
  checkHintNames(forZones, `${path}.forZones`, { causes, faults: labelValueFaults });
  if (forNodes.length > maxHints) causes.tooMany(`${path}.forNodes`, forNodes.length, maxHints);
  else checkHintNames(forNodes, `${path}.forNodes`, { causes, faults: dns1123SubdomainFaults });
}

function checkHintNames(
  hints: readonly Hint[],
  path: string,
  { causes, faults }: { readonly causes: Causes; readonly faults: TextCheck },
): void {
  const seen = new Set<string>();
  for (const [index, { name = "" }] of hints.entries()) {
    const at = `${path}[${index}].name`;
    if (seen.has(name)) causes.duplicate(at, name);
    seen.add(name);
    causes.invalidEach(at, name, faults(name));
  }
}

/** Any numbers are valid: a port without a number means all ports. */
function checkPorts(ports: readonly Port[], causes: Causes): void {
  if (ports.length > maxPorts) {
    causes.tooMany("ports", ports.length, maxPorts);
    return;
  }
  const names = new Set<string>();
  for (const [index, { name = "", protocol, appProtocol }] of ports.entries()) {
    const path = `ports[${index}]`;
    if (name !== "") causes.invalidEach(`${path}.name`, name, dns1123LabelFaults(name));
    if (names.has(name)) causes.duplicate(`${path}.name`, name);
    names.add(name);
    if (protocol === undefined) causes.required(`${path}.protocol`);
    else if (!(protocols as readonly string[]).includes(protocol))
      causes.notSupported(`${path}.protocol`, protocol, protocols);
    if (appProtocol !== undefined)
      causes.invalidEach(`${path}.appProtocol`, appProtocol, qualifiedNameFaults(appProtocol));
  }
}
