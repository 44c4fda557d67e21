import { isStoreError, type KubernetesObject, type Stored } from "@engenho/core";
import { schemas } from "@engenho/kinds";
import type { SchemaNode } from "@engenho/machinery";
import { describe, expect, it } from "vitest";
import { applyServerSide, recordUpdate } from "./apply-at-once.js";

const schema = schemas.definition("io.k8s.api.apps.v1.Deployment") as SchemaNode;
const annotation = "kubectl.kubernetes.io/last-applied-configuration";
const nowMs = Date.UTC(2024, 0, 1);

const web = (spec: object, annotations?: object): KubernetesObject =>
  ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", ...(annotations && { annotations }) },
    spec,
  }) as KubernetesObject;

/** An object as `kubectl apply` (client-side) leaves it. */
function clientSideApplied(spec: object, applied: unknown = web(spec)): Stored {
  const text = typeof applied === "string" ? applied : JSON.stringify(applied);
  const after = web(spec, { [annotation]: text, "z&z": "1" });
  const made = recordUpdate({
    before: undefined,
    after,
    manager: "kubectl-client-side-apply",
    schema,
    nowMs,
    apiVersion: "apps/v1",
  });
  return { ...made, metadata: { ...made.metadata, uid: "u" } } as Stored;
}

const apply = (live: Stored, config: unknown, manager = "kubectl", force = false): KubernetesObject =>
  applyServerSide({ live, config, manager, force, schema, nowMs });

const annotationOf = (object: KubernetesObject): string | undefined => object.metadata.annotations?.[annotation];

describe("server-side apply by kubectl after client-side apply", () => {
  it("takes over what client-side apply set, without a conflict", () => {
    const next = apply(clientSideApplied({ replicas: 1, paused: true }), web({ replicas: 2 }));
    expect(next).toMatchObject({ spec: { replicas: 2, paused: true } });
    const entry = next.metadata.managedFields?.find(({ manager }) => manager === "kubectl-client-side-apply");
    expect(entry?.fieldsV1).not.toMatchObject({ "f:spec": { "f:replicas": {} } });
  });

  it("does not take over what has changed since: those fields still conflict", () => {
    const live = clientSideApplied({ replicas: 1, paused: true });
    const changed = recordUpdate({
      before: live,
      after: { ...live, spec: { replicas: 5, paused: true } } as KubernetesObject,
      manager: "hpa",
      schema,
      nowMs,
      apiVersion: "apps/v1",
    }) as Stored;
    expect(() => apply(changed, web({ replicas: 2, paused: false }))).toThrow(
      'Apply failed with 1 conflict: conflict with "hpa" using apps/v1: .spec.replicas',
    );
  });

  it("only applies to kubectl", () => {
    expect(() => apply(clientSideApplied({ replicas: 1 }), web({ replicas: 2 }), "other")).toThrow("conflict with");
  });

  it.each<[string, unknown]>([
    ["another version", { ...web({ replicas: 1 }), apiVersion: "apps/v1beta1" }],
    ["content that does not match the schema", web({ replicas: "1" })],
    ["something that is not an object", "[]"],
    ["invalid JSON", "{"],
  ])("an annotation with %s is ignored", (_, applied) => {
    let refused = false;
    try {
      apply(clientSideApplied({ replicas: 1 }, applied), web({ replicas: 2 }));
    } catch (error) {
      refused = isStoreError(error, "Conflict");
    }
    expect(refused).toBe(true);
  });
});

describe("the annotation of client-side apply", () => {
  it("is updated to what kubectl applies, as Go encodes it", () => {
    const config = web({ replicas: 2 }, { "z&z": "<2>", [annotation]: "not itself" });
    expect(annotationOf(apply(clientSideApplied({ replicas: 1 }), config, "kubectl", true))).toBe(
      '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"annotations":{"z\\u0026z":"\\u003c2\\u003e"},"name":"web"},"spec":{"replicas":2}}\n',
    );
  });

  it("is not changed by other managers, and not created where it is absent", () => {
    const live = clientSideApplied({ replicas: 1 });
    expect(annotationOf(apply(live, web({ replicas: 2 }), "other", true))).toBe(annotationOf(live));
    const without = { ...live, metadata: { ...live.metadata, annotations: {} } } as Stored;
    expect(annotationOf(apply(without, web({ replicas: 2 }), "kubectl", true))).toBeUndefined();
  });

  it("is removed if the annotations would become too large", () => {
    const config = web({ replicas: 2, template: { metadata: { annotations: { big: "x".repeat(256 * 1024) } } } });
    const next = apply(clientSideApplied({ replicas: 1 }), config, "kubectl", true);
    expect(annotationOf(next)).toBeUndefined();
    expect(next.metadata.annotations).toEqual({ "z&z": "1" });
  });
});
