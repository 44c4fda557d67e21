import type {
  Endpoint,
  EndpointSlice,
  EndpointSubset,
  Endpoints,
  Pod,
  Service,
  Stored,
  WatchEvent,
} from "@engenho/core";
import { type PodOptions, podStatus } from "./world.js";

let versions = 0;

/** A pod as returned by a store, for tests that need no store. */
export function makePod(name: string, options: PodOptions & { readonly terminating?: boolean } = {}): Stored<Pod> {
  const { labels = { app: "web" }, nodeName = "n1", spec = {}, terminating = false } = options;
  versions++;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "ns",
      uid: `uid-${name}`,
      resourceVersion: String(versions),
      labels,
      ...(terminating ? { deletionTimestamp: "2025-01-01T00:00:00Z" } : {}),
    },
    spec: { containers: [{ name: "c" }], ...(nodeName === null ? {} : { nodeName }), ...spec },
    status: podStatus(options),
  } as Stored<Pod>;
}

/** A Service that selects app=web and maps port 80 to 8080. */
export function makeService(spec: object = {}, metadata: object = {}): Stored<Service> {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "web",
      namespace: "ns",
      uid: "uid-web",
      resourceVersion: "1",
      creationTimestamp: "2025-01-01T00:00:00Z",
      ...metadata,
    },
    spec: {
      selector: { app: "web" },
      clusterIP: "10.96.0.1",
      ipFamilies: ["IPv4"],
      ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP" }],
      ...spec,
    },
  } as Stored<Service>;
}

/** Endpoints called web. */
export function makeEndpoints(subsets: readonly EndpointSubset[], metadata: object = {}): Stored<Endpoints> {
  return {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name: "web", namespace: "ns", uid: "uid-endpoints", resourceVersion: "1", ...metadata },
    subsets,
  } as Stored<Endpoints>;
}

/** A stored slice of the Service web, with its labels and owner. */
export function makeSlice(
  name: string,
  endpoints: readonly Endpoint[],
  { metadata = {}, ...fields }: Readonly<Record<string, unknown>> & { readonly metadata?: object } = {},
): Stored<EndpointSlice> {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name,
      namespace: "ns",
      uid: `uid-${name}`,
      resourceVersion: "1",
      generation: 1,
      labels: {
        "kubernetes.io/service-name": "web",
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      },
      ownerReferences: [
        { apiVersion: "v1", kind: "Service", name: "web", uid: "uid-web", controller: true, blockOwnerDeletion: true },
      ],
      ...metadata,
    },
    addressType: "IPv4",
    endpoints,
    ports: [{ name: "http", port: 8080, protocol: "TCP" }],
    ...fields,
  } as Stored<EndpointSlice>;
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

/** The event that turned `previous` into `object`. */
export function modified<T extends Pod | EndpointSlice>(previous: Stored<T>, object: Stored<T>): WatchEvent<T> {
  return { type: "MODIFIED", previous, object };
}

function numberIn(name: string): number {
  return Number(name.replace(/\D/g, "") || "0");
}
