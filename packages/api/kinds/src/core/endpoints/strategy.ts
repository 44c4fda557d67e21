import { type EndpointSubset, type Endpoints, parseIpAddress, type StatusCause, type Stored } from "@engenho/core";
import {
  Causes,
  checkIpAddress,
  checkNonSpecialIp,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  memoizeByReference,
  noCauses,
  qualifiedNameFaults,
} from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { sameByMeaning } from "../../shared/equality.js";

type Address = NonNullable<EndpointSubset["addresses"]>[number];
type Port = NonNullable<EndpointSubset["ports"]>[number];

const protocols = ["SCTP", "TCP", "UDP"] as const;

const sameSubsets = sameByMeaning("io.k8s.api.core.v1.Endpoints", "subsets");

/** Endpoints (AP-18, AP-59). */
export const endpointsStrategy: Strategy = {
  allowCreateOnUpdate: true,
  validateCreate: (endpoints: Endpoints) => validateSubsets(endpoints),
  validateUpdate(next: Endpoints, current: Stored<Endpoints>): readonly StatusCause[] {
    const causes = validateSubsets(next);
    // Unchanged subsets are not refused, because they may come from a less strict version.
    return causes.length > 0 && sameSubsets(next.subsets, current.subsets) ? noCauses : causes;
  },
};

function validateSubsets({ subsets = [] }: Endpoints): readonly StatusCause[] {
  const causes = new Causes();
  for (const [index, subset] of subsets.entries()) {
    const path = `subsets[${index}]`;
    const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
    if (addresses.length === 0 && notReadyAddresses.length === 0) {
      causes.required(path, "must specify `addresses` or `notReadyAddresses`");
    }
    for (const [position, address] of addresses.entries())
      checkAddress(address, `${path}.addresses[${position}]`, causes);
    for (const [position, address] of notReadyAddresses.entries()) {
      checkAddress(address, `${path}.notReadyAddresses[${position}]`, causes);
    }
    for (const [position, port] of ports.entries()) {
      checkPort(port, `${path}.ports[${position}]`, { causes, nameRequired: ports.length > 1 });
    }
  }
  return causes.list;
}

/** Addresses are shared between states of an Endpoints object: each is validated once. */
const isFine = memoizeByReference((address: Address): boolean => {
  const causes = new Causes();
  reportAddress(address, "", causes);
  return causes.list.length === 0;
});

function checkAddress(address: Address, path: string, causes: Causes): void {
  if (!isFine(address)) reportAddress(address, path, causes);
}

function reportAddress({ ip = "", hostname = "", nodeName }: Address, path: string, causes: Causes): void {
  if (parseIpAddress(ip) === undefined) checkIpAddress(ip, `${path}.ip`, causes);
  if (hostname !== "") causes.invalidEach(`${path}.hostname`, hostname, dns1123LabelFaults(hostname));
  if (nodeName !== undefined) causes.invalidEach(`${path}.nodeName`, nodeName, dns1123SubdomainFaults(nodeName));
  checkNonSpecialIp(ip, `${path}.ip`, causes);
}

function checkPort(
  port: Port,
  path: string,
  { causes, nameRequired }: { readonly causes: Causes; readonly nameRequired: boolean },
): void {
  const { name = "", protocol = "", appProtocol } = port;
  if (name !== "") causes.invalidEach(`${path}.name`, name, dns1123LabelFaults(name));
  else if (nameRequired) causes.required(`${path}.name`);
  causes.inRange(`${path}.port`, port.port ?? 0, [1, 65535]);
  if (protocol === "") causes.required(`${path}.protocol`);
  else if (!(protocols as readonly string[]).includes(protocol))
    causes.notSupported(`${path}.protocol`, protocol, protocols);
  if (appProtocol !== undefined)
    causes.invalidEach(`${path}.appProtocol`, appProtocol, qualifiedNameFaults(appProtocol));
}
