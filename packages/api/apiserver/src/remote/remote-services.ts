import type { IncomingHttpHeaders } from "node:http";
import type { Duplex } from "node:stream";
import type { ProxiedResponse } from "./proxied-response.js";

/** A group version that another server serves (apiregistration.k8s.io/v1 APIService with a service). */
export interface RemoteService {
  /** The name of its APIService: `v1alpha1.wardle.example.com`. */
  readonly name: string;
  /** Its API group. */
  readonly group: string;
  /** Its version in that group. */
  readonly version: string;
  /** Upstream's `groupPriorityMinimum`: groups with a higher one come first. */
  readonly groupPriority: number;
  /** Upstream's `versionPriority`: within a group, versions with a higher one come first. */
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
  /** The resources and subresources of the group version. Default: none. */
  readonly resources?: readonly RemoteResource[];
}

/** A metav1 APIResource. */
export interface RemoteResource {
  /** Its plural name in paths, such as `flunders`; of a subresource `flunders/status`. */
  readonly name: string;
  /** Default `""`. */
  readonly singularName?: string;
  /** Default false: its objects belong to the cluster. */
  readonly namespaced?: boolean;
  /** The group of its kind. Default: that of the list. */
  readonly group?: string;
  /** The version of its kind. Default: that of the list. */
  readonly version?: string;
  /** The kind of its objects, such as `Flunder`. */
  readonly kind: string;
  /** Such as `get` and `list`. Default: none. */
  readonly verbs?: readonly string[];
  /** Such as `fl`. Default: none. */
  readonly shortNames?: readonly string[];
  /** Such as `all`. Default: none. */
  readonly categories?: readonly string[];
}

/** A request to a remote service. */
export interface RemoteRequest {
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** As received, percent-encoded, with the query. */
  readonly path: string;
  /** What is sent: without the client's credentials, with the user's name and groups. */
  readonly headers: IncomingHttpHeaders;
  /** Undefined for an upgrade. */
  readonly body: Buffer | undefined;
  /** Aborted when nobody waits for the response any more. */
  readonly signal: AbortSignal;
}

/** The response of a remote service. */
export interface RemoteResponse {
  /** Status, headers and body. */
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
