import { goQuote } from "@engenho/machinery";
import type { AuditEvent } from "./event.js";

/** An event as one line of text: `--audit-log-format=legacy` (upstream: audit/format.go, EventString). */
export function legacyText(event: AuditEvent): string {
  const { user, impersonatedUser, responseStatus, requestReceivedTimestamp = "" } = event;
  const isKnown = (user?.username ?? "") !== "";
  const quoted = {
    id: event.auditID,
    stage: event.stage,
    ip: event.sourceIPs?.[0] ?? "<unknown>",
    method: event.verb,
    user: isKnown ? user?.username : "<none>",
    groups: isKnown ? groupsText(user?.groups, "<none>") : "<none>",
    as: impersonatedUser === undefined ? "<self>" : impersonatedUser.username,
    asgroups: groupsText(impersonatedUser?.groups, "<lookup>"),
    "user-agent": event.userAgent,
    namespace: event.objectRef?.namespace || "<none>",
    uri: event.requestURI,
  };
  const fields = Object.entries(quoted).map(([name, value = ""]) => `${name}=${goQuote(value)}`);
  const response = responseStatus === undefined ? "<deferred>" : String(responseStatus.code ?? 0);
  return `${withoutZeros(requestReceivedTimestamp)} AUDIT: ${fields.join(" ")} response="${response}"`;
}

function groupsText(groups: readonly string[] | undefined, none: string): string {
  return groups === undefined || groups.length === 0 ? none : groups.map(goQuote).join(",");
}

/** A time in Go's format RFC3339Nano, which omits trailing zeros. */
function withoutZeros(time: string): string {
  return time.replace(/\.(\d*?)0*Z$/, (_all, digits: string) => (digits === "" ? "Z" : `.${digits}Z`));
}
