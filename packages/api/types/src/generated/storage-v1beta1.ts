// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.
import type { KubernetesObject, ObjectMeta } from "../object.js";
import type { ListMeta } from "./meta-v1.js";

/**
 * VolumeAttributesClass represents a specification of mutable volume attributes defined by the CSI driver. The class
 * can be specified during dynamic provisioning of PersistentVolumeClaims, and changed in the PersistentVolumeClaim
 * spec after provisioning.
 */
export interface VolumeAttributesClass extends KubernetesObject {
  readonly apiVersion: "storage.k8s.io/v1beta1";
  readonly kind: "VolumeAttributesClass";
  readonly metadata: ObjectMeta;
  /** Name of the CSI driver This field is immutable. */
  readonly driverName: string;
  /**
   * parameters hold volume attributes defined by the CSI driver. These values are opaque to the Kubernetes and are
   * passed directly to the CSI driver. The underlying storage provider supports changing these attributes on an
   * existing volume, however the parameters field itself is immutable. To invoke a volume update, a new
   * VolumeAttributesClass should be created with new parameters, and the PersistentVolumeClaim should be updated to
   * reference the new VolumeAttributesClass.
   *
   * This field is required and must contain at least one key/value pair. The keys cannot be empty, and the maximum
   * number of parameters is 512, with a cumulative max size of 256K. If the CSI driver rejects invalid parameters,
   * the target PersistentVolumeClaim will be set to an "Infeasible" state in the modifyVolumeStatus field.
   */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** VolumeAttributesClassList is a collection of VolumeAttributesClass objects. */
export interface VolumeAttributesClassList {
  readonly apiVersion: "storage.k8s.io/v1beta1";
  readonly kind: "VolumeAttributesClassList";
  /**
   * Standard list metadata More info:
   * https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata
   */
  readonly metadata: ListMeta;
  /** items is the list of VolumeAttributesClass objects. */
  readonly items: readonly VolumeAttributesClass[];
}
