import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isStored } from "@engenho/registry";
import { standardKinds } from "@engenho/standard-registry";
import * as types from "@engenho/types";
import { describe, expect, it } from "vitest";
import { builtInModules } from "../../src/typescript/built-in-modules.js";
import { tokenName } from "../../src/typescript/names.js";

const generated = fileURLToPath(new URL("../../../types/src/generated/", import.meta.url));
const modules = builtInModules(standardKinds());

describe("the sources of @engenho/types", () => {
  it("are up to date with scripts/generate-types.mjs", () => {
    expect(readdirSync(generated).sort()).toEqual([...modules.keys()].sort());
    for (const [file, text] of modules) expect(readFileSync(`${generated}${file}`, "utf8"), file).toBe(text);
  });

  it("have a token for every stored kind in every version", () => {
    const tokens = Object.values(types).flatMap((part) => (typeof part === "object" ? Object.values(part) : []));
    for (const { group, version, kind, namespaced } of standardKinds().filter(isStored)) {
      const apiVersion = group === "" ? version : `${group}/${version}`;
      expect(tokens).toContainEqual({ apiVersion, kind, ...(namespaced ? {} : { namespaced }) });
    }
  });

  it("export the kind of the first group that has a name under that name, and the others in a namespace", () => {
    expect(types.events).toBe(types.coreV1.events);
    expect(types.eventsV1.events).toEqual({ apiVersion: "events.k8s.io/v1", kind: "Event" });
  });
});

describe("tokenName", () => {
  it.each([
    ["Pod", "pods", "pods"],
    ["NetworkPolicy", "networkpolicies", "networkPolicies"],
    ["StorageClass", "storageclasses", "storageClasses"],
    ["Endpoints", "endpoints", "endpoints"],
    ["CSIDriver", "csidrivers", "csiDrivers"],
    ["CSIStorageCapacity", "csistoragecapacities", "csiStorageCapacities"],
    ["APIService", "apiservices", "apiServices"],
    ["FlowSchema", "flowschemas", "flowSchemas"],
  ])("for %s with the plural %s is %s, as client-go names its client", (kind, plural, name) => {
    expect(tokenName({ kind, plural })).toBe(name);
  });
});
