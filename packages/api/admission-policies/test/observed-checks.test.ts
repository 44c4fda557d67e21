import { createMemoryStore } from "@engenho/store-memory";
import { expect, it } from "vitest";
import { type PolicyCheck, validatingAdmissionPolicy } from "../src/index.js";
import { binding, creating, deployment, namespace, policy } from "./support.js";

it("checks are observed where upstream observes them: denials by each action, and failures that are ignored", async () => {
  const seen: PolicyCheck[] = [];
  const store = createMemoryStore({ admission: [validatingAdmissionPolicy({ observe: (check) => seen.push(check) })] });
  const validations = [{ expression: "object.spec.replicas <= 5" }];
  const fails = [{ expression: "object.spec.nope == 1" }];
  for (const object of [
    namespace("default"),
    policy("few", { validations }),
    binding("few", "few", { validationActions: ["Warn", "Audit"] }),
    policy("lax", { validations: fails, failurePolicy: "Ignore" }),
    binding("lax", "lax"),
  ]) {
    await store.create(object);
  }
  await creating(store, deployment("large", 6));
  expect(seen.map(({ policy: name, action, error }) => [name, action, error])).toEqual([
    ["few", "warn", "invalid_error"],
    ["few", "audit", "invalid_error"],
    ["lax", "allow", "invalid_error"],
  ]);
});
