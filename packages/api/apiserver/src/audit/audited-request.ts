import { parseIpAddress, type User } from "@engenho/core";
import type { Exchange } from "../http/exchange.js";
import type { RequestInfo } from "../request-info.js";
import type { AuditedRequest } from "./auditor.js";

/** The facts that are recorded about a request, apart from its exchange. */
export interface AuditFacts {
  readonly auditId: string;
  readonly user: User | undefined;
  readonly info: RequestInfo;
  readonly receivedMs: number;
}

/** The request in the form that an Auditor receives. */
export function auditedRequest(exchange: Exchange, { auditId, user, info, receivedMs }: AuditFacts): AuditedRequest {
  const { verb, isResource, path, namespace, group, version, resource, subresource, name } = info;
  return {
    auditId,
    user,
    verb,
    isResource,
    path,
    namespace,
    group,
    version,
    resource,
    subresource,
    name,
    uri: exchange.url,
    sourceIps: sourceIps(exchange),
    userAgent: exchange.header("user-agent") ?? "",
    receivedMs,
  };
}

/** How many addresses a proxy may report. */
const maxForwarded = 32;

/** The addresses of X-Forwarded-For, else of X-Real-Ip, then of the connection (upstream: apimachinery util/net SourceIPs). */
function sourceIps(exchange: Exchange): readonly string[] {
  const forwarded = addressesIn(exchange.header("x-forwarded-for"));
  const reported = forwarded.length > 0 ? forwarded : addressesIn(exchange.header("x-real-ip"));
  const { remoteAddress } = exchange;
  if (remoteAddress === "" || reported.at(-1) === remoteAddress) return reported;
  return [...reported, remoteAddress];
}

function addressesIn(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  return header
    .split(",", maxForwarded)
    .map((each) => each.trim())
    .filter((each) => parseIpAddress(each) !== undefined);
}
