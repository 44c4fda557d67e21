import type { IncomingHttpHeaders } from "node:http";
import type { Duplex } from "node:stream";
import type { ProxiedResponse } from "./proxied-response.js";
import { areSame, type RemoteDocument, type RemoteDocuments } from "./remote-documents.js";

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
  /** Whether its last availability check succeeded. Otherwise requests are answered with 503. */
  readonly available: boolean;
  /** Its last known resources (metav1 APIResourceList); undefined if it has never answered. */
  readonly resources: ResourceList | undefined;
  /** Sends a request. Rejects with Error if the service cannot be reached. */
  send(request: RemoteRequest): Promise<RemoteResponse>;
}

/** The fields of metav1 APIResourceList that are used. */
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
  /** Without the client's credentials, and with the user's name and groups. */
  readonly headers: IncomingHttpHeaders;
  /** Undefined for an upgrade. */
  readonly body: Buffer | undefined;
  /** Aborts when the client has disconnected. */
  readonly signal: AbortSignal;
}

/** The response of a remote service. */
export interface RemoteResponse {
  /** Status, headers and body. */
  readonly response: ProxiedResponse;
  /** The connection and the first bytes on it, if the service has switched protocols. */
  readonly upgraded?: { readonly socket: Duplex; readonly head: Buffer };
}

/** The remote services that a server proxies requests to. */
export interface RemoteServices {
  /** The service of a group version; undefined if it is not remote. */
  find(group: string, version: string): RemoteService | undefined;
  /** All of them, those of higher priority first: the same array until something changes. */
  all(): readonly RemoteService[];
  /** Adds a service, or replaces the one of the same name. */
  set(service: RemoteService): void;
  /** Removes a service, and what it has published. */
  delete(name: string): void;
  /** What a service has published; undefined if it has not been asked. */
  published(name: string): RemoteDocuments | undefined;
  /** Keeps what a service has published, even while it does not answer. */
  publish(name: string, documents: RemoteDocuments): void;
  /** The OpenAPI v2 documents of all services, in the order of `all`: the same array until something changes. */
  documents(): readonly RemoteDocument[];
}

/** The remote services of a server: none at first. */
export function createRemoteServices(): RemoteServices {
  const byName = new Map<string, RemoteService>();
  const publishedBy = new Map<string, RemoteDocuments>();
  let all: readonly RemoteService[] = [];
  let documents: readonly RemoteDocument[] = [];
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
      publishedBy.delete(name);
      if (byName.delete(name)) changed();
    },
    published: (name) => publishedBy.get(name),
    publish(name, published) {
      publishedBy.set(name, published);
    },
    documents() {
      const now = all.flatMap(({ name, group, version }) => {
        const v2 = publishedBy.get(name)?.v2;
        return v2 === undefined ? [] : [{ name, group, version, v2 }];
      });
      if (!areSame(documents, now)) documents = now;
      return documents;
    },
  };
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
