import type { AuditedRequest, AuditedResponse } from "@engenho/apiserver";
import type { User } from "@engenho/core";
import type { AuditConfig } from "./audit-config.js";
import type { AuditLevel, AuditStage } from "./policy.js";

/** What is known about a request at a stage. */
export interface AuditProgress {
  readonly request: AuditedRequest;
  readonly config: AuditConfig;
  readonly stage: AuditStage;
  /** When the stage was reached, in milliseconds since 1970. */
  readonly stageMs: number;
  readonly impersonated: User | undefined;
  readonly requestBody: unknown;
  readonly response: AuditedResponse | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The fields of an event of audit.k8s.io/v1 that sinks read. */
export interface AuditEvent {
  /** How much of the request it records. */
  readonly level: AuditLevel;
  /** The body of the request. */
  readonly requestObject?: unknown;
  /** The body of the response. */
  readonly responseObject?: unknown;
  /** Annotations of the request. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** The id of the request, which all its events have. */
  readonly auditID?: string | undefined;
  /** The stage of the request. */
  readonly stage?: AuditStage | undefined;
  /** The request target. */
  readonly requestURI?: string | undefined;
  /** Such as `create`. */
  readonly verb?: string | undefined;
  /** Who made the request; without a name if authentication has failed. */
  readonly user?: AuditedUser | undefined;
  /** The user that it impersonated. */
  readonly impersonatedUser?: AuditedUser | undefined;
  /** The addresses of the client, its own last. */
  readonly sourceIPs?: readonly string[] | undefined;
  /** The User-Agent header. */
  readonly userAgent?: string | undefined;
  /** The object of the request. */
  readonly objectRef?: { readonly namespace?: string | undefined } | undefined;
  /** The status of the response. */
  readonly responseStatus?: { readonly code?: number | undefined } | undefined;
  /** A metav1.MicroTime. */
  readonly requestReceivedTimestamp?: string | undefined;
}

/** A user in an event (authentication.k8s.io/v1 UserInfo). */
export interface AuditedUser {
  /** Absent if the user is not known. */
  readonly username?: string | undefined;
  /** Default: none. */
  readonly groups?: readonly string[] | undefined;
}

const longestUserAgent = 1024;

/** An event of audit.k8s.io/v1 (upstream: apis/audit/v1 types.go, audit/request.go). */
export function auditEvent(progress: AuditProgress): AuditEvent {
  const { request, config, stage, impersonated, requestBody, response, annotations } = progress;
  const { userAgent, sourceIps } = request;
  const takesResponse = config.level === "RequestResponse" && stage === "ResponseComplete";
  const body = takesResponse ? (response?.status ?? response?.object?.()) : undefined;
  const event = {
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level: config.level,
    auditID: request.auditId,
    stage,
    requestURI: request.uri,
    verb: request.verb,
    user: userInfo(request.user),
    impersonatedUser: impersonated === undefined ? undefined : userInfo(impersonated),
    sourceIPs: sourceIps.length > 0 ? sourceIps : undefined,
    userAgent:
      userAgent.length > longestUserAgent
        ? `${userAgent.slice(0, longestUserAgent)}...TRUNCATED`
        : userAgent || undefined,
    objectRef: request.isResource ? objectReference(request, requestBody) : undefined,
    responseStatus: response === undefined ? undefined : responseStatus(response),
    requestObject: config.level === "Metadata" ? undefined : recorded(requestBody, config),
    responseObject: recorded(body, config),
    requestReceivedTimestamp: microTime(request.receivedMs),
    stageTimestamp: microTime(progress.stageMs),
    annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
  };
  return event;
}

function userInfo(user: User | undefined): AuditedUser {
  if (user === undefined) return {};
  const { name, uid, groups, extra } = user;
  const info = { username: name, uid: uid || undefined, groups, extra };
  return info;
}

/** The object of the request: from its path, with fields that the path does not have from the object in the body. */
function objectReference(request: AuditedRequest, body: unknown): NonNullable<AuditEvent["objectRef"]> {
  const { metadata = {} } = (body ?? {}) as { readonly metadata?: Readonly<Record<string, unknown>> };
  const text = (field: string): string | undefined => {
    const value = metadata[field];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const reference = {
    resource: request.resource,
    namespace: request.namespace || text("namespace"),
    name: request.name || text("name"),
    uid: text("uid"),
    apiGroup: request.group || undefined,
    apiVersion: request.version,
    resourceVersion: text("resourceVersion"),
    subresource: request.subresource || undefined,
  };
  return reference;
}

function responseStatus({ code, status }: AuditedResponse): NonNullable<AuditEvent["responseStatus"]> {
  const { status: outcome, message, reason, details } = status ?? {};
  const answer = { metadata: {}, status: outcome, message, reason, details, code };
  return answer;
}

/** A body as it is recorded. */
function recorded(body: unknown, { omitManagedFields }: AuditConfig): unknown {
  if (!omitManagedFields || typeof body !== "object" || body === null) return body;
  const { items } = body as { readonly items?: unknown };
  const own = withoutManagedFields(body);
  return Array.isArray(items) ? { ...own, items: items.map(withoutManagedFields) } : own;
}

function withoutManagedFields(object: object): object {
  const { metadata } = object as { readonly metadata?: { readonly managedFields?: unknown } };
  if (metadata?.managedFields === undefined) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

/** metav1.MicroTime. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}
