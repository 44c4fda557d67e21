import type { User } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { Status } from "../status/status.js";

/** A request whose user is known. */
export interface AuditedRequest {
  /** The id in the Audit-Id header. */
  readonly auditId: string;
  /** Who makes it; undefined if authentication has failed. */
  readonly user: User | undefined;
  /** `get`, `list`, `create`...; for other paths than resources the method in lower case. */
  readonly verb: string;
  /** Whether the path names a resource; otherwise the fields from `namespace` to `name` are empty. */
  readonly isResource: boolean;
  /** The path, percent-decoded. */
  readonly path: string;
  /** `""` for cluster-scoped resources and for lists of all namespaces; for a Namespace its own name. */
  readonly namespace: string;
  /** `""` is core. */
  readonly group: string;
  /** The version in the API group: `v1`. */
  readonly version: string;
  /** The plural: `pods`. */
  readonly resource: string;
  /** Such as `status`; `""` for the object itself. */
  readonly subresource: string;
  /** The name of the object in the path; `""` for collections. */
  readonly name: string;
  /** The request target, with its query. */
  readonly uri: string;
  /** The client's addresses: those that proxies report, then that of the connection. */
  readonly sourceIps: readonly string[];
  /** The User-Agent header; `""` without one. */
  readonly userAgent: string;
  /** When its headers had been received, in milliseconds since 1970. */
  readonly receivedMs: number;
}

/** How a request was answered. */
export interface AuditedResponse {
  /** The HTTP status. */
  readonly code: number;
  /** The Status of a refusal. */
  readonly status?: Status | undefined;
  /** Returns the object or the list of the response; undefined for other responses. Called only if it is recorded. */
  readonly object?: (() => unknown) | undefined;
}

/** The record of one request. Its methods must not throw unless they say so. */
export interface AuditRecord {
  /** The user that the request impersonates. */
  impersonate(user: User): void;
  /** The object or the patch that was sent, decoded. */
  requestBody(body: unknown): void;
  /** An annotation by authorization or admission. */
  annotate(key: string, value: string): void;
  /** The response to a watch is about to begin; a promise is waited for. */
  responseStarted(code: number): MaybePromise<void>;
  /** The response is complete, or about to be if the auditor holds responses: then a promise is waited for. */
  complete(response: AuditedResponse): MaybePromise<void>;
}

/** Records requests. */
export interface Auditor {
  /**
   * Called when the user of a request is known; undefined if it is not recorded. A promise is waited for. If it throws, or rejects, the request
   * is refused with 500.
   */
  begin(request: AuditedRequest): MaybePromise<AuditRecord | undefined>;
  /** Whether responses are held until their records are complete. Default false. */
  readonly holdsResponses?: boolean;
}
