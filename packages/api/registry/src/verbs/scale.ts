import { definedFields, type KubernetesObject, type LabelSelector, type Stored, StoreError } from "@engenho/core";
import { Causes, formatLabelSelector, invalidError, readPath, writePath } from "@engenho/machinery";
import { buildMetadata } from "../metadata/metadata.js";
import type { ScalePaths } from "../model/kind-definition.js";
import { notFound } from "../model/refusals.js";
import type { Resource } from "../model/resource.js";

/** autoscaling/v1 Scale. */
export interface Scale extends KubernetesObject {
  readonly apiVersion: "autoscaling/v1";
  readonly kind: "Scale";
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

/** The Scale of an object (AP-70). */
export function scaleOf(resource: Resource, object: Stored): Stored<Scale> {
  const paths = pathsOf(resource, object.metadata.name);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = readPath(object, paths.specReplicasPath);
  const observed = readPath(object, paths.statusReplicasPath);
  const selector =
    paths.labelSelectorPath === undefined ? undefined : selectorText(readPath(object, paths.labelSelectorPath));
  return Object.freeze({
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: Object.freeze(buildMetadata({ name, namespace, uid, resourceVersion, creationTimestamp })),
    spec: Object.freeze(typeof replicas === "number" && replicas !== 0 ? { replicas } : {}),
    status: Object.freeze(
      definedFields({
        replicas: typeof observed === "number" ? observed : 0,
        selector: selector === undefined || selector === "" ? undefined : selector,
      }),
    ),
  }) as Stored<Scale>;
}

/** `object` with the replicas of a Scale, and with the Scale's resourceVersion as the write's precondition. */
export function withScale(resource: Resource, object: Stored, scale: KubernetesObject): KubernetesObject {
  const paths = pathsOf(resource, object.metadata.name);
  const replicas = (scale as Scale).spec?.replicas ?? 0;
  checkReplicas(object.metadata.name, replicas);
  const changed = writePath(object, paths.specReplicasPath, replicas) as KubernetesObject;
  const { resourceVersion = "" } = scale.metadata;
  return { ...changed, metadata: { ...object.metadata, resourceVersion } as KubernetesObject["metadata"] };
}

function checkReplicas(name: string, replicas: unknown): void {
  if (typeof replicas !== "number" || !Number.isInteger(replicas)) {
    throw new StoreError("BadRequest", `Scale.spec.replicas must be an integer, not ${JSON.stringify(replicas)}`);
  }
  const causes = new Causes();
  causes.nonNegative("spec.replicas", replicas);
  if (causes.list.length > 0) throw invalidError({ group: "autoscaling", kind: "Scale" }, name, causes.list);
}

function pathsOf(resource: Resource, name: string): ScalePaths {
  const paths = resource.subresources.get("scale")?.scale;
  if (paths === undefined) throw notFound(resource, name);
  return paths;
}

function selectorText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  // A plain map of labels may have labels with these names; their values are strings.
  const { matchLabels, matchExpressions } = value as Partial<LabelSelector>;
  const isSelector = typeof matchLabels === "object" || typeof matchExpressions === "object";
  return formatLabelSelector(isSelector ? (value as LabelSelector) : { matchLabels: value as Record<string, string> });
}
