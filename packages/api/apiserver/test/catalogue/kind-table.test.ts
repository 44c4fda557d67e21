import { standardKinds } from "@engenho/standard-registry";
import { describe, expect, it } from "vitest";
import { CurrentKinds, KindTable } from "../../src/catalogue/kind-table.js";
import { customKind } from "../support/custom-kind.js";

describe("KindTable", () => {
  it("finds kinds by path and by name, including those that are never stored", () => {
    const table = new KindTable(standardKinds());
    expect(table.atPath("apps", "v1")?.get("deployments")?.kind).toBe("Deployment");
    expect(table.atPath("", "v1")?.get("deployments")).toBeUndefined();
    expect(table.ofKind("v1", "Pod")?.plural).toBe("pods");
    expect(table.atPath("authorization.k8s.io", "v1")?.get("selfsubjectaccessreviews")?.verbs).toEqual(["create"]);
    expect(table.groups[0]?.name).toBe("");
  });

  it("sorts the versions of a group and the kinds of a version", () => {
    const table = new KindTable([customKind("v1beta1"), customKind("v2"), ...standardKinds()]);
    expect(table.group("stable.example.com")?.versions.map(({ version }) => version)).toEqual(["v2", "v1beta1"]);
    const plurals = table.groupVersion("apps/v1")?.kinds.map(({ plural }) => plural);
    expect(plurals).toEqual([...(plurals ?? [])].sort());
  });
});

describe("CurrentKinds", () => {
  it("rebuilds the table only when the catalogue returns another array", () => {
    let definitions = standardKinds();
    const kinds = new CurrentKinds({ definitions: () => definitions });
    const before = kinds.table;
    expect(kinds.table).toBe(before);
    definitions = [...definitions, customKind()];
    expect(kinds.table).not.toBe(before);
    expect(kinds.table.ofKind("stable.example.com/v1", "CronTab")).toBeDefined();
  });
});
