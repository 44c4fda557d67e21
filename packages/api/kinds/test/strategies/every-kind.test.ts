import { builtInKinds } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { createResource } from "../../../registry/src/model/resource.js";

/** Kinds of which upstream only validates the metadata. */
const metadataOnly = ["ServiceAccount"];

describe("the strategies of built-in kinds", () => {
  it.each(builtInKinds().map((kind) => [`${kind.group}/${kind.version} ${kind.kind}`, kind] as const))(
    "%s has a strategy of its own",
    (_name, kind) => {
      expect(kind.strategy?.().validateCreate === undefined).toBe(metadataOnly.includes(kind.kind));
    },
  );

  it.each([
    ["ReplicationController", "Orphan"],
    ["Job", "Orphan"],
    ["Event", "Unsupported"],
    ["Deployment", "Background"],
  ])("AP-32: %s: dependents are deleted by the policy %s unless a request names another", (name, policy) => {
    for (const kind of builtInKinds().filter(({ kind }) => kind === name)) {
      expect(createResource(kind).strategy.defaultPropagationPolicy).toBe(policy);
    }
  });

  it.each(builtInKinds().map((kind) => [`${kind.group}/${kind.version} ${kind.kind}`, kind] as const))(
    "%s: finalizers need a domain, but for Events and Leases, whose metadata upstream validates generically",
    (_name, kind) => {
      const isGeneric = ["Event", "Lease"].includes(kind.kind);
      expect(createResource(kind).strategy.qualifiedFinalizers).toBe(!isGeneric);
    },
  );
});
