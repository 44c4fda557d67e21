import { describe, expect, it } from "vitest";
import type { CustomResourceDefinition, DefinitionVersion } from "../src/definition.js";
import { kindDefinitionsOf } from "../src/kind-definitions.js";

function warningsOf(versions: readonly DefinitionVersion[]): readonly (string | undefined)[] {
  const spec = { group: "example.com", scope: "Namespaced", names: { plural: "widgets", kind: "Widget" }, versions };
  const definition = { spec } as CustomResourceDefinition;
  return kindDefinitionsOf(definition).map(({ deprecationWarning }) => deprecationWarning);
}

const version = (name: string, rest: Partial<DefinitionVersion> = {}): DefinitionVersion => ({
  name,
  served: true,
  storage: false,
  ...rest,
});

describe("the deprecation warning", () => {
  it("names the newest served version that is newer and not deprecated itself", () => {
    const versions = [
      version("v1beta1", { deprecated: true }),
      version("v1"),
      version("v2", { deprecated: true }),
      version("v3", { served: false }),
    ];
    expect(warningsOf(versions)).toEqual([
      "example.com/v1beta1 Widget is deprecated; use example.com/v1 Widget",
      undefined,
      "example.com/v2 Widget is deprecated",
    ]);
  });

  it("is the definition's own text, if it has one", () => {
    expect(warningsOf([version("v1", { deprecated: true, deprecationWarning: "go away" })])).toEqual(["go away"]);
  });
});
