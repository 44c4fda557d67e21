import { expect, it, vi } from "vitest";
import { metaSchemas } from "../../src/schema/meta-schemas.js";
import { resolve } from "../../src/schema/schema-catalogue.js";

it("a reference is resolved by another copy of the package, such as the one that a store bundles", async () => {
  const reference = metaSchemas.reference("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
  vi.resetModules();
  const copy = await import("../../src/schema/schema-catalogue.js");
  expect(copy.resolve).not.toBe(resolve);
  expect(copy.resolve(reference)).toBe(resolve(reference));
  expect(Object.keys(reference)).toEqual(["$ref"]);
});
