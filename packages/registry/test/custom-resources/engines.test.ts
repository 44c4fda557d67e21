import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { strategyFor } from "../../src/strategies/index.js";
import { widgetKind } from "./widgets.js";

const cache = createRequire(import.meta.url).cache;
const isLoaded = (name: string) => Object.keys(cache).some((path) => path.includes(`/node_modules/${name}/`));

it("neither RE2 nor the expression language is loaded before a value needs it", () => {
  const object = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "a" } };
  const plain = strategyFor(widgetKind({ type: "object" }));
  const patterns = strategyFor(widgetKind({ type: "object", properties: { a: { type: "string", pattern: "a" } } }));
  const rules = strategyFor(widgetKind({ type: "object", "x-kubernetes-validations": [{ rule: "true" }] }));
  plain.validateCreate?.(object);
  expect([isLoaded("re2js"), isLoaded("@marcbachmann/cel-js")]).toEqual([false, false]);
  patterns.validateCreate?.({ ...object, spec: { a: "a" } } as typeof object);
  expect([isLoaded("re2js"), isLoaded("@marcbachmann/cel-js")]).toEqual([true, false]);
  rules.validateCreate?.({ ...object, spec: {} } as typeof object);
  expect([isLoaded("re2js"), isLoaded("@marcbachmann/cel-js")]).toEqual([true, true]);
});
