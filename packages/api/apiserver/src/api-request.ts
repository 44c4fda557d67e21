import { copyWith, type DeleteOptions, definedFields, type Fence, type User, type WriteOptions } from "@engenho/core";
import type { ConnectionOptions, KindDefinition } from "@engenho/registry";
import type { AuditRecord } from "./audit/auditor.js";
import type { RequestedKind } from "./catalogue/requested-kind.js";
import type { Exchange } from "./http/exchange.js";
import type { Admission } from "./limits/request-limits.js";
import { managerOfUserAgent, parseWriteQuery, type WriteKind, type WriteQuery } from "./query/write-query.js";
import type { RequestInfo } from "./request-info.js";

/** The maximum number of distinct warnings per request; the headers hold 4 KiB of them. */
const maxWarnings = 1000;

/** One authenticated request. */
export interface ApiRequest {
  readonly exchange: Exchange;
  readonly admission: Admission;
  readonly info: RequestInfo;
  readonly kind: RequestedKind;
  readonly query: URLSearchParams;
  readonly user: User;
  /** Where the request is recorded; undefined if it is not. */
  readonly record: AuditRecord | undefined;
  /** Texts for Warning headers, in the order in which they were added. */
  readonly warnings: string[];
  /** The remaining time of the request, in milliseconds. */
  readonly timeLeftMs: () => number;
  /** The leader's term that a write belongs to. */
  readonly fence: Fence | undefined;
}

/** A request for a served resource. */
export interface ResourceRequest extends ApiRequest {
  readonly definition: KindDefinition;
  /** Absent for cluster-scoped kinds, and for all namespaces. */
  readonly namespace: string | undefined;
}

/** The validated options of a write. Throws StoreError `Invalid`. */
export function writeQuery(request: ApiRequest, kind: WriteKind): WriteQuery {
  return parseWriteQuery(request.query, kind);
}

/** The options that are passed to the Store for a write. */
export function writeOptions(
  request: ApiRequest,
  query: WriteQuery,
  strictFaults?: WriteOptions["strictFaults"],
): WriteOptions {
  return definedFields({
    strictFaults,
    dryRun: query.dryRun ? true : undefined,
    fieldManager: query.fieldManager ?? managerOfUserAgent(request.exchange.header("user-agent")),
    fieldValidation: query.fieldValidation,
    onWarning: warningOf(request),
    user: request.user,
    timeLeftMs: request.timeLeftMs,
    onAuditAnnotation: annotationOf(request),
    fence: request.fence,
  });
}

/** The options that are passed to the Store for a deletion. */
export function deleteOptions(request: ApiRequest, options: DeleteOptions): DeleteOptions {
  return copyWith(options, {
    onWarning: warningOf(request),
    user: request.user,
    timeLeftMs: request.timeLeftMs,
    onAuditAnnotation: annotationOf(request),
    fence: request.fence,
  });
}

/** What is passed to the admission of a connection. */
export function connectionWriteOptions(request: ApiRequest): ConnectionOptions {
  const { user, timeLeftMs } = request;
  return definedFields({
    user,
    timeLeftMs,
    onWarning: warningOf(request),
    onAuditAnnotation: annotationOf(request),
  });
}

function annotationOf({ record }: ApiRequest): WriteOptions["onAuditAnnotation"] {
  return record === undefined ? undefined : (key, value) => record.annotate(key, value);
}

function warningOf({ warnings }: ApiRequest): (text: string) => void {
  return (text) => {
    if (warnings.length < maxWarnings && !warnings.includes(text)) warnings.push(text);
  };
}
