import { expect, it } from "vitest";
import { keyOf, splitKey } from "../../src/objects/keys.js";

for (const namespace of ["team", undefined]) {
  it(`CM-1: the work key of an object in namespace ${namespace} is split into the key of the object`, () => {
    const metadata = namespace === undefined ? { name: "one" } : { name: "one", namespace };
    const key = keyOf({ apiVersion: "example.org/v1", kind: "Thing", metadata });
    expect(splitKey(key)).toStrictEqual({ namespace, name: "one" });
  });
}
