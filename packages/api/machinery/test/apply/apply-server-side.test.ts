import { describe, expect, it } from "vitest";
import { applyServerSide } from "./apply-at-once.js";
import { containers, deployment, refusalOf, Story, start, stored, web } from "./story.js";

describe("an apply that creates", () => {
  it("results in the configuration, whose fields its manager owns except the object's identity", () => {
    const story = new Story().apply("a", web({ spec: { replicas: 3, selector: { matchLabels: { app: "web" } } } }));
    expect(story.spec).toEqual({ replicas: 3, selector: { matchLabels: { app: "web" } } });
    expect(story.entries).toEqual([
      {
        manager: "a",
        operation: "Apply",
        apiVersion: "apps/v1",
        time: "2024-01-02T03:04:06Z",
        fieldsType: "FieldsV1",
        fieldsV1: { "f:spec": { "f:replicas": {}, "f:selector": {} } },
      },
    ]);
  });

  it("owns list items by their keys, including defaults of keys", () => {
    const story = new Story().apply("a", web(containers({ name: "c", image: "i", ports: [{ containerPort: 80 }] })));
    expect(story.fieldsOf("a")).toEqual({
      "f:spec": {
        "f:template": {
          "f:spec": {
            "f:containers": {
              'k:{"name":"c"}': {
                ".": {},
                "f:image": {},
                "f:name": {},
                "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:containerPort": {} } },
              },
            },
          },
        },
      },
    });
  });

  it("owns no status through the main resource, and no spec through status", () => {
    const both = web({ spec: { replicas: 1 }, status: { replicas: 1 } });
    expect(new Story().apply("a", both).fieldsOf("a")).toEqual({ "f:spec": { "f:replicas": {} } });
    const story = new Story().apply("a", both, { subresource: "status" });
    expect(story.entries).toMatchObject([{ subresource: "status", fieldsV1: { "f:status": { "f:replicas": {} } } }]);
  });
});

describe("an apply that changes", () => {
  it("removes what its manager no longer applies, and only that", () => {
    const story = new Story()
      .apply("a", web({ metadata: { labels: { a: "1", b: "2" } }, spec: { replicas: 1, paused: true } }))
      .update(
        "other",
        web({
          metadata: { labels: { a: "1", b: "2", c: "3" } },
          spec: { replicas: 1, paused: true, minReadySeconds: 5 },
        }),
      )
      .apply("a", web({ metadata: { labels: { a: "1" } }, spec: { replicas: 2 } }));
    expect(story.metadata.labels).toEqual({ a: "1", c: "3" });
    expect(story.spec).toEqual({ replicas: 2, minReadySeconds: 5 });
  });

  it("removes containers, ports and env that it owned, and keeps those of others", () => {
    const story = new Story()
      .apply(
        "a",
        web(containers({ name: "x", image: "1", env: [{ name: "A" }, { name: "B" }] }, { name: "y", image: "1" })),
      )
      .apply("b", web(containers({ name: "x", env: [{ name: "C" }] }, { name: "z", image: "1" })))
      .apply("a", web(containers({ name: "x", image: "1", env: [{ name: "B" }] })));
    expect(story.spec).toEqual({
      template: {
        spec: {
          containers: [
            { name: "x", image: "1", env: [{ name: "B" }, { name: "C" }] },
            { name: "z", image: "1" },
          ],
        },
      },
    });
  });

  it("keeps what another applier applies too: both own it", () => {
    const story = new Story()
      .apply("a", web({ spec: { replicas: 3 } }))
      .apply("b", web({ spec: { replicas: 3 } }))
      .apply("a", web({ spec: { paused: true } }));
    expect(story.spec).toEqual({ replicas: 3, paused: true });
    expect(story.fieldsOf("b")).toEqual({ "f:spec": { "f:replicas": {} } });
    story.apply("b", web({}));
    expect(story.spec).toEqual({ paused: true });
    expect(story.entries.map(({ manager }) => manager)).toEqual(["a"]);
  });

  it("without changes returns the object itself, with its time unchanged", () => {
    const story = new Story().apply("a", web({ spec: { replicas: 3 } }));
    const before = story.live;
    expect(
      applyServerSide({
        live: before,
        config: web({ spec: { replicas: 3 } }),
        manager: "a",
        force: false,
        schema: deployment,
        nowMs: start + 60_000,
      }),
    ).toBe(before);
  });

  it("changes the time of its own entry only", () => {
    const story = new Story()
      .apply("a", web({ spec: { replicas: 3 } }))
      .apply("b", web({ spec: { paused: true } }))
      .apply("b", web({ spec: { paused: false } }));
    expect(story.entries.map(({ manager, time }) => [manager, time])).toEqual([
      ["a", "2024-01-02T03:04:06Z"],
      ["b", "2024-01-02T03:04:08Z"],
    ]);
  });

  it("shares unchanged parts with the live object", () => {
    const story = new Story().apply(
      "a",
      web({ ...containers({ name: "x", image: "1" }), metadata: { labels: { a: "1" } } }),
    );
    const { spec } = story;
    story.apply("b", web({ metadata: { labels: { b: "2" } } }));
    expect(story.spec).toBe(spec);
  });

  it("atomic lists and maps are owned as a whole", () => {
    const story = new Story().apply("a", web({ spec: { selector: { matchLabels: { a: "1" } } } }));
    const refusal = refusalOf(() => story.apply("b", web({ spec: { selector: { matchLabels: { b: "2" } } } })));
    expect(refusal.details.causes?.map(({ field }) => field)).toEqual([".spec.selector"]);
    story.apply("b", web({ spec: { selector: { matchLabels: { b: "2" } } } }), { force: true });
    expect(story.spec).toEqual({ selector: { matchLabels: { b: "2" } } });
  });

  it("the items of a set are owned individually", () => {
    const story = new Story()
      .apply("a", web({ metadata: { finalizers: ["x/a", "x/b"] } }))
      .apply("b", web({ metadata: { finalizers: ["x/c", "x/b"] } }))
      .apply("a", web({ metadata: {} }));
    expect(story.metadata.finalizers).toEqual(["x/c", "x/b"]);
  });

  it("list items follow the order of the configuration, those of others keep their positions", () => {
    const story = new Story()
      .apply("a", web(containers({ name: "1" }, { name: "2" }, { name: "3" })))
      .apply("b", web(containers({ name: "3" }, { name: "n" }, { name: "1" })));
    const { template } = story.spec as { template: { spec: { containers: { name: string }[] } } };
    expect(template.spec.containers.map(({ name }) => name)).toEqual(["2", "3", "n", "1"]);
  });
});

describe("an object without managed fields", () => {
  it("is owned by before-first-apply from the first apply on", () => {
    const story = new Story();
    story.live = stored(web({ spec: { replicas: 1, paused: true }, status: { replicas: 1 } }));
    expect(refusalOf(() => story.apply("a", web({ spec: { replicas: 2 } }))).message).toContain(
      '"before-first-apply" using apps/v1',
    );
    story.apply("a", web({ spec: { replicas: 1 } }));
    expect(story.entries).toMatchObject([
      { manager: "a", operation: "Apply" },
      {
        manager: "before-first-apply",
        operation: "Update",
        fieldsV1: { "f:spec": { "f:paused": {}, "f:replicas": {} } },
      },
    ]);
  });
});
