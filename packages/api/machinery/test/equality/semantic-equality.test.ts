import type { KubernetesObject, Stored } from "@engenho/core";
import { schemas } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { type Content, widgetDefinition } from "../../../custom-resources/test/widgets.js";
import { type Sent, updated, updateProblems, withSpec, workload } from "../../../kinds/test/strategies/attempts.js";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { equalityOf, fieldEqualityOf } from "../../src/equality/semantic-equality.js";

const generationOf = (object: Sent) => (object.metadata as { readonly generation?: number }).generation;

/** A Deployment with these fields in its Pods' spec, or in their template's metadata. */
const deployment = (podSpec: Sent, metadata: Sent = {}) =>
  workload("Deployment", {
    template: {
      metadata: { labels: { app: "one" }, ...metadata },
      spec: { containers: [{ name: "main", image: "nginx:1.27" }], ...podSpec },
    },
  });

const container = (fields: Sent) => ({ containers: [{ name: "main", image: "nginx:1.27", ...fields }] });
const volume = (source: Sent) => ({ volumes: [{ name: "v", ...source }] });

describe("semantic equality", () => {
  const changes: [name: string, before: Sent, after: Sent][] = [
    [
      "a node selector's value that looks like a quantity",
      { nodeSelector: { storage: "1" } },
      { nodeSelector: { storage: "1000m" } },
    ],
    ["a node selector without a value", { nodeSelector: { hostname: "" } }, {}],
    [
      "an environment variable that looks like a quantity",
      container({ env: [{ name: "limits", value: "1" }] }),
      container({ env: [{ name: "limits", value: "1000m" }] }),
    ],
    ["an explicit false behind a pointer", { shareProcessNamespace: false }, {}],
    [
      "an explicit 0 behind a pointer",
      container({ securityContext: { runAsUser: 0 } }),
      container({ securityContext: {} }),
    ],
    ["an empty struct behind a pointer", container({ securityContext: {} }), {}],
    [
      "an empty volume source",
      volume({ configMap: { name: "a" } }),
      volume({ configMap: { name: "a", items: [{ key: "requests", path: "1" }] } }),
    ],
    [
      "attributes of a driver",
      volume({ csi: { driver: "d", volumeAttributes: { capacity: "1Gi" } } }),
      volume({ csi: { driver: "d", volumeAttributes: { capacity: "1024Mi" } } }),
    ],
    [
      "options of a flexible volume",
      volume({ flexVolume: { driver: "a/d", options: { startTime: "" } } }),
      volume({ flexVolume: { driver: "a/d" } }),
    ],
  ];
  it.each(changes)("AP-23, cases API 1: %s is a change of the spec", async (_name, before, after) => {
    const forth = await updated(deployment(before), () => deployment(after));
    expect(generationOf(forth.after)).toBe(2);
    const back = await updated(deployment(after), () => deployment(before));
    expect(generationOf(back.after)).toBe(2);
  });

  const same: [name: string, before: Sent, after: Sent][] = [
    [
      "a quantity in another notation",
      container({ resources: { limits: { cpu: "1" } } }),
      container({ resources: { limits: { cpu: "1000m" } } }),
    ],
    [
      "a quantity in BinarySI and in DecimalSI",
      container({ resources: { limits: { memory: "1Ki" } } }),
      container({ resources: { limits: { memory: "1024" } } }),
    ],
    ["no amounts", container({ resources: { limits: {} } }), {}],
    ["an empty node selector", { nodeSelector: {} }, {}],
    ["a false that is not a pointer", { hostNetwork: false }, {}],
    ["a string that is not a pointer", { priorityClassName: "", subdomain: "" }, {}],
    ["an empty list", { imagePullSecrets: [], tolerations: [] }, {}],
    ["null", { affinity: null }, {}],
  ];
  it.each(same)("AP-23: %s is not a change", async (_name, before, after) => {
    const { after: next } = await updated(deployment(before), () => deployment(after));
    expect(generationOf(next)).toBe(1);
  });

  const selectors: [kind: string][] = [["Deployment"], ["ReplicaSet"], ["DaemonSet"], ["StatefulSet"]];
  it.each(selectors)("cases API 1: a label without a value is part of a %s's immutable selector", async (kind) => {
    const labelled = (labels: Sent) => {
      const object = workload(kind, kind === "StatefulSet" ? { serviceName: "one" } : {});
      const spec = object.spec as { readonly template: { readonly spec: unknown } };
      return withSpec(object, {
        selector: { matchLabels: labels },
        template: { metadata: { labels: { app: "one", hostname: "" } }, spec: spec.template.spec },
      });
    };
    const problems = await updateProblems(labelled({ app: "one", hostname: "" }), () => labelled({ app: "one" }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^spec(\.selector)?: .*(immutable|forbidden)/);
  });

  const contents: [name: string, before: unknown, after: unknown][] = [
    ["values that look like quantities", { capacity: { a: "1" } }, { capacity: { a: "1000m" } }],
    ["values that look like times", { startTime: "2025-01-01T00:00:00Z" }, { startTime: "2025-01-01T01:00:00+01:00" }],
    ["an empty list", { items: [] }, {}],
    ["an empty object", { resources: {} }, {}],
    ["a false", { hostNetwork: false }, {}],
    ["null", { affinity: null }, {}],
  ];
  it.each(contents)(
    "AP-22, cases API 1: %s in a custom object is data: its change makes a generation",
    async (_name, before, after) => {
      const { store } = openRegistry();
      await store.create(
        widgetDefinition({ type: "object", "x-kubernetes-preserve-unknown-fields": true }) as KubernetesObject,
      );
      const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "one", namespace: "default" } };
      const first = await store.create({ ...widget, spec: before } as KubernetesObject);
      const second = await store.update({ ...first, spec: after } as Stored<KubernetesObject & Content>);
      const third = await store.update({ ...second, spec: before } as Stored<KubernetesObject & Content>);
      expect([first, second, third].map(({ metadata }) => metadata.generation)).toEqual([1, 2, 3]);
    },
  );

  it("throws for a missing definition or field, at the first comparison", () => {
    const astray = equalityOf(() => schemas.reference("io.k8s.api.core.v1.PodSpec"), "container");
    expect(() => astray({}, {})).toThrow("there is no field container");
    expect(() => equalityOf(() => schemas.reference("io.k8s.api.core.v1.PodSpek"))({}, {})).toThrow(
      "unknown definition",
    );
    expect(() => fieldEqualityOf(() => schemas.reference("io.k8s.api.core.v1.PodSpec"))("x", 1, 2)).toThrow(
      "no field x",
    );
  });
});
