import type { AuditedRequest } from "@engenho/apiserver";
import { type AuditPolicyRule, auditConfigOf } from "@engenho/audit";
import { describe, expect, it } from "vitest";
import { auditedRequest } from "./support/audited-request.js";

const podGet = auditedRequest({ verb: "get", namespace: "default", resource: "pods", name: "busybox" });
const podLog = auditedRequest({
  verb: "get",
  namespace: "default",
  resource: "pods",
  subresource: "log",
  name: "busybox",
});
const clusterRole = auditedRequest({
  verb: "get",
  group: "rbac.authorization.k8s.io",
  resource: "clusterroles",
  name: "edit",
});
const logs = auditedRequest({ verb: "get", isResource: false, path: "/logs/a" });
const requests = { podGet, podLog, clusterRole, logs };

/** Facts of upstream's audit/policy/checker_test.go. */
const rules: readonly [title: string, rule: Omit<AuditPolicyRule, "level">, applies: (keyof typeof requests)[]][] = [
  ["no criteria", {}, ["podGet", "podLog", "clusterRole", "logs"]],
  ["the user", { users: ["tim"] }, ["podGet", "podLog", "clusterRole", "logs"]],
  ["another user", { users: ["bert"] }, []],
  ["one of the groups", { userGroups: ["ops", "humans"] }, ["podGet", "podLog", "clusterRole", "logs"]],
  ["another group", { userGroups: ["ops"] }, []],
  ["another verb", { verbs: ["create"] }, []],
  ["the namespace", { namespaces: ["default"] }, ["podGet", "podLog"]],
  ["cluster-scoped resources", { namespaces: [""] }, ["clusterRole"]],
  ["every resource of a group", { resources: [{ group: "rbac.authorization.k8s.io" }] }, ["clusterRole"]],
  ["the core group", { resources: [{}] }, ["podGet", "podLog"]],
  ["a resource, not its subresources", { resources: [{ resources: ["pods"] }] }, ["podGet"]],
  ["a subresource", { resources: [{ resources: ["pods/log"] }] }, ["podLog"]],
  ["all subresources", { resources: [{ resources: ["pods/*"] }] }, ["podGet", "podLog"]],
  ["a subresource of every resource", { resources: [{ resources: ["*/log"] }] }, ["podLog"]],
  ["every resource", { resources: [{ resources: ["*"] }] }, ["podGet", "podLog"]],
  ["a name", { resources: [{ resources: ["*"], resourceNames: ["busybox"] }] }, ["podGet", "podLog"]],
  ["another name", { resources: [{ resources: ["pods"], resourceNames: ["other"] }] }, []],
  ["a path", { nonResourceURLs: ["/logs/a"] }, ["logs"]],
  ["the beginning of a path", { nonResourceURLs: ["/logs*"] }, ["logs"]],
  ["every path", { nonResourceURLs: ["*"] }, ["logs"]],
  ["another path", { nonResourceURLs: ["/healthz", "/logs"] }, []],
];

describe("a rule of an audit policy", () => {
  it.each(rules)("for %s applies as upstream's", (_title, rule, applies) => {
    const policy = { rules: [{ level: "Request" as const, ...rule }] };
    const found = Object.entries(requests).filter(([, request]) => auditConfigOf(policy, request).level !== "None");
    expect(found.map(([name]) => name)).toEqual(applies);
  });

  it("decides alone if it is the first that applies", () => {
    const policy = {
      rules: [
        { level: "None" as const, verbs: ["get"] },
        { level: "Request" as const, users: ["tim"] },
      ],
    };
    expect(auditConfigOf(policy, podGet).level).toBe("None");
    expect(auditConfigOf(policy, { ...podGet, verb: "list" }).level).toBe("Request");
  });

  it("adds its omitted stages to the policy's, and overrides its managed fields", () => {
    const rule = { level: "Metadata" as const, omitStages: ["Panic" as const], omitManagedFields: false };
    const policy = { rules: [rule], omitStages: ["RequestReceived" as const], omitManagedFields: true };
    expect(auditConfigOf(policy, podGet)).toEqual({
      level: "Metadata",
      omitStages: new Set(["RequestReceived", "Panic"]),
      omitManagedFields: false,
    });
  });

  it("cannot record the bodies of Secrets and tokens", () => {
    const policy = { rules: [{ level: "RequestResponse" as const }] };
    const credentials: readonly Partial<AuditedRequest>[] = [
      { resource: "secrets" },
      { resource: "serviceaccounts", subresource: "token" },
      { group: "authentication.k8s.io", resource: "tokenreviews" },
    ];
    const level = (request: Partial<AuditedRequest>) => auditConfigOf(policy, auditedRequest(request)).level;
    expect(credentials.map(level)).toEqual(["Metadata", "Metadata", "Metadata"]);
    expect(level({ resource: "serviceaccounts" })).toBe("RequestResponse");
    expect(level({ group: "example.com", resource: "secrets" })).toBe("RequestResponse");
  });
});
