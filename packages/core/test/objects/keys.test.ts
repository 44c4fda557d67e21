import { expect, it } from "vitest";
import { keyOf, referenceByKey } from "../../src/objects/keys.js";

const kind = { apiVersion: "example.org/v1", kind: "Thing", more: "is left out" };

for (const namespace of ["team", undefined]) {
  it(`CM-1: the key of an object in namespace ${namespace} resolves to a reference to it`, () => {
    const { apiVersion } = kind;
    const key = keyOf({
      apiVersion,
      kind: "Thing",
      metadata: namespace === undefined ? { name: "one" } : { name: "one", namespace },
    });
    expect(referenceByKey(kind, key)).toStrictEqual({ apiVersion, kind: "Thing", namespace, name: "one" });
  });
}
