import { describe, expect, it } from "vitest";
import {
  newReplicaSetAnnotations,
  replicasAnnotations,
  replicasAnnotationsDiffer,
  rolledBackAnnotations,
} from "../src/annotations.js";
import { deployment, storedDeployment, storedReplicaSet } from "./objects.js";

const prefix = "deployment.kubernetes.io";
const revision = `${prefix}/revision`;
const history = `${prefix}/revision-history`;
const annotated = (annotations: Readonly<Record<string, string>>) => deployment({ metadata: { annotations } });

describe("newReplicaSetAnnotations", () => {
  it("DEP-41: copies the Deployment's annotations, except those that concern one object only", () => {
    const from = annotated({
      note: "a",
      "kubectl.kubernetes.io/last-applied-configuration": "{}",
      [revision]: "7",
      [history]: "1",
      [`${prefix}/desired-replicas`]: "1",
      [`${prefix}/max-replicas`]: "1",
      "deprecated.deployment.rollback.to": "1",
    });
    expect(newReplicaSetAnnotations({}, from, "1")).toEqual({ note: "a", [revision]: "1" });
  });

  it("DEP-41: replaces different values and keeps annotations removed from the Deployment", () => {
    const current = { note: "old", gone: "x", [revision]: "1" };
    expect(newReplicaSetAnnotations(current, annotated({ note: "new", empty: "" }), "1")).toEqual({
      note: "new",
      empty: "",
      gone: "x",
      [revision]: "1",
    });
  });

  it("DEP-41: annotations named like properties of Object.prototype are data", () => {
    const odd = JSON.parse('{"__proto__": "a", "constructor": "b"}') as Record<string, string>;
    const annotations = newReplicaSetAnnotations({ [revision]: "1" }, annotated(odd), "1");
    expect(Object.entries(annotations).sort()).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
      [revision, "1"],
    ]);
  });

  it("DEP-28: returns the same object if nothing changes", () => {
    const current = { note: "a", [revision]: "3" };
    expect(newReplicaSetAnnotations(current, annotated({ note: "a" }), "3")).toBe(current);
    expect(newReplicaSetAnnotations(current, annotated({}), "2")).toBe(current);
  });

  it("DEP-42: raises a lower revision, and never lowers one", () => {
    expect(newReplicaSetAnnotations({ [revision]: "2" }, annotated({}), "10")[revision]).toBe("10");
    expect(newReplicaSetAnnotations({ [revision]: "10" }, annotated({}), "9")[revision]).toBe("10");
  });

  it("DEP-42: changes nothing if the revision is not an integer", () => {
    const current = { [revision]: "two" };
    expect(newReplicaSetAnnotations(current, annotated({ note: "a" }), "3")).toBe(current);
  });

  it("DEP-43: records previous revisions, the first without a comma", () => {
    const once = newReplicaSetAnnotations({ [revision]: "1" }, annotated({}), "3");
    expect(once).toEqual({ [revision]: "3", [history]: "1" });
    expect(newReplicaSetAnnotations(once, annotated({}), "5")[history]).toBe("1,3");
  });

  it("DEP-43: a ReplicaSet that had no revision has no history", () => {
    expect(newReplicaSetAnnotations({}, annotated({}), "3")).toEqual({ [revision]: "3" });
  });

  it("DEP-43: drops the oldest entries if the history would exceed 2000 characters", () => {
    const full = Array.from({ length: 400 }, (_, at) => String(1000 + at)).join(",");
    expect(full).toHaveLength(1999);
    const extended = newReplicaSetAnnotations({ [revision]: "1400", [history]: full }, annotated({}), "1500")[history];
    expect(extended).toBe(`${full.slice("1000,".length)},1400`);
    expect(extended).toHaveLength(1999);
  });

  it("DEP-43: a history of exactly 2000 characters fits", () => {
    const almost = "1".repeat(1995);
    const current = { [revision]: "1400", [history]: almost };
    expect(newReplicaSetAnnotations(current, annotated({}), "1500")[history]).toBe(`${almost},1400`);
  });
});

describe("replicasAnnotations", () => {
  it("DEP-44: records the replicas, and the replicas with surge", () => {
    const wanted = deployment({ replicas: 10, maxSurge: "25%" });
    expect(replicasAnnotations(wanted)).toEqual({
      [`${prefix}/desired-replicas`]: "10",
      [`${prefix}/max-replicas`]: "13",
    });
    expect(replicasAnnotationsDiffer(storedReplicaSet("v1", { scaledFor: [10, 13] }), wanted)).toBe(false);
    expect(replicasAnnotationsDiffer(storedReplicaSet("v1", { scaledFor: [10, 12] }), wanted)).toBe(true);
    expect(replicasAnnotationsDiffer(storedReplicaSet("v1"), wanted)).toBe(true);
    expect(
      replicasAnnotationsDiffer(storedReplicaSet("v1", { metadata: { annotations: undefined as never } }), wanted),
    ).toBe(true);
  });
});

describe("rolledBackAnnotations", () => {
  it("DEP-95: keeps the annotations that concern only the Deployment, and copies all others from the ReplicaSet", () => {
    const from = storedReplicaSet("v1", { metadata: { annotations: { note: "old", [revision]: "1" } } });
    const own = storedDeployment({ metadata: { annotations: { note: "new", more: "x", [revision]: "2" } } });
    expect(rolledBackAnnotations(own, from)).toEqual({ note: "old", [revision]: "2" });
  });
});
