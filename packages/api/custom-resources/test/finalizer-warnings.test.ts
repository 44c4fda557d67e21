import type { KubernetesObject } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { customKindWarnings } from "../src/finalizer-warnings.js";

const widget = (...finalizers: readonly string[]) =>
  ({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "one", finalizers } }) as KubernetesObject;
const prefer = "to avoid accidental conflicts with other finalizer writers";

describe("finalizers of custom objects cause warnings", () => {
  it.each<[string, readonly string[]]>([
    ["example.com/done", []],
    ["foregroundDeletion", []],
    ["done", [`metadata.finalizers: "done": prefer a domain-qualified finalizer name ${prefer}`]],
    [
      "done.example.com",
      [
        `metadata.finalizers: "done.example.com": prefer a domain-qualified finalizer name including a path (/) ${prefer}`,
      ],
    ],
    [
      "a/",
      [
        expect.stringMatching(/^metadata\.finalizers: "a\/": name part must be non-empty$/) as never,
        expect.stringMatching(/^metadata\.finalizers: "a\/": name part must consist of /) as never,
      ],
    ],
  ])("%s", (finalizer, expected) => {
    expect(customKindWarnings.warningsOnCreate?.(widget(finalizer))).toEqual(expected);
  });

  it("once each, in order, and on update only for new ones", () => {
    const warned = customKindWarnings.warningsOnUpdate?.(widget("b", "a", "a", "old"), widget("old") as never);
    expect(warned?.map((text) => text.slice(0, 24))).toEqual(['metadata.finalizers: "a"', 'metadata.finalizers: "b"']);
  });
});
