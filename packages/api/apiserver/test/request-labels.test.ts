import { optionalKinds } from "@engenho/kinds";
import type { KindDefinition } from "@engenho/registry";
import { standardKinds } from "@engenho/standard-registry";
import { describe, expect, it } from "vitest";
import { KindTable } from "../src/catalogue/kind-table.js";
import { RequestedKind } from "../src/catalogue/requested-kind.js";
import { parseRequestInfo, splitPath } from "../src/request-info.js";
import { type RequestLabels, removedReleaseOf, requestLabels } from "../src/request-labels.js";

const table = new KindTable(standardKinds());
const labels = (method: string, path: string, query = "", contentType?: string) => {
  const info = parseRequestInfo({ method, path, segments: splitPath(path), isWatch: () => false });
  const options = { query: new URLSearchParams(query), contentType, userAgent: undefined };
  return requestLabels({ info, kind: new RequestedKind(info, () => table) }, options);
};
const named = ({ verb, group, resource, subresource }: RequestLabels) => [verb, group, resource, subresource];

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
    expect(named(labels(method, path))).toEqual(expected);
  });

  it.each([
    ["GET", "/apis/made-up/v1/things", ["list", "", "", ""]],
    ["GET", "/apis/apps/made-up/deployments", ["list", "", "", ""]],
    ["GET", "/api/v1/made-up", ["list", "", "", ""]],
    ["GET", "/api/v1/namespaces/default/pods/p/made-up", ["get", "", "pods", ""]],
    ["MADE-UP", "/healthz", ["other", "", "", ""]],
    ["MADE-UP", "/api/v1/pods", ["other", "", "pods", ""]],
  ])("cannot be made up by a client: %s %s", (method, path, expected) => {
    expect(named(labels(method, path))).toEqual(expected);
  });

  it("are empty for paths that cannot be parsed", () => {
    const options = { query: new URLSearchParams(), contentType: undefined, userAgent: undefined };
    expect(requestLabels(undefined, options)).toEqual({
      ...{ verb: "other", dryRun: "", group: "", version: "", resource: "", subresource: "", scope: "" },
      ...{ systemClient: "", deprecated: false, removedRelease: "" },
    });
  });

  it.each([
    ["GET", "/api/v1/nodes/n", "resource", "v1"],
    ["GET", "/api/v1/namespaces/default/pods/p", "resource", "v1"],
    ["POST", "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", "resource", "v2"],
    ["GET", "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers", "namespace", "v1"],
    ["DELETE", "/api/v1/namespaces/default/pods", "namespace", "v1"],
    ["GET", "/api/v1/pods", "cluster", "v1"],
    ["GET", "/apis/apps", "", ""],
    ["GET", "/apis/made-up/v1/things", "", ""],
  ])("contain scope and version: %s %s", (method, path, scope, version) => {
    expect(labels(method, path)).toMatchObject({ scope, version });
  });

  it.each([
    ["", ""],
    ["dryRun=All", "All"],
    ["dryRun=All&dryRun=All", "All"],
    ["dryRun=Some", "invalid"],
  ])("say whether anything is persisted: %s", (query, dryRun) => {
    expect(labels("POST", "/api/v1/nodes", query).dryRun).toBe(dryRun);
  });

  it.each([
    ["application/merge-patch+json", "patch"],
    ["application/apply-patch+yaml; charset=utf-8", "apply"],
    [undefined, "patch"],
  ])("distinguish patches that apply: %s", (contentType, verb) => {
    expect(labels("PATCH", "/api/v1/nodes/n", "", contentType).verb).toBe(verb);
  });

  it.each([
    ["kube-scheduler/v1.34.0 (linux/amd64)", "kube-scheduler"],
    ["kube-made-up/v1", ""],
    ["kube-scheduler", ""],
    [undefined, ""],
  ])("name the components of Kubernetes, and no other client: %s", (userAgent, systemClient) => {
    expect(requestLabels(undefined, { query: new URLSearchParams(), contentType: undefined, userAgent })).toMatchObject(
      {
        systemClient,
      },
    );
  });

  it("tell of deprecated versions, and which release removes them", () => {
    expect(labels("GET", "/api/v1/endpoints")).toMatchObject({ deprecated: true, removedRelease: "" });
    expect(labels("GET", "/api/v1/pods")).toMatchObject({ deprecated: false, removedRelease: "" });
    const kinds = optionalKinds().map(({ definition }) => definition);
    const old = kinds.find(({ version, kind }) => version === "v1alpha1" && kind === "VolumeAttributesClass");
    expect(removedReleaseOf(old as KindDefinition)).toBe("1.35");
  });
});
