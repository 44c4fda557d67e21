import { describe, expect, it } from "vitest";
import { selectControllers } from "../src/controller-selection.js";

const known = [
  { name: "deployment-controller", aliases: ["deployment"] },
  { name: "garbage-collector-controller", aliases: ["garbagecollector", "gc"] },
  { name: "replicaset-controller", aliases: ["replicaset"] },
];

describe("selectControllers", () => {
  it.each([
    [["*"], ["deployment-controller", "garbage-collector-controller", "replicaset-controller"]],
    [[], []],
    [
      ["*", "-gc"],
      ["deployment-controller", "replicaset-controller"],
    ],
    [
      ["-garbage-collector-controller", "*"],
      ["deployment-controller", "replicaset-controller"],
    ],
    [
      ["replicaset", "deployment-controller"],
      ["deployment-controller", "replicaset-controller"],
    ],
    [["gc", "-garbagecollector"], ["garbage-collector-controller"]],
    [["-gc", "gc"], []],
  ])("%j runs %j", (selectors, names) => {
    expect(selectControllers(known, selectors).map(({ name }) => name)).toEqual(names);
  });

  it.each(["podautoscaler", "-podautoscaler", "", "GC"])(
    "rejects the unknown name in %j, and lists the known ones",
    (selector) => {
      expect(() => selectControllers(known, [selector])).toThrow(
        /is not a controller; known controllers: deployment-controller, garbage/,
      );
    },
  );
});
