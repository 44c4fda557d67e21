import {
  copyWith,
  formatTime,
  type KubernetesObject,
  type Pod,
  pods,
  type Stored,
  StoreError,
  type WriteOptions,
} from "@engenho/core";
import { Causes } from "@engenho/machinery";
import type { SubresourceContext } from "@engenho/registry";

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

/** Assigns a pod to a node (AP-43). `body` is a v1 Binding with the pod's name; returns it. */
export async function bindPod(
  context: SubresourceContext,
  body: KubernetesObject,
  options: WriteOptions,
): Promise<KubernetesObject> {
  const { metadata, target } = body as Binding;
  const { name = "", namespace = "", uid, annotations } = metadata;
  const node = target?.name ?? "";
  checkTarget(target ?? {});
  const refuse = (reason: string) =>
    new StoreError("Conflict", `Operation cannot be fulfilled on pods/binding "${name}": ${reason}`, {
      details: { name, kind: "pods" },
    });
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
      lastTransitionTime: formatTime(context.clock.now()),
    };
    const conditions = (pod.status?.conditions ?? []).filter((condition) => condition.type !== "PodScheduled");
    return {
      ...pod,
      metadata:
        annotations === undefined
          ? pod.metadata
          : copyWith(pod.metadata, { annotations: { ...pod.metadata.annotations, ...annotations } }),
      spec: { ...pod.spec, nodeName: node },
      status: { ...pod.status, conditions: [...conditions, scheduled] },
    } as KubernetesObject;
  };
  await context.replace({ ...pods, namespace, name }, { subresource: "binding", next, uid }, options);
  return body;
}
