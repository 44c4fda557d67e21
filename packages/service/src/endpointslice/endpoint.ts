import { type Endpoint, isPodReady, type Pod, type Service } from "@engenho/core";
import { type IpFamily, parseIp } from "../shared/ip-address.js";
import { hostnameOf } from "../shared/service-facts.js";

/** What {@link createEndpointMaker}'s function needs to know. */
export interface EndpointInput {
  readonly pod: Pod;
  readonly service: Service;
  readonly addressType: IpFamily;
  /** The zone of the pod's node, where it is known. */
  readonly zone: string | undefined;
}

/**
 * Makes a pod's endpoint in the slices of a Service (ES-17), `undefined` for a pod without an address of the type. As long
 * as a pod and what is asked of it do not change it has one endpoint object, which versions of slices share.
 */
export function createEndpointMaker(): (input: EndpointInput) => Endpoint | undefined {
  const known = { IPv4: new WeakMap<Pod, Endpoint>(), IPv6: new WeakMap<Pod, Endpoint>() };
  return (input) => {
    const { pod, service, addressType, zone } = input;
    const earlier = known[addressType].get(pod);
    if (
      earlier !== undefined &&
      earlier.zone === zone &&
      earlier.hostname === hostnameOf(pod, service) &&
      earlier.conditions?.ready === isReady(pod, service)
    ) {
      return earlier;
    }
    const endpoint = makeEndpoint(input);
    if (endpoint !== undefined) known[addressType].set(pod, endpoint);
    return endpoint;
  };
}

function makeEndpoint({ pod, service, addressType, zone }: EndpointInput): Endpoint | undefined {
  const addresses = addressesOf(pod, addressType);
  if (addresses.length === 0) return undefined;
  const { namespace = "", name = "", uid = "" } = pod.metadata;
  const nodeName = pod.spec?.nodeName ?? "";
  const hostname = hostnameOf(pod, service);
  return {
    addresses,
    conditions: { ready: isReady(pod, service), serving: isPodReady(pod), terminating: isTerminating(pod) },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: { kind: "Pod", namespace, name, uid },
    ...(nodeName === "" ? {} : { nodeName }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** Sorted, as upstream leaves them. */
function addressesOf(pod: Pod, addressType: IpFamily): readonly string[] {
  const addresses: string[] = [];
  for (const { ip } of pod.status?.podIPs ?? []) {
    const parsed = ip === undefined ? undefined : parseIp(ip);
    if (parsed?.family === addressType) addresses.push(parsed.text);
  }
  return addresses.length < 2 ? addresses : addresses.sort();
}

/** A pod that is being deleted is never ready, whatever it serves, unless the Service wants every address published. */
function isReady(pod: Pod, service: Service): boolean {
  return service.spec?.publishNotReadyAddresses === true || (isPodReady(pod) && !isTerminating(pod));
}

function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}
