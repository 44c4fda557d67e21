import { type KubernetesObject, type Pod, pods, type Stored, StoreError, type UpdateOptions } from "@engenho/core";
import { conflict } from "./refusals.js";
import { type RegistryContext, timestampNow } from "./registry-context.js";
import { storageKey } from "./storage-key.js";
import { replaceObject } from "./update.js";
import { Causes } from "./validation/causes.js";

interface Binding extends KubernetesObject {
  readonly target?: { readonly kind?: string; readonly name?: string };
}

/** Upstream: ValidatePodBinding, whose errors are not reported as those of an object. */
function checkTarget({ kind = "", name = "" }: NonNullable<Binding["target"]>): void {
  const causes = new Causes();
  if (kind !== "" && kind !== "Node") causes.notSupported("target.kind", kind, ["Node", "<empty>"]);
  if (name === "") causes.required("target.name");
  const [text, more] = causes.list.map((cause) => `${cause.field}: ${cause.message}`);
  if (text !== undefined) throw new StoreError("BadRequest", more === undefined ? text : `[${text}, ${more}]`);
}

/** Assigns a pod to a node (AP-43). `body` is a v1 Binding with the pod's name. Returns the pod. */
export async function bindPod(
  context: RegistryContext,
  body: KubernetesObject,
  options: UpdateOptions,
): Promise<Stored> {
  const resource = context.catalogue.find(pods);
  const { metadata, target } = body as Binding;
  const { name = "", namespace = "", uid, annotations } = metadata;
  const node = target?.name ?? "";
  checkTarget(target ?? {});
  const refuse = (reason: string) => conflict(resource, name, reason, "pods/binding");
  const next = (stored: Stored): KubernetesObject => {
    const pod = stored as Stored<Pod>;
    const current = pod.spec?.nodeName ?? "";
    if (pod.metadata.deletionTimestamp !== undefined)
      throw refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
    if (current !== "") throw refuse(`pod ${name} is already assigned to node "${current}"`);
    if ((pod.spec?.schedulingGates ?? []).length > 0) throw refuse(`pod ${name} has non-empty .spec.schedulingGates`);
    const scheduled = {
      type: "PodScheduled",
      status: "True",
      lastProbeTime: null,
      lastTransitionTime: timestampNow(context),
    };
    const conditions = (pod.status?.conditions ?? []).filter((condition) => condition.type !== "PodScheduled");
    return {
      ...pod,
      metadata: {
        ...pod.metadata,
        ...(annotations === undefined ? {} : { annotations: { ...pod.metadata.annotations, ...annotations } }),
      },
      spec: { ...pod.spec, nodeName: node },
      status: { ...pod.status, conditions: [...conditions, scheduled] },
    } as KubernetesObject;
  };
  const key = storageKey(resource, namespace, name);
  return replaceObject(context, { resource, key, subresource: "binding", next, uid }, options);
}
