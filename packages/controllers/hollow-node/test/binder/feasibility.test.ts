import type { Node, Pod } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { unschedulableReason } from "../../src/binder/feasibility.js";

describe("the feasibility of a node", () => {
  const nodeWith = (labels: Record<string, string>, metadata: object = {}): Node => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "n", labels, ...metadata },
  });
  const podWith = (spec: object): Pod => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec }) as Pod;
  const requiring = (operator: string, ...values: string[]) =>
    podWith({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "size", operator, values }] }],
          },
        },
      },
    });

  it.each<[value: string, operator: "Gt" | "Lt", bound: string, fits: boolean]>([
    ["10", "Gt", "9", true],
    ["9", "Gt", "9", false],
    ["8", "Lt", "9", true],
    ["007", "Gt", "6", true],
    ["1", "Gt", "-1", false],
    ["1", "Gt", "+0", false],
    ["9007199254740993", "Gt", "9007199254740992", true],
    ["9223372036854775807", "Gt", "0", true],
    ["9223372036854775808", "Gt", "0", false],
    ["1.5", "Gt", "1", false],
    ["1e3", "Gt", "1", false],
    ["0x10", "Gt", "1", false],
    ["", "Lt", "1", false],
    ["2", "Gt", "1.5", false],
    ["2", "Gt", "", false],
    ["2", "Lt", "1e3", false],
    ["large", "Gt", "1", false],
  ])(
    "a label %j that has to be %s %j: %s, because only 64-bit integers are compared",
    (size, operator, bound, fits) => {
      const reason = unschedulableReason(requiring(operator, bound), nodeWith({ size }), 0);
      expect(reason).toBe(fits ? undefined : "node(s) didn't match Pod's node affinity/selector");
    },
  );

  it.each([
    ["110", 110],
    ["1k", 1_000],
    ["1Ki", 1_024],
    ["1e2", 100],
    ["1500m", 2],
  ])("a node with room for %s pods takes %d", (pods, count) => {
    const node = { ...nodeWith({}), status: { allocatable: { pods } } };
    expect(unschedulableReason(podWith({}), node, count - 1)).toBeUndefined();
    expect(unschedulableReason(podWith({}), node, count)).toBe("Too many pods");
  });

  it("takes no notice of a deletion that finalizers hold up, as kube-scheduler", () => {
    const node = nodeWith({}, { deletionTimestamp: "2025-01-01T00:00:00Z", finalizers: ["example.com/wait"] });
    expect(unschedulableReason(podWith({}), node, 0)).toBeUndefined();
  });
});
