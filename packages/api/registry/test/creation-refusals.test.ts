import { describe, expect, it } from "vitest";
import { openRegistry } from "./support/open-registry.js";

describe("a refused create", () => {
  it("reports errors in the metadata before others, as upstream", async () => {
    const { store } = openRegistry();
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "Bad_", namespace: "default" },
      spec: { containers: [{ name: "c" }] },
    };
    const error = await store.create(pod).catch((refused: unknown) => refused);
    const fields = (error as { details?: { causes?: readonly { field?: string }[] } }).details?.causes?.map(
      ({ field }) => field,
    );
    expect(fields).toEqual(["metadata.name", "spec.containers[0].image"]);
  });
});
