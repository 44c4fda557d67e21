import { copyWith, type coreV1, errorMessage, type KubernetesObject, type PodSpec, StoreError } from "@engenho/core";
import { andThen, isJsonObject, jsonTypeName, type MaybePromise } from "@engenho/machinery";
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest } from "@engenho/registry";
import { isPod } from "../shared/is-pod.js";
import { areAllowed, mergeTolerations } from "../shared/tolerations.js";

type Toleration = coreV1.Toleration;
type Pod = KubernetesObject & { readonly spec?: PodSpec; readonly status?: coreV1.PodStatus };

/** Options of {@link podTolerationRestriction} (upstream: its Configuration). */
export interface PodTolerationRestrictionOptions {
  /** The tolerations of Pods in namespaces without the annotation. Default: none. */
  readonly defaults?: readonly Toleration[] | undefined;
  /** The tolerations that Pods may have in namespaces without the annotation. Default: any. */
  readonly allowed?: readonly Toleration[] | undefined;
}

const defaultsAnnotation = "scheduler.alpha.kubernetes.io/defaultTolerations";
const allowedAnnotation = "scheduler.alpha.kubernetes.io/tolerationsWhitelist";
const memoryPressure = { key: "node.kubernetes.io/memory-pressure", operator: "Exists", effect: "NoSchedule" } as const;

/** Adds the tolerations of their namespace to Pods, and restricts them (upstream: podtolerationrestriction). */
export function podTolerationRestriction({
  defaults = [],
  allowed = [],
}: PodTolerationRestrictionOptions = {}): AdmissionPlugin {
  return {
    name: "PodTolerationRestriction",
    handles: (operation, resource, subresource) => operation !== "DELETE" && subresource === "" && isPod(resource),
    mutate: (request, context) =>
      andThen(annotated(request, context, defaultsAnnotation), (own) => {
        const pod = request.object as Pod;
        const added = [
          ...(request.operation === "CREATE" ? (own ?? defaults) : []),
          ...(isBestEffort(pod) ? [] : [memoryPressure]),
        ];
        if (added.length === 0) return pod;
        const tolerations = mergeTolerations(pod.spec?.tolerations ?? [], added);
        return copyWith(pod, { spec: { ...pod.spec, tolerations } });
      }),
    validate: (request, context) =>
      andThen(annotated(request, context, allowedAnnotation), (own) => {
        const tolerations = (request.object as Pod).spec?.tolerations ?? [];
        if (tolerations.length === 0 || areAllowed(tolerations, own ?? allowed)) return;
        const scope = own === undefined ? "cluster" : "namespace";
        throw new StoreError(
          "InternalError",
          `pod tolerations (possibly merged with namespace default tolerations) conflict with its ${scope} whitelist`,
        );
      }),
  };
}

/** The tolerations in an annotation of the Pod's namespace; undefined without it. */
function annotated(
  request: AdmissionRequest,
  context: AdmissionContext,
  name: string,
): MaybePromise<readonly Toleration[] | undefined> {
  const key = { group: "", kind: "Namespace", namespace: "", name: request.namespace };
  return andThen(context.get(key), (namespace) => {
    const text = namespace?.metadata.annotations?.[name];
    if (text === undefined) return undefined;
    if (text === "") return [];
    try {
      return tolerationsOf(JSON.parse(text));
    } catch (error) {
      throw new StoreError("InternalError", errorMessage(error));
    }
  });
}

/** Throws Error with the message of Go's decoder for what are no tolerations. */
function tolerationsOf(value: unknown): readonly Toleration[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw wrongType(value, "value of type []v1.Toleration");
  for (const each of value) {
    if (!isJsonObject(each)) throw wrongType(each, "value of type v1.Toleration");
    for (const field of ["key", "operator", "value", "effect"]) {
      const text = each[field] ?? "";
      if (typeof text !== "string") throw wrongType(text, `struct field Toleration.${field} of type string`);
    }
    const seconds = each.tolerationSeconds ?? 0;
    if (!Number.isInteger(seconds)) throw wrongType(seconds, "struct field Toleration.tolerationSeconds of type int64");
  }
  return value as readonly Toleration[];
}

function wrongType(value: unknown, target: string): Error {
  return new Error(`json: cannot unmarshal ${jsonTypeName(value)} into Go ${target}`);
}

function isBestEffort({ spec, status }: Pod): boolean {
  if (status?.qosClass !== undefined) return status.qosClass === "BestEffort";
  const { containers = [], initContainers = [], resources } = spec ?? { containers: [] };
  const all = resources === undefined ? [...containers, ...initContainers].map((one) => one.resources) : [resources];
  return !all.some((given) =>
    [given?.requests, given?.limits].some((list) => list?.cpu !== undefined || list?.memory !== undefined),
  );
}
