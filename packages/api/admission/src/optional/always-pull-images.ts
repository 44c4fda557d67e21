import {
  aggregateErrors,
  type Container,
  copyWith,
  type coreV1,
  definedFields,
  type KubernetesObject,
  type PodSpec,
  StoreError,
} from "@engenho/core";
import { type AdmissionPlugin, type AdmissionRequest, admissionForbidden } from "@engenho/registry";
import { isPod } from "../shared/is-pod.js";

type Pod = KubernetesObject & { readonly spec?: PodSpec };

/**
 * Makes Pods pull their images at each start, so that only those who may pull an image can use a node's copy of it
 * (upstream: plugin/pkg/admission/alwayspullimages).
 */
export const alwaysPullImages: AdmissionPlugin = {
  name: "AlwaysPullImages",
  handles: (operation, resource, subresource) => operation !== "DELETE" && subresource === "" && isPod(resource),
  mutate(request) {
    const pod = request.object as Pod;
    const { spec } = pod;
    if (spec === undefined || hasNoNewImage(request)) return pod;
    const pull = <T extends Container | coreV1.EphemeralContainer>(container: T): T =>
      container.imagePullPolicy === "Always" ? container : { ...container, imagePullPolicy: "Always" };
    const pulled = definedFields({
      // Admission sees what has not been validated.
      containers: (spec.containers as PodSpec["containers"] | undefined)?.map(pull),
      initContainers: spec.initContainers?.map(pull),
      ephemeralContainers: spec.ephemeralContainers?.map(pull),
      volumes: spec.volumes?.map((volume) =>
        volume.image === undefined ? volume : { ...volume, image: { ...volume.image, pullPolicy: "Always" } },
      ),
    });
    return copyWith(pod, { spec: copyWith(spec, pulled) }) as KubernetesObject;
  },
  validate(request) {
    const { spec } = request.object as Pod;
    if (spec === undefined || hasNoNewImage(request)) return;
    const faults = [
      ...faultsOf("containers", spec.containers),
      ...faultsOf("initContainers", spec.initContainers),
      ...faultsOf("ephemeralContainers", spec.ephemeralContainers as readonly Container[] | undefined),
      ...(spec.volumes ?? []).flatMap(({ image }, index) =>
        image === undefined ? [] : faultAt(`spec.volumes[${index}].image.pullPolicy`, image.pullPolicy),
      ),
    ];
    if (faults.length === 0) return;
    const errors = faults.map((reason) => admissionForbidden(request, { reason }));
    // Several errors have no Status upstream either.
    throw errors.length === 1
      ? errors[0]
      : new StoreError("InternalError", String((aggregateErrors(errors) as Error).message));
  },
};

function faultsOf(list: string, containers: readonly Container[] = []): readonly string[] {
  return containers.flatMap(({ imagePullPolicy }, index) =>
    faultAt(`spec.${list}[${index}].imagePullPolicy`, imagePullPolicy),
  );
}

function faultAt(field: string, policy: string | undefined): readonly string[] {
  if (policy === "Always") return [];
  return [`${field}: Unsupported value: ${JSON.stringify(policy ?? "")}: supported values: "Always"`];
}

function hasNoNewImage({ object, oldObject }: AdmissionRequest): boolean {
  if (oldObject === undefined) return false;
  const known = new Set(imagesOf(oldObject as Pod));
  return imagesOf(object as Pod).every((image) => known.has(image));
}

function imagesOf({ spec }: Pod): readonly (string | undefined)[] {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec ?? { containers: [] };
  return [...containers, ...initContainers, ...ephemeralContainers].map(({ image }) => image);
}
