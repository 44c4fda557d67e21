import type { StatusCause, Stored, VolumeAttachment } from "@engenho/core";
import { byteLength, Causes, dns1123SubdomainFaults } from "@engenho/machinery";
import { type Strategy, statusSubresource } from "@engenho/registry";
import { checkInlineVolumeSpec } from "../../core/persistent-volume/inline-spec.js";
import type { GatedPart } from "../../gates/gated-fields.js";
import { checkDriver } from "../../pod-template/spec/storage-sources.js";
import { sameFieldByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { twice } from "../../shared/twice.js";

type Spec = NonNullable<VolumeAttachment["spec"]>;
type Status = NonNullable<VolumeAttachment["status"]>;

const exactlyOne = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
const metadataLimit = 256 * 1024;
const messageLimit = 1024;
const maxInt32 = 2 ** 31 - 1;

const sameField = sameFieldByMeaning("io.k8s.api.storage.v1.VolumeAttachment");

/** The feature-gated fields of a VolumeAttachment. */
export const volumeAttachmentGatedFields: readonly GatedPart[] = [
  {
    at: "status",
    fields: [{ gate: "MutableCSINodeAllocatableCount", paths: ["attachError.errorCode", "detachError.errorCode"] }],
  },
];

/** VolumeAttachment of storage.k8s.io/v1: its spec is immutable. */
export const volumeAttachmentStrategy: Strategy = {
  ...statusSubresource({ attached: false }),
  allowUnconditionalUpdate: false,
  validateCreate(attachment: VolumeAttachment): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(validate(attachment));
    // Upstream: ValidateVolumeAttachmentV1.
    checkDriver(attachment.spec?.attacher ?? "", "spec.attacher", causes);
    const volume = attachment.spec?.source?.persistentVolumeName;
    if (volume !== undefined) {
      causes.invalidEach("spec.source.persistentVolumeName", volume, dns1123SubdomainFaults(volume));
    }
    return causes.list;
  },
  validateUpdate,
  validateStatusUpdate: validateUpdate,
};

function validateUpdate(next: VolumeAttachment, current: Stored<VolumeAttachment>): readonly StatusCause[] {
  const causes = new Causes();
  causes.add(twice(validate(next)));
  if (!sameField("spec", next.spec, current.spec)) {
    causes.invalid("spec", goStructValue("VolumeAttachmentSpec", next.spec), "field is immutable");
  }
  return causes.list;
}

/** Upstream: ValidateVolumeAttachment. */
function validate({ spec, status }: VolumeAttachment): readonly StatusCause[] {
  const causes = new Causes();
  checkSpec(spec ?? ({} as Spec), causes);
  checkStatus(status, causes);
  return causes.list;
}

function checkSpec({ attacher = "", source = {}, nodeName = "" }: Spec, causes: Causes): void {
  if (attacher === "") causes.required("spec.attacher");
  const { inlineVolumeSpec, persistentVolumeName } = source;
  if (inlineVolumeSpec === undefined && persistentVolumeName === undefined) causes.required("spec.source", exactlyOne);
  else if (inlineVolumeSpec === undefined) {
    if (persistentVolumeName === "") {
      causes.required("spec.source.persistentVolumeName", "must specify non empty persistentVolumeName");
    }
  } else if (persistentVolumeName !== undefined) causes.forbidden("spec.source", exactlyOne);
  else checkInlineVolumeSpec(inlineVolumeSpec, "spec.source.inlineVolumeSpec", causes);
  causes.invalidEach("spec.nodeName", nodeName, dns1123SubdomainFaults(nodeName));
}

function checkStatus(status: Status | undefined, causes: Causes): void {
  let size = 0;
  for (const [key, value] of Object.entries(status?.attachmentMetadata ?? {})) {
    size += byteLength(key) + byteLength(value);
  }
  if (size > metadataLimit) causes.tooLong("status.attachmentMetadata", metadataLimit);
  for (const field of ["attachError", "detachError"] as const) {
    const { message = "", errorCode = 0 } = status?.[field] ?? {};
    // Upstream reports the limit of the metadata.
    if (byteLength(message) > messageLimit) causes.tooLong(`status.${field}.message`, metadataLimit);
    if (errorCode < 0) {
      causes.invalid(`status.${field}.errorCode`, errorCode, `must be between 0 and ${maxInt32}, inclusive`);
    }
  }
}
