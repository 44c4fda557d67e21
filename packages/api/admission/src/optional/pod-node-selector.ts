import { copyWith, type KubernetesObject, type PodSpec, type Stored, StoreError } from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from "@engenho/registry";
import { isPod } from "../shared/is-pod.js";

type Labels = Readonly<Record<string, string>>;
type Pod = KubernetesObject & { readonly spec?: PodSpec };

/** Options of {@link podNodeSelector} (upstream: podNodeSelectorPluginConfig). */
export interface PodNodeSelectorOptions {
  /** The node labels of Pods in namespaces without the annotation. Default: none. */
  readonly clusterDefaultNodeSelector?: Labels | undefined;
  /** The node labels that Pods may select, by namespace. Default: any. */
  readonly allowed?: Readonly<Record<string, Labels>> | undefined;
}

const annotation = "scheduler.alpha.kubernetes.io/node-selector";

/** Adds the node selector of their namespace to Pods (upstream: plugin/pkg/admission/podnodeselector). */
export function podNodeSelector({
  clusterDefaultNodeSelector = {},
  allowed = {},
}: PodNodeSelectorOptions = {}): AdmissionPlugin {
  const selectorOf = (request: AdmissionRequest, context: AdmissionContext): MaybePromise<Labels> => {
    const key = { group: "", kind: "Namespace", namespace: "", name: request.namespace };
    return andThen(context.get(key), (namespace: Stored | undefined) => {
      const text = namespace?.metadata.annotations?.[annotation];
      return text === undefined ? clusterDefaultNodeSelector : parseLabels(text);
    });
  };
  return {
    name: "PodNodeSelector",
    handles: (operation, resource, subresource) => operation === "CREATE" && subresource === "" && isPod(resource),
    mutate: (request, context) =>
      andThen(selectorOf(request, context), (selector) => {
        const pod = request.object as Pod;
        if (Object.keys(selector).length === 0) return pod;
        const { nodeSelector = {} } = pod.spec ?? {};
        refuseConflict(request, nodeSelector, selector);
        return copyWith(pod, { spec: { ...pod.spec, nodeSelector: { ...selector, ...nodeSelector } } });
      }),
    validate: (request, context) =>
      andThen(selectorOf(request, context), (selector) => {
        const { nodeSelector = {} } = (request.object as Pod).spec ?? {};
        refuseConflict(request, nodeSelector, selector);
        const may = Object.hasOwn(allowed, request.namespace) ? (allowed[request.namespace] ?? {}) : {};
        const isAllowed = ([name, value]: [string, string]) => Object.hasOwn(may, name) && may[name] === value;
        if (Object.keys(may).length === 0 || Object.entries(nodeSelector).every(isAllowed)) return;
        throw admissionForbidden(request, {
          reason: "pod node label selector labels conflict with its namespace whitelist",
        });
      }),
  };
}

function refuseConflict(request: AdmissionRequest, ofPod: Labels, ofNamespace: Labels): void {
  const conflicts = Object.entries(ofNamespace).some(
    ([name, value]) => Object.hasOwn(ofPod, name) && ofPod[name] !== value,
  );
  if (!conflicts) return;
  throw admissionForbidden(request, {
    reason: "pod node label selector conflicts with its namespace node label selector",
  });
}

/** Labels as `name=value,other=value` (labels.ConvertSelectorToLabelsMap). */
function parseLabels(text: string): Labels {
  const labels: Record<string, string> = Object.create(null);
  for (const part of text.split(",").filter((each) => each !== "")) {
    const [name = "", value, ...more] = part.split("=");
    if (value === undefined || more.length > 0) {
      throw new StoreError("InternalError", `invalid selector: ${part}`);
    }
    labels[name.trim()] = value.trim();
  }
  return labels;
}
