import type { AuditedRequest } from "@engenho/apiserver";

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
