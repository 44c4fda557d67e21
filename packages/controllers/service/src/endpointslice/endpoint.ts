import { type Endpoint, isPodReady, type Pod, RecentMemo, type Service } from "@engenho/core";
import { type IpFamily, parseIp } from "../shared/ip-address.js";
import { rememberedPods } from "../shared/remembered-pods.js";
import { hostnameOf } from "../shared/service-facts.js";

/** Whose endpoints a maker makes. */
export interface EndpointMakerInput {
  readonly service: Service;
  readonly addressType: IpFamily;
}

/** Makes a pod's endpoint; `zone` is that of its node, if it is known. `undefined` for a pod without an address of the type. */
export type EndpointMaker = (pod: Pod, zone: string | undefined) => Endpoint | undefined;

/**
 * Makes the endpoints of pods in the slices of Services (ES-17). As long as a pod and what is asked of it do not change, and it is in
 * use, it has one endpoint object, which versions of slices share.
 */
export function createEndpointMakers(): (input: EndpointMakerInput) => EndpointMaker {
  const memo = () => new RecentMemo<Pod, Endpoint>(rememberedPods);
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
  return {
    addresses,
    // What is being deleted is never ready, whatever it serves, unless the Service wants every address published.
    conditions: conditionsOf(publishNotReady || (serving && !terminating), serving, terminating),
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: { kind: "Pod", namespace, name, uid },
    ...(nodeName === "" ? {} : { nodeName }),
    ...(zone === undefined ? {} : { zone }),
  };
}

type Conditions = NonNullable<Endpoint["conditions"]>;

const conditions: readonly Conditions[] = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
  Object.freeze({ ready: (bits & 4) !== 0, serving: (bits & 2) !== 0, terminating: (bits & 1) !== 0 }),
);

/** There are only eight of them, which all endpoints share. */
function conditionsOf(ready: boolean, serving: boolean, terminating: boolean): Conditions {
  return conditions[(ready ? 4 : 0) + (serving ? 2 : 0) + (terminating ? 1 : 0)] as Conditions;
}

/** Whether the pod of the endpoint is ready of itself. */
function isReady({ conditions }: Endpoint): boolean {
  return conditions?.serving === true && conditions.terminating !== true;
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
