import type { AuditedRequest, AuditedResponse } from "@engenho/apiserver";
import type { User } from "@engenho/core";
import type { AuditConfig } from "./audit-config.js";
import type { AuditLevel, AuditStage } from "./policy.js";

/** The known facts of a request at a stage. */
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
}

const longestUserAgent = 1024;

/** An event of audit.k8s.io/v1 (upstream: apis/audit/v1 types.go, audit/request.go). */
export function auditEvent(progress: AuditProgress): AuditEvent & object {
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

function userInfo(user: User | undefined): object {
  if (user === undefined) return {};
  const { name, uid, groups, extra } = user;
  return { username: name, uid: uid || undefined, groups, extra };
}

/** The object of the request, from its path, completed from the object in its body. */
function objectReference(request: AuditedRequest, body: unknown): object {
  const { metadata = {} } = (body ?? {}) as { readonly metadata?: Readonly<Record<string, unknown>> };
  const text = (field: string) =>
    typeof metadata[field] === "string" && metadata[field] !== "" ? metadata[field] : undefined;
  return {
    resource: request.resource,
    namespace: request.namespace || text("namespace"),
    name: request.name || text("name"),
    uid: text("uid"),
    apiGroup: request.group || undefined,
    apiVersion: request.version,
    resourceVersion: text("resourceVersion"),
    subresource: request.subresource || undefined,
  };
}

function responseStatus({ code, status }: AuditedResponse): object {
  if (status === undefined) return { metadata: {}, code };
  const { status: outcome, message, reason, details } = status;
  return { metadata: {}, status: outcome, message, reason, details, code };
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
