import {
  type CertificateSigningRequest,
  copyWith,
  definedFields,
  type KubernetesObject,
  type Stored,
  type User,
} from "@engenho/core";
import { type Strategy, withFields } from "@engenho/registry";
import { decisions, type RequestCondition, withStoredOfType, withTimes } from "./request-conditions.js";
import { validateCreate, validateUpdate } from "./validation.js";

type Spec = CertificateSigningRequest["spec"];
type Status = NonNullable<CertificateSigningRequest["status"]>;

const noStatus: Status = Object.freeze({});

/**
 * CertificateSigningRequest (upstream: pkg/registry/certificates/certificates/strategy.go). Who requests is noted when it is created;
 * from then on only `/approval` decides and only `/status` issues.
 */
export const certificateSigningRequestStrategy: Strategy = {
  nameFormat: "path-segment",
  resetFields: {
    "": ["spec", "status"],
    status: ["spec", "status.conditions"],
    approval: ["spec", "status.certificate"],
  },
  prepareForCreate: (request: CertificateSigningRequest, { user }): KubernetesObject =>
    withFields<CertificateSigningRequest>(request, { spec: requestedBy(user, request.spec), status: noStatus }),
  validateCreate,
  prepareForUpdate: (next: CertificateSigningRequest, current: Stored<CertificateSigningRequest>) =>
    withFields(next, { spec: current.spec, status: current.status ?? noStatus }),
  validateUpdate: (next: CertificateSigningRequest, current: Stored<CertificateSigningRequest>) =>
    validateUpdate(next, current, "main"),
  prepareForStatusUpdate(next: CertificateSigningRequest, current: Stored<CertificateSigningRequest>, { clock }) {
    const stored = conditionsOf(current);
    const decided = decisions.reduce(
      (conditions, type) => withStoredOfType(conditions, stored, type),
      conditionsOf(next),
    );
    const status = withConditions(next.status ?? noStatus, withTimes(decided, stored, clock));
    return withFields(next, { spec: current.spec, status });
  },
  validateStatusUpdate: (next: CertificateSigningRequest, current: Stored<CertificateSigningRequest>) =>
    validateUpdate(next, current, "status"),
  prepareForSubresourceUpdate(
    _,
    next: CertificateSigningRequest,
    current: Stored<CertificateSigningRequest>,
    { clock },
  ) {
    const conditions = withTimes(conditionsOf(next), conditionsOf(current), clock);
    return withFields(next, { spec: current.spec, status: withConditions(current.status ?? noStatus, conditions) });
  },
  validateSubresourceUpdate: (_, next: CertificateSigningRequest, current: Stored<CertificateSigningRequest>) =>
    validateUpdate(next, current, "approval"),
};

/** The spec with the requesting user, which overrides the client's values. Empty fields are omitted. */
function requestedBy(user: User | undefined, spec: Spec): Spec {
  const { name = "", uid = "", groups = [], extra = {} } = user ?? {};
  return definedFields({
    ...spec,
    username: name === "" ? undefined : name,
    uid: uid === "" ? undefined : uid,
    groups: groups.length === 0 ? undefined : groups,
    extra: Object.keys(extra).length === 0 ? undefined : extra,
  }) as Spec;
}

function conditionsOf({ status }: CertificateSigningRequest): readonly RequestCondition[] {
  return status?.conditions ?? [];
}

function withConditions(status: Status, conditions: readonly RequestCondition[]): Status {
  return definedFields(copyWith(status, { conditions: conditions.length === 0 ? undefined : conditions })) as Status;
}
