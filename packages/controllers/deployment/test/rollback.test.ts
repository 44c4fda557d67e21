import { describe, expect, it } from "vitest";
import { planRollback, rollbackTo } from "../src/rollback.js";
import { podTemplate, storedDeployment, storedReplicaSet } from "./objects.js";

const asked = "deprecated.deployment.rollback.to";
const rolled = (to: string) =>
  storedDeployment({ image: "app:3", metadata: { annotations: { [asked]: to, note: "three" } } });

function replicaSet(revision: string, note: string) {
  const template = podTemplate(`app:${revision}`);
  const labels = { ...template.metadata?.labels, "pod-template-hash": "abc" };
  return storedReplicaSet(`v${revision}`, {
    template: { ...template, metadata: { ...template.metadata, labels } },
    metadata: { annotations: { "deployment.kubernetes.io/revision": revision, note } },
  });
}

const replicaSets = [replicaSet("1", "one"), replicaSet("2", "two"), replicaSet("3", "three")];

describe("rollbackTo", () => {
  it("DEP-19, DEP-95: parses a 64-bit integer and ignores everything else", () => {
    expect(rollbackTo(rolled("2"))).toBe(2n);
    expect(rollbackTo(rolled("0"))).toBe(0n);
    expect(rollbackTo(rolled("two"))).toBeUndefined();
    expect(rollbackTo(rolled(""))).toBeUndefined();
    expect(rollbackTo(storedDeployment())).toBeUndefined();
  });
});

describe("planRollback", () => {
  it("DEP-95: copies the template without its hash, and the annotations", () => {
    const { deployment, warning, success } = planRollback(rolled("1"), replicaSets, 1n);
    expect(deployment.spec?.template).toEqual(podTemplate("app:1"));
    expect(deployment.metadata.annotations).toEqual({ note: "one" });
    expect(warning).toBeUndefined();
    expect(success).toEqual({
      reason: "DeploymentRollback",
      message: 'Rolled back deployment "web" to revision 1',
    });
  });

  it("DEP-95: 0 is the previous revision", () => {
    expect(planRollback(rolled("0"), replicaSets, 0n).success?.message).toBe(
      'Rolled back deployment "web" to revision 2',
    );
  });

  const table: [string, bigint, typeof replicaSets, string, string][] = [
    ["there is no other revision", 0n, [replicaSet("1", "")], "RevisionNotFound", "Unable to find last revision."],
    ["no such revision", 9n, replicaSets, "RevisionNotFound", "Unable to find the revision to rollback to."],
    [
      "the same template",
      3n,
      replicaSets,
      "TemplateUnchanged",
      'The rollback revision contains the same template as current deployment "web"',
    ],
  ];
  for (const [title, revision, all, reason, message] of table) {
    it(`DEP-95: ${title}: warns, and removes the annotation`, () => {
      const { deployment, warning, success } = planRollback(rolled(String(revision)), all, revision);
      expect(warning).toEqual({ reason: `DeploymentRollback${reason}`, message });
      expect(success).toBeUndefined();
      expect(deployment.metadata.annotations).toEqual({ note: "three" });
      expect(deployment.spec?.template).toEqual(podTemplate("app:3"));
    });
  }
});
