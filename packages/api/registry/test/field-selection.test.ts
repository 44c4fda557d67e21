import { pods } from "@engenho/core";
import type { BackendListOptions, GroupKind } from "@engenho/storage";
import { expect, it, vi } from "vitest";
import { openRegistry } from "./support/open-registry.js";

it("a list by an indexed field passes a lookup to the backend; by another field, or by inequality, a predicate", async () => {
  const { store, backend } = openRegistry();
  const list = vi.spyOn(backend, "list");
  const query = (): BackendListOptions => (list.mock.calls.at(-1) as [GroupKind, BackendListOptions])[1];

  await store.list(pods, { fieldSelector: [{ field: "spec.nodeName", operator: "=", value: "node-1" }] });
  expect(query()).toMatchObject({ lookups: [{ index: "field:spec.nodeName", value: "node-1" }], accepts: undefined });
  for (const [field, operator] of [
    ["status.phase", "="],
    ["spec.nodeName", "!="],
  ] as const) {
    await store.list(pods, { fieldSelector: [{ field, operator, value: "x" }] });
    expect(query()).toMatchObject({ lookups: undefined, accepts: expect.any(Function) });
  }
});
