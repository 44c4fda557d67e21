import { definedFields } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { type GoShape, readAnnotation } from "../../shared/json-annotation.js";
import { checkTaints, type Taint } from "./taints.js";

type Annotations = Readonly<Record<string, string>>;

const taintsKey = "scheduler.alpha.kubernetes.io/taints";
const avoidPodsKey = "scheduler.alpha.kubernetes.io/preferAvoidPods";
const path = "metadata.annotations";

const text: GoShape = { kind: "text", type: "string" };
const flag: GoShape = { kind: "boolean", type: "bool" };
const time: GoShape = { kind: "time", type: "v1.Time" };

const taintShape: GoShape = {
  kind: "list",
  type: "[]core.Taint",
  items: {
    kind: "struct",
    type: "core.Taint",
    fields: { Key: text, Value: text, Effect: { kind: "text", type: "core.TaintEffect" }, TimeAdded: time },
  },
};

const controllerShape: GoShape = {
  kind: "struct",
  type: "v1.OwnerReference",
  fields: {
    apiVersion: text,
    kind: text,
    name: text,
    uid: { kind: "text", type: "types.UID" },
    controller: flag,
    blockOwnerDeletion: flag,
  },
};

const avoidPodsShape: GoShape = {
  kind: "struct",
  type: "v1.AvoidPods",
  fields: {
    preferAvoidPods: {
      kind: "list",
      type: "[]v1.PreferAvoidPodsEntry",
      items: {
        kind: "struct",
        type: "v1.PreferAvoidPodsEntry",
        fields: {
          podSignature: { kind: "struct", type: "v1.PodSignature", fields: { podController: controllerShape } },
          evictionTime: time,
          reason: text,
          message: text,
        },
      },
    },
  },
};

interface GoTaint {
  readonly Key?: string;
  readonly Value?: string;
  readonly Effect?: Taint["effect"];
  readonly TimeAdded?: string;
}

interface AvoidPods {
  readonly preferAvoidPods?: readonly (
    | { readonly podSignature?: { readonly podController?: { readonly controller?: boolean } } }
    | undefined
  )[];
}

/** Validates annotations of a Node that are no longer used, but still validated (ValidateNodeSpecificAnnotations). */
export function checkNodeAnnotations(annotations: Annotations | undefined, causes: Causes): void {
  if (annotations === undefined) return;
  const [taints, avoided] = [taintsKey, avoidPodsKey].map((key) =>
    Object.hasOwn(annotations, key) ? (annotations[key] ?? "") : "",
  );
  if (taints) checkTaintsAnnotation(taints, causes);
  if (avoided) checkAvoidPodsAnnotation(avoided, causes);
}

/** Upstream: ValidateTaintsInNodeAnnotations. */
function checkTaintsAnnotation(annotation: string, causes: Causes): void {
  const read = readAnnotation<readonly (GoTaint | undefined)[] | undefined>(annotation, taintShape);
  if ("fault" in read) {
    causes.invalid(path, taintsKey, read.fault);
    return;
  }
  const taints = (read.value ?? []).map((one) =>
    definedFields({
      key: one?.Key ?? "",
      value: one?.Value ?? "",
      effect: one?.Effect ?? "",
      timeAdded: one?.TimeAdded,
    }),
  );
  checkTaints(taints as readonly Taint[], `${path}.${taintsKey}`, causes);
}

/** Upstream: ValidateAvoidPodsInNodeAnnotations; a reference without `controller` is not to a controller. */
function checkAvoidPodsAnnotation(annotation: string, causes: Causes): void {
  const read = readAnnotation<AvoidPods | undefined>(annotation, avoidPodsShape);
  if ("fault" in read) {
    causes.invalid(`${path}.AvoidPods`, avoidPodsKey, read.fault);
    return;
  }
  for (const [index, entry] of (read.value?.preferAvoidPods ?? []).entries()) {
    const at = `${path}.${avoidPodsKey}[${index}].PodSignature`;
    const controller = entry?.podSignature?.podController;
    if (controller === undefined) causes.required(at);
    else if (controller.controller !== true) {
      causes.invalid(`${at}.PodController.Controller`, controller.controller ?? null, "must point to a controller");
    }
  }
}
