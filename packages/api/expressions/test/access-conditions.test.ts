import { TimeSlice } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { type AccessConditions, compileAccessCondition, isAccessConditionValid, matchesAccess } from "../src/index.js";

const slice = new TimeSlice(new FakeClock());
const names = { namespace: "ns", verb: "get", group: "", version: "v1", resource: "pods", subresource: "", name: "" };
const who = { user: "bob", groups: ["g"], uid: "1", extra: { k: ["v"] } };
const ofPods = { ...who, resourceAttributes: names };
const ofPath = { ...who, nonResourceAttributes: { verb: "get", path: "/healthz" } };

function compiled(...expressions: readonly string[]): AccessConditions {
  return expressions.map(compileAccessCondition).filter(isAccessConditionValid);
}

describe("match conditions of authorization webhooks (upstream: authorization/cel/compile_test.go)", () => {
  it.each([
    ["request.time == 'now'", "undefined field 'time'"],
    ["request++'", "Syntax error"],
    ["request.user", "must evaluate to bool but got string"],
    ["x.user", "undeclared reference to 'x'"],
    ["object.metadata == null", "undeclared reference to 'object'"],
    ["request.user.matches('(')", "invalid matches argument"],
  ])("%s is refused: %s", (expression, fault) => {
    const { program } = compileAccessCondition(expression);
    expect("fault" in program && program.fault).toContain(fault);
  });

  const pods = "has(request.resourceAttributes)";
  it.each<[string, object, boolean]>([
    ["request.user == 'bob'", ofPods, true],
    ["request.user == 'joe'", ofPods, false],
    ["('g' in request.groups)", ofPods, true],
    ["request.uid == '1' && request.extra['k'] == ['v']", ofPods, true],
    [`${pods} && request.resourceAttributes.namespace == 'ns'`, ofPods, true],
    [`${pods} && request.resourceAttributes.namespace == 'ns'`, ofPath, false],
    ["has(request.nonResourceAttributes) && request.nonResourceAttributes.path == '/healthz'", ofPath, true],
    ["request.resourceAttributes.subresource == ''", ofPods, true],
    ["has(request.resourceAttributes.fieldSelector)", ofPods, false],
    ["request.?resourceAttributes.?fieldSelector.hasValue()", ofPods, false],
    [
      "request.resourceAttributes.fieldSelector.requirements.exists(r, r.key == 'foo' && r.operator == 'In' && ('bar' in r.values))",
      {
        ...who,
        resourceAttributes: {
          ...names,
          fieldSelector: { requirements: [{ key: "foo", operator: "In", values: ["bar"] }] },
        },
      },
      true,
    ],
  ])("%s", async (expression, request, matches) => {
    expect(await matchesAccess(compiled(expression), request, slice)).toBe(matches);
  });

  it("a false one decides even if others fail; otherwise the failure is reported", async () => {
    const fails = "request.extra['gone'] == ['v']";
    expect(await matchesAccess(compiled(fails, "request.user == 'joe'"), ofPods, slice)).toBe(false);
    expect(() => matchesAccess(compiled(fails, "request.user == 'bob'"), ofPods, slice)).toThrow(
      `cel evaluation error: expression '${fails}' resulted in error: no such key: gone`,
    );
    expect(await matchesAccess([], ofPods, slice)).toBe(true);
  });
});
