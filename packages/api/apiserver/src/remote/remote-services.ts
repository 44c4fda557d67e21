import type { IncomingHttpHeaders } from "node:http";
import type { Duplex } from "node:stream";
import type { ProxiedResponse } from "./proxied-response.js";

/** A group version that another server serves (apiregistration.k8s.io/v1 APIService with a service). */
export interface RemoteService {
  /** The name of its APIService: `v1alpha1.wardle.example.com`. */
  readonly name: string;
  readonly group: string;
  readonly version: string;
  /** Upstream's `groupPriorityMinimum` and `versionPriority`: higher ones come first. */
  readonly groupPriority: number;
  readonly versionPriority: number;
  /** Whether it answered when it was last asked. Requests to one that did not are answered with 503. */
  readonly available: boolean;
  /** What it said last of its resources (metav1 APIResourceList); undefined if it has never answered. */
  readonly resources: ResourceList | undefined;
  /** Sends a request. Rejects with Error if the service cannot be reached. */
  send(request: RemoteRequest): Promise<RemoteResponse>;
}

/** A metav1 APIResourceList, as far as it is used. */
export interface ResourceList {
  readonly resources?: readonly RemoteResource[];
}

/** A metav1 APIResource. */
export interface RemoteResource {
  readonly name: string;
  readonly singularName?: string;
  readonly namespaced?: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** A request to a remote service. */
export interface RemoteRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Undefined for an upgrade. */
  readonly body: Buffer | undefined;
  readonly signal: AbortSignal;
}

/** The response of a remote service. */
export interface RemoteResponse {
  readonly response: ProxiedResponse;
  /** The connection, if the service has changed to another protocol, and what it has sent on it. */
  readonly upgraded?: { readonly socket: Duplex; readonly head: Buffer };
}

/** The remote services that a server passes requests on to. */
export interface RemoteServices {
  /** The service of a group version; undefined if it is not remote. */
  find(group: string, version: string): RemoteService | undefined;
  /** All of them, those of higher priority first: the same array until something changes. */
  all(): readonly RemoteService[];
  /** Adds a service, or replaces the one of the same name. */
  set(service: RemoteService): void;
  /** Removes a service. */
  delete(name: string): void;
}

/** The remote services of a server: none at first. */
export function createRemoteServices(): RemoteServices {
  const byName = new Map<string, RemoteService>();
  let all: readonly RemoteService[] = [];
  const changed = () => {
    all = [...byName.values()].sort(
      (left, right) =>
        right.groupPriority - left.groupPriority ||
        compareTexts(left.group, right.group) ||
        right.versionPriority - left.versionPriority ||
        compareTexts(left.version, right.version),
    );
  };
  return {
    find: (group, version) => (byName.size === 0 ? undefined : byName.get(`${version}.${group}`)),
    all: () => all,
    set(service) {
      byName.set(service.name, service);
      changed();
    },
    delete(name) {
      if (byName.delete(name)) changed();
    },
  };
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
