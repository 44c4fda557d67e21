import { describe, expect, it } from "vitest";
import { isLongRunning, parseRequestInfo, splitPath } from "../src/request-info.js";

const parse = (method: string, path: string, isWatch: () => boolean) =>
  parseRequestInfo({ method, path, segments: splitPath(path), isWatch });

const rows: readonly (readonly [method: string, path: string, expected: Readonly<Record<string, unknown>>])[] = [
  ["GET", "/api/v1/pods", { verb: "list", group: "", version: "v1", resource: "pods", namespace: "", name: "" }],
  ["GET", "/api/v1/pods?watch", { verb: "watch", resource: "pods" }],
  ["GET", "/api/v1/namespaces", { verb: "list", resource: "namespaces", namespace: "" }],
  ["GET", "/api/v1/namespaces/other", { verb: "get", resource: "namespaces", namespace: "other", name: "other" }],
  [
    "PUT",
    "/api/v1/namespaces/other/finalize",
    { verb: "update", resource: "namespaces", name: "other", subresource: "finalize" },
  ],
  ["GET", "/api/v1/namespaces/other/status", { verb: "get", resource: "namespaces", subresource: "status" }],
  ["GET", "/api/v1/namespaces/other/pods", { verb: "list", resource: "pods", namespace: "other", name: "" }],
  ["GET", "/api/v1/namespaces/other/pods/foo", { verb: "get", resource: "pods", namespace: "other", name: "foo" }],
  ["HEAD", "/api/v1/namespaces/other/pods/foo", { verb: "get", resource: "pods", name: "foo" }],
  ["GET", "/api/v1/watch/pods", { verb: "watch", resource: "pods", watchPath: true }],
  [
    "GET",
    "/api/v1/watch/namespaces/other/pods/foo",
    { verb: "watch", resource: "pods", namespace: "other", name: "foo" },
  ],
  ["POST", "/api/v1/namespaces/other/pods", { verb: "create", resource: "pods", namespace: "other" }],
  ["DELETE", "/api/v1/namespaces/other/pods/foo", { verb: "delete", name: "foo" }],
  ["DELETE", "/api/v1/namespaces/other/pods", { verb: "deletecollection", name: "" }],
  ["PATCH", "/apis/apps/v1/namespaces/n/deployments/d/scale", { verb: "patch", group: "apps", subresource: "scale" }],
  [
    "GET",
    "/api/v1/nodes/n1/proxy/metrics/x",
    { resource: "nodes", name: "n1", subresource: "proxy", rest: ["metrics", "x"] },
  ],
  [
    "GET",
    "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node",
    { group: "rbac.authorization.k8s.io", name: "system:node" },
  ],
  ["OPTIONS", "/api/v1/pods", { verb: "", resource: "pods" }],
];

describe("parseRequestInfo", () => {
  it.each(rows)("%s %s", (method, path, expected) => {
    const [bare = "", query] = path.split("?");
    expect(parse(method, bare, () => query === "watch")).toMatchObject({ isResource: true, ...expected });
  });

  it.each([
    "/",
    "/api",
    "/api/v1",
    "/apis",
    "/apis/apps",
    "/apis/apps/v1",
    "/healthz",
    "/version",
    "/openapi/v3/api/v1",
  ])("%s is a non-resource path", (path) => {
    expect(parse("GET", path, () => false)).toMatchObject({ isResource: false, verb: "get", path });
  });

  it("reads the watch parameter only where a watch is possible", () => {
    const never = () => {
      throw new Error("asked");
    };
    expect(parse("GET", "/api/v1/namespaces/a/pods/b", never).verb).toBe("get");
    expect(parse("POST", "/api/v1/namespaces/a/pods", never).verb).toBe("create");
  });
});

describe("splitPath", () => {
  it.each([
    ["/", []],
    ["", []],
    ["/a/b/", ["a", "b"]],
    ["//a", ["a"]],
    ["/a//b", ["a", "", "b"]],
  ])("%s", (path, expected) => {
    expect(splitPath(path)).toEqual(expected);
  });
});

describe("a request without a time limit", () => {
  it.each([
    ["watch", "", true],
    ["get", "log", true],
    ["create", "log", false],
    ["create", "exec", true],
    ["get", "", false],
    ["update", "status", false],
  ])("%s of %j: %s", (verb, subresource, expected) => {
    expect(isLongRunning({ verb, subresource })).toBe(expected);
  });
});
