import type { Service, Stored } from "@engenho/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServiceIndex } from "../../src/shared/service-index.js";
import { makeService } from "../objects.js";

function service(name: string, selector: Record<string, string> | undefined, namespace = "ns"): Stored<Service> {
  return makeService(selector === undefined ? { selector: undefined } : { selector }, { name, namespace });
}

describe("ServiceIndex", () => {
  it("EP-2: finds the Services of the namespace whose whole selector matches", () => {
    const index = new ServiceIndex();
    index.set(service("one", { app: "web" }));
    index.set(service("both", { app: "web", tier: "front" }));
    index.set(service("else", { app: "db" }));
    index.set(service("far", { app: "web" }, "other"));
    expect([...index.matching("ns", { app: "web", tier: "front" })].sort()).toEqual(["ns/both", "ns/one"]);
    expect(index.matching("ns", { app: "web", tier: "back" })).toEqual(["ns/one"]);
    expect(index.matching("ns", { tier: "front" })).toEqual([]);
    expect(index.matching("ns", undefined)).toEqual([]);
    expect(index.matching("nowhere", { app: "web" })).toEqual([]);
  });

  it("EP-2, EP-12: a null selector matches nothing, an empty one everything", () => {
    const index = new ServiceIndex();
    index.set(service("none", undefined));
    index.set(service("all", {}));
    expect(index.matching("ns", {})).toEqual(["ns/all"]);
    expect(index.matching("other", {})).toEqual([]);
    expect([...index.keys()]).toEqual(["ns/none", "ns/all"]);
  });

  it("follows a Service whose selector changes, is removed, and that is deleted", () => {
    const index = new ServiceIndex();
    index.set(service("web", { app: "web" }));
    index.set(service("web", { app: "db" }));
    expect(index.matching("ns", { app: "web" })).toEqual([]);
    expect(index.matching("ns", { app: "db" })).toEqual(["ns/web"]);
    index.set(service("web", undefined));
    expect(index.matching("ns", { app: "db" })).toEqual([]);
    index.set(service("web", { app: "db" }));
    index.delete("ns/web");
    expect(index.matching("ns", { app: "db" })).toEqual([]);
    expect([...index.keys()]).toEqual([]);
  });

  it("treats labels named like properties of Object.prototype as data", () => {
    const index = new ServiceIndex();
    const selector = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    index.set(service("odd", selector));
    expect(index.matching("ns", {})).toEqual([]);
    expect(index.matching("ns", { app: "x" })).toEqual([]);
    expect(index.matching("ns", JSON.parse('{"__proto__": "x", "constructor": "y"}'))).toEqual(["ns/odd"]);
  });

  it("EP-2: gives the same result as matching every Service, for any history", () => {
    const labels = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2"));
    const step = fc.record({
      name: fc.constantFrom("s", "t", "u", "v", "w"),
      selector: fc.option(labels, { nil: undefined }),
      remove: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), labels, fc.boolean(), (steps, pod, rebuild) => {
        const index = new ServiceIndex();
        const world = new Map<string, Record<string, string> | undefined>();
        for (const { name, selector, remove } of steps) {
          if (remove) {
            index.delete(`ns/${name}`);
            world.delete(name);
          } else {
            index.set(service(name, selector));
            world.set(name, selector);
          }
        }
        if (rebuild) {
          index.clear();
          for (const [name, selector] of world) index.set(service(name, selector));
        }
        const expected = [...world]
          .filter(([, selector]) => selector !== undefined)
          .filter(([, selector]) => Object.entries(selector ?? {}).every(([key, value]) => pod[key] === value))
          .map(([name]) => `ns/${name}`);
        const found = index.matching("ns", pod);
        expect([...found].sort()).toEqual(expected.sort());
        expect([...index.keys()].sort()).toEqual([...world.keys()].map((name) => `ns/${name}`).sort());
      }),
    );
  });
});
