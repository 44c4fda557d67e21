import type { AuditedRequest, Auditor, AuditRecord } from "@engenho/apiserver";
import { isPending } from "@engenho/machinery";

/** A request of the user `tim` for a resource of the core group. */
export function auditedRequest(request: Partial<AuditedRequest>): AuditedRequest {
  return {
    auditId: "one",
    user: { name: "tim", groups: ["humans"] },
    verb: "get",
    isResource: true,
    path: "/",
    namespace: "",
    group: "",
    version: "v1",
    resource: "",
    subresource: "",
    name: "",
    uri: "/?a=b",
    sourceIps: ["192.0.2.1"],
    userAgent: "kubectl",
    receivedMs: Date.UTC(2025, 0, 1),
    ...request,
  };
}

/** Begins the record of a request, with an auditor whose sinks are synchronous. */
export function begun(auditor: Auditor, request: AuditedRequest): AuditRecord | undefined {
  const record = auditor.begin(request);
  if (isPending(record)) throw new Error("the auditor waits");
  return record;
}
