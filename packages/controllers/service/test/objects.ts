import {
  type Endpoint,
  type EndpointSlice,
  type EndpointSubset,
  type Endpoints,
  endpointSlices,
  endpoints,
  type Pod,
  pods,
  type Service,
  type Stored,
  services,
} from "@engenho/core";
import { type StoredMetadata, storedObject } from "@engenho/core/testing";
import { type PodOptions, podStatus } from "./world.js";

let versions = 0;

/** A pod as returned by a store, for tests that need no store. */
export function makePod(name: string, options: PodOptions & { readonly terminating?: boolean } = {}): Stored<Pod> {
  const { labels = { app: "web" }, nodeName = "n1", spec = {}, terminating: deleting } = options;
  versions++;
  return storedObject<Pod>(
    pods,
    name,
    { resourceVersion: String(versions), labels, deleting },
    {
      spec: { containers: [{ name: "c" }], ...(nodeName === null ? {} : { nodeName }), ...spec },
      status: podStatus(options),
    },
  );
}

/** A Service that selects app=web and maps port 80 to 8080. */
export function makeService(
  spec: object = {},
  { name = "web", ...metadata }: StoredMetadata & { readonly name?: string } = {},
): Stored<Service> {
  return storedObject<Service>(
    services,
    name,
    { uid: "uid-web", creationTimestamp: "2025-01-01T00:00:00Z", ...metadata },
    {
      spec: {
        selector: { app: "web" },
        clusterIP: "10.96.0.1",
        ipFamilies: ["IPv4"],
        ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP" }],
        ...spec,
      },
    },
  );
}

/** Endpoints called web. */
export function makeEndpoints(subsets: readonly EndpointSubset[], metadata: StoredMetadata = {}): Stored<Endpoints> {
  return storedObject<Endpoints>(endpoints, "web", { uid: "uid-endpoints", ...metadata }, { subsets });
}

/** A stored slice of the Service web, with its labels and owner. */
export function makeSlice(
  name: string,
  endpoints: readonly Endpoint[],
  { metadata = {}, ...fields }: Readonly<Record<string, unknown>> & { readonly metadata?: StoredMetadata } = {},
): Stored<EndpointSlice> {
  const labels = {
    "kubernetes.io/service-name": "web",
    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
  };
  return storedObject<EndpointSlice>(
    endpointSlices,
    name,
    { generation: 1, labels, controller: makeService(), ...metadata },
    { addressType: "IPv4", endpoints, ports: [{ name: "http", port: 8080, protocol: "TCP" }], ...fields },
  );
}

/** A ready endpoint of a pod. */
export function makeEndpoint(pod: string, fields: object = {}): Endpoint {
  return {
    addresses: [`10.0.${Math.floor(numberIn(pod) / 256)}.${numberIn(pod) % 256}`],
    conditions: { ready: true, serving: true, terminating: false },
    targetRef: { kind: "Pod", namespace: "ns", name: pod, uid: `uid-${pod}` },
    nodeName: "n1",
    ...fields,
  };
}

/** Ready endpoints of the pods p<from> up to p<to - 1>. */
export function makeEndpointList(from: number, to: number): readonly Endpoint[] {
  return Array.from({ length: to - from }, (_, at) => makeEndpoint(`p${from + at}`));
}

function numberIn(name: string): number {
  return Number(name.replace(/\D/g, "") || "0");
}
