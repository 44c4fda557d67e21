import { describe, expect, it } from "vitest";
import { containers, refusalOf, Story, web } from "./story.js";

describe("a conflict", () => {
  const owned = (): Story => new Story().update("kubectl-edit", web({ spec: { replicas: 1, minReadySeconds: 1 } }));

  it("names the owners of the fields, and changes nothing", () => {
    const refusal = refusalOf(() => owned().apply("a", web({ spec: { replicas: 2 } })));
    expect(refusal.code).toBe("Conflict");
    expect(refusal.message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas',
    );
    expect(refusal.details.causes).toEqual([
      {
        reason: "FieldManagerConflict",
        message: 'conflict with "kubectl-edit" using apps/v1',
        field: ".spec.replicas",
      },
    ]);
  });

  it("lists several fields by manager", () => {
    const story = owned()
      .apply("other", web(containers({ name: "c", image: "1" })))
      .update(
        "controller",
        web({
          ...containers({ name: "c", image: "1" }),
          spec: {
            replicas: 1,
            minReadySeconds: 1,
            paused: true,
            template: (containers({ name: "c", image: "1" }) as { spec: { template: object } }).spec.template,
          },
        }),
        "status",
      );
    const config = web({
      spec: { replicas: 2, minReadySeconds: 2, template: { spec: { containers: [{ name: "c", image: "2" }] } } },
    });
    expect(refusalOf(() => story.apply("a", config)).message).toBe(
      'Apply failed with 3 conflicts: conflicts with "kubectl-edit" using apps/v1:\n' +
        "- .spec.minReadySeconds\n" +
        "- .spec.replicas\n" +
        'conflicts with "other":\n' +
        '- .spec.template.spec.containers[name="c"].image',
    );
  });

  it("names the subresource of the other manager's write", () => {
    const story = new Story().update("c", web({ status: { replicas: 1 } }), "status");
    expect(refusalOf(() => story.apply("a", web({ status: { replicas: 2 } }), { subresource: "status" })).message).toBe(
      'Apply failed with 1 conflict: conflict with "c" with subresource "status" using apps/v1: .status.replicas',
    );
  });

  it("does not occur for equal values", () => {
    const story = owned().apply("a", web({ spec: { replicas: 1 } }));
    expect(story.entries.map(({ manager, fieldsV1 }) => [manager, fieldsV1])).toEqual([
      ["a", { "f:spec": { "f:replicas": {} } }],
      ["kubectl-edit", { "f:spec": { "f:minReadySeconds": {}, "f:replicas": {} } }],
    ]);
  });

  it("forced: the field changes its owner, and a manager without fields is removed", () => {
    const story = owned().apply("a", web({ spec: { replicas: 2 } }), { force: true });
    expect(story.fieldsOf("kubectl-edit")).toEqual({ "f:spec": { "f:minReadySeconds": {} } });
    story.apply("a", web({ spec: { replicas: 2, minReadySeconds: 2 } }), { force: true });
    expect(story.entries.map(({ manager }) => manager)).toEqual(["a"]);
  });

  it("does not occur with the manager's own updates: an updater and an applier with the same name are distinct", () => {
    const story = new Story().update("a", web({ spec: { replicas: 1 } }));
    expect(refusalOf(() => story.apply("a", web({ spec: { replicas: 2 } }))).message).toContain(
      'conflict with "a" using apps/v1',
    );
  });
});
