import { type AdmissionPlugin, admissionForbidden } from "@engenho/registry";

/** Accepts everything: without effect, for command lines that name it (upstream: plugin/pkg/admission/admit). */
export const alwaysAdmit: AdmissionPlugin = { name: "AlwaysAdmit", handles: () => false };

/** Rejects every write (upstream: plugin/pkg/admission/deny). */
export const alwaysDeny: AdmissionPlugin = {
  name: "AlwaysDeny",
  handles: () => true,
  mutate(request) {
    throw admissionForbidden(request, { reason: "admission control is denying all modifications" });
  },
  validate(request) {
    throw admissionForbidden(request, { reason: "admission control is denying all modifications" });
  },
};
