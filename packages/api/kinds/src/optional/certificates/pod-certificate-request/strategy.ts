import type { Clock, certificatesV1alpha1, KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { Causes, checkConditions } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { sameFieldByMeaning } from "../../../shared/equality.js";
import { goStructValue } from "../../../shared/go-diff/go-struct-value.js";
import { optionalSchemas } from "../../optional-schemas.js";
import { checkIssuance } from "./issuance.js";
import { checkProof, checkSpec } from "./spec.js";

/** A request as clients may have sent it. */
export interface PodCertificateRequest extends KubernetesObject {
  readonly spec?: Partial<certificatesV1alpha1.PodCertificateRequestSpec>;
  readonly status?: certificatesV1alpha1.PodCertificateRequestStatus;
}

type Status = NonNullable<PodCertificateRequest["status"]>;

const sameField = sameFieldByMeaning("io.k8s.api.certificates.v1alpha1.PodCertificateRequest", () => optionalSchemas);
const outcomes = ["Issued", "Denied", "Failed"];
const noStatus: Status = Object.freeze({});

/**
 * PodCertificateRequest (upstream: pkg/registry/certificates/podcertificaterequest). Admission checks whether the author of its status may
 * sign for its signer.
 */
export const podCertificateRequestStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  validateCreate,
  validateUpdate(next: PodCertificateRequest, current: Stored): readonly StatusCause[] {
    const causes = new Causes();
    if (!sameField("spec", next.spec, (current as PodCertificateRequest).spec)) {
      causes.invalid("spec", goStructValue("PodCertificateRequestSpec", next.spec), "field is immutable");
    }
    return causes.list;
  },
  validateStatusUpdate: (next: PodCertificateRequest, current: Stored, _onWarning, clock) =>
    validateStatus(next, current as PodCertificateRequest, clock),
};

/** Upstream: ValidatePodCertificateRequestCreate. It waits for the check of the proof of possession. */
async function validateCreate({ spec = {} }: PodCertificateRequest): Promise<readonly StatusCause[]> {
  const causes = new Causes();
  if (checkSpec(spec, causes)) await checkProof(spec, causes);
  return causes.list;
}

/** Upstream: ValidatePodCertificateRequestStatusUpdate. */
function validateStatus(
  next: PodCertificateRequest,
  current: PodCertificateRequest,
  clock: Clock,
): readonly StatusCause[] {
  const causes = new Causes();
  const { conditions = [] } = next.status ?? noStatus;
  checkOutcomes(conditions, causes);
  checkConditions(conditions, "status.conditions", causes);
  if (causes.list.length > 0) return causes.list;
  const isSame = sameField("status", next.status ?? noStatus, current.status ?? noStatus);
  if (outcomeOf(current) !== undefined) {
    if (!isSame) {
      const detail = "immutable after PodCertificateRequest is issued, denied, or failed";
      causes.invalidWithoutValue("status", detail);
    }
    return causes.list;
  }
  const outcome = outcomeOf(next);
  if (outcome === "Issued") checkIssuance(next, current, { causes, nowMs: clock.now() });
  else if (outcome !== undefined) {
    if (!sameField("status", next.status ?? noStatus, { conditions })) {
      const detail = "non-condition status fields must be empty when denying or failing the PodCertificateRequest";
      causes.invalidWithoutValue("status", detail);
    }
  } else if (!isSame) {
    causes.invalidWithoutValue("status", 'status is immutable unless transitioning to "Issued", "Denied", or "Failed"');
  }
  return causes.list;
}

/** At most one condition says what became of the request, and it must be True. */
function checkOutcomes(conditions: NonNullable<Status["conditions"]>, causes: Causes): void {
  let known = 0;
  for (const [index, { type, status }] of conditions.entries()) {
    // Upstream's path has a dot in front of the index.
    const path = `status.conditions.[${index}]`;
    if (!outcomes.includes(type)) {
      causes.notSupported(`${path}.type`, type, outcomes);
      continue;
    }
    known++;
    if (known > 1) {
      const detail = 'There may be at most one condition with type "Issued", "Denied", or "Failed"';
      causes.invalid(`${path}.type`, type, detail);
    }
    if (status !== "True") causes.notSupported(`${path}.status`, status, ["True"]);
  }
}

/** The outcome of the request according to its conditions. */
function outcomeOf({ status }: PodCertificateRequest): string | undefined {
  return (status?.conditions ?? []).find(({ type, status: said }) => outcomes.includes(type) && said === "True")?.type;
}
