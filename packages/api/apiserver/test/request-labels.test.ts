import { standardKinds } from "@engenho/standard-registry";
import { describe, expect, it } from "vitest";
import { KindTable } from "../src/catalogue/kind-table.js";
import { RequestedKind } from "../src/catalogue/requested-kind.js";
import { parseRequestInfo, splitPath } from "../src/request-info.js";
import { requestLabels } from "../src/request-labels.js";

const table = new KindTable(standardKinds());
const labels = (method: string, path: string) => {
  const info = parseRequestInfo({ method, path, segments: splitPath(path), isWatch: () => false });
  return Object.values(requestLabels({ info, kind: new RequestedKind(info, () => table) }));
};

describe("the labels of requests", () => {
  it.each([
    ["GET", "/api/v1/namespaces/default/pods/p", ["get", "", "pods", ""]],
    ["GET", "/apis/apps/v1/deployments", ["list", "apps", "deployments", ""]],
    ["PUT", "/apis/apps/v1/namespaces/default/deployments/d/scale", ["update", "apps", "deployments", "scale"]],
    ["GET", "/api/v1/namespaces/default/pods/p/log", ["get", "", "pods", "log"]],
    ["GET", "/apis/apps", ["get", "", "", ""]],
    ["HEAD", "/healthz", ["get", "", "", ""]],
    ["POST", "/metrics", ["post", "", "", ""]],
  ])("%s %s: %j", (method, path, expected) => {
    expect(labels(method, path)).toEqual(expected);
  });

  it.each([
    ["GET", "/apis/made-up/v1/things", ["list", "", "", ""]],
    ["GET", "/apis/apps/made-up/deployments", ["list", "", "", ""]],
    ["GET", "/api/v1/made-up", ["list", "", "", ""]],
    ["GET", "/api/v1/namespaces/default/pods/p/made-up", ["get", "", "pods", ""]],
    ["MADE-UP", "/healthz", ["other", "", "", ""]],
    ["MADE-UP", "/api/v1/pods", ["other", "", "pods", ""]],
  ])("cannot be made up by a client: %s %s", (method, path, expected) => {
    expect(labels(method, path)).toEqual(expected);
  });

  it("are empty for paths that cannot be parsed", () => {
    expect(requestLabels(undefined)).toEqual({ verb: "other", group: "", resource: "", subresource: "" });
  });
});
