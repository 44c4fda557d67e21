import {
  definedFields,
  type Endpoint,
  type IpFamily,
  isPodReady,
  type Pod,
  RecentMemo,
  type Service,
} from "@engenho/core";
import { canonicalIp } from "../shared/ip-address.js";
import { podMemoLimit } from "../shared/pod-memo-limit.js";
import { hostnameOf } from "../shared/service-facts.js";

/** The Service and address type that endpoints are made for. */
export interface EndpointMakerInput {
  readonly service: Service;
  readonly addressType: IpFamily;
}

/** Makes a pod's endpoint; `zone` is its node's zone, if known. `undefined` for a pod without an address of the type. */
export type EndpointMaker = (pod: Pod, zone: string | undefined) => Endpoint | undefined;

/**
 * Makes the endpoints of pods for the slices of Services (ES-17). The endpoint object of a pod is cached while the pod and
 * the Service's settings do not change, and shared between versions of the slices.
 */
export function createEndpointMakers(): (input: EndpointMakerInput) => EndpointMaker {
  const memo = () => new RecentMemo<Pod, Endpoint>(podMemoLimit);
  const known = { IPv4: memo(), IPv6: memo() };
  return ({ service, addressType }) => {
    const ofType = known[addressType];
    const publishNotReady = service.spec?.publishNotReadyAddresses === true;
    return (pod, zone) => {
      const hostname = hostnameOf(pod, service);
      const earlier = ofType.get(pod);
      if (earlier !== undefined && earlier.zone === zone && earlier.hostname === hostname) {
        if (earlier.conditions?.ready === (publishNotReady || isReady(earlier))) return earlier;
      }
      const addresses = addressesOf(pod, addressType);
      if (addresses.length === 0) return undefined;
      const endpoint = makeEndpoint({ pod, addresses, hostname, zone, publishNotReady });
      ofType.set(pod, endpoint);
      return endpoint;
    };
  };
}

interface EndpointParts {
  readonly pod: Pod;
  readonly addresses: readonly string[];
  readonly hostname: string | undefined;
  readonly zone: string | undefined;
  readonly publishNotReady: boolean;
}

function makeEndpoint({ pod, addresses, hostname, zone, publishNotReady }: EndpointParts): Endpoint {
  const { namespace = "", name = "", uid = "", deletionTimestamp } = pod.metadata;
  const nodeName = pod.spec?.nodeName ?? "";
  const serving = isPodReady(pod);
  const terminating = deletionTimestamp !== undefined;
  return definedFields({
    addresses,
    // A terminating pod is never ready, even if it serves, unless the Service publishes not-ready addresses.
    conditions: conditionsOf(publishNotReady || (serving && !terminating), serving, terminating),
    hostname,
    targetRef: { kind: "Pod", namespace, name, uid },
    nodeName: nodeName === "" ? undefined : nodeName,
    zone,
  });
}

type Conditions = NonNullable<Endpoint["conditions"]>;

const conditions: readonly Conditions[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
  Object.freeze({ ready: (bits & 4) !== 0, serving: (bits & 2) !== 0, terminating: (bits & 1) !== 0 }),
);

/** The conditions object for these flags; all endpoints share the eight possible ones. */
function conditionsOf(ready: boolean, serving: boolean, terminating: boolean): Conditions {
  return conditions[(ready ? 4 : 0) + (serving ? 2 : 0) + (terminating ? 1 : 0)] as Conditions;
}

/** Whether the endpoint's pod is ready, regardless of publishNotReadyAddresses. */
function isReady({ conditions }: Endpoint): boolean {
  return conditions?.serving === true && conditions.terminating !== true;
}

/** The pod's addresses of the type, sorted as upstream does. */
function addressesOf(pod: Pod, addressType: IpFamily): readonly string[] {
  const addresses: string[] = [];
  for (const { ip } of pod.status?.podIPs ?? []) {
    const parsed = ip === undefined ? undefined : canonicalIp(ip);
    if (parsed?.family === addressType) addresses.push(parsed.text);
  }
  return addresses.length < 2 ? addresses : addresses.sort();
}
