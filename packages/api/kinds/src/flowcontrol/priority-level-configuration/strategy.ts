import type { PriorityLevelConfiguration, StatusCause } from "@engenho/core";
import { Causes } from "@engenho/machinery";
import { type Strategy, statusSubresource, withoutFields } from "@engenho/registry";
import { sameByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { mandatoryPriorityLevels } from "../mandatory.js";
import { statusOnly, validateStatus } from "../status.js";

type Spec = NonNullable<PriorityLevelConfiguration["spec"]>;
type Limited = NonNullable<Spec["limited"]>;
type Queuing = NonNullable<NonNullable<Limited["limitResponse"]>["queuing"]>;

const maxQueues = 10_000_000;
/** The bits of a hash value that shuffle sharding may consume. */
const maxHashBits = 60;

const sameSpec = sameByMeaning("io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec");

/** PriorityLevelConfiguration of flowcontrol.apiserver.k8s.io/v1. */
export const priorityLevelConfigurationStrategy: Strategy = {
  ...statusSubresource({}),
  prepareForStatusUpdate: statusOnly,
  validateCreate: validate,
  validateUpdate: validate,
  validateStatusUpdate: ({ status }: PriorityLevelConfiguration) => validateStatus(status),
};

/** Upstream: ValidatePriorityLevelConfiguration. */
function validate({ metadata, spec, status }: PriorityLevelConfiguration): readonly StatusCause[] {
  const causes = new Causes();
  const name = metadata.name ?? "";
  checkSpec(name, spec ?? ({} as Spec), causes);
  checkMandatory(name, spec, causes);
  causes.add(validateStatus(status));
  return causes.list;
}

/** Administrators may change the shares of `exempt`, and nothing else of the mandatory levels. */
function checkMandatory(name: string, spec: Spec | undefined, causes: Causes): void {
  const fixed = mandatoryPriorityLevels.get(name);
  if (fixed === undefined) return;
  const shown = goStructValue("PriorityLevelConfigurationSpec", spec);
  if (name !== "exempt") {
    if (!sameSpec(spec, fixed)) causes.invalid("spec", shown, `spec of '${name}' must equal the fixed value`);
  } else if (!sameSpec(withoutFields(spec ?? {}, ["exempt"]), withoutFields(fixed, ["exempt"]))) {
    const detail = `spec of '${name}' except the 'spec.exempt' field must equal the fixed value`;
    causes.invalid("spec", shown, detail);
  }
}

function checkSpec(name: string, { type = "", limited, exempt }: Spec, causes: Causes): void {
  if ((name === "exempt") !== (type === "Exempt")) {
    causes.invalid("spec.type", type, "type must be 'Exempt' if and only if name is 'exempt'");
  }
  if (type === "Exempt") {
    if (limited !== undefined) causes.forbidden("spec.limited", "must be nil if the type is not Limited");
    if (exempt !== undefined) checkShares(exempt, "spec.exempt", causes);
  } else if (type === "Limited") {
    if (exempt !== undefined) causes.forbidden("spec.exempt", "must be nil if the type is Limited");
    if (limited === undefined) causes.required("spec.limited", "must not be empty when type is Limited");
    else checkLimited(limited, causes);
  } else causes.notSupported("spec.type", type, ["Exempt", "Limited"]);
}

function checkShares(
  { nominalConcurrencyShares: shares = 0, lendablePercent = 0 }: NonNullable<Spec["exempt"]>,
  path: string,
  causes: Causes,
): void {
  if (shares < 0) causes.invalid(`${path}.nominalConcurrencyShares`, shares, "must be a non-negative integer");
  causes.inRange(`${path}.lendablePercent`, lendablePercent, [0, 100]);
}

/** Upstream: ValidateLimitedPriorityLevelConfiguration. */
function checkLimited(limited: Limited, causes: Causes): void {
  const { nominalConcurrencyShares: shares = 0, lendablePercent = 0, borrowingLimitPercent } = limited;
  const path = "spec.limited";
  if (shares < 0) causes.invalid(`${path}.nominalConcurrencyShares`, shares, "must be a non-negative integer");
  checkResponse(limited.limitResponse ?? { type: "" }, causes);
  causes.inRange(`${path}.lendablePercent`, lendablePercent, [0, 100]);
  if (borrowingLimitPercent !== undefined && borrowingLimitPercent < 0) {
    const detail = "if specified, must be a non-negative integer";
    causes.invalid(`${path}.borrowingLimitPercent`, borrowingLimitPercent, detail);
  }
}

function checkResponse({ type = "", queuing }: NonNullable<Limited["limitResponse"]>, causes: Causes): void {
  const path = "spec.limited.limitResponse";
  if (type === "Reject") {
    if (queuing === undefined) return;
    causes.forbidden(`${path}.queuing`, "must be nil if limited.limitResponse.type is not Limited");
  } else if (type === "Queue") {
    if (queuing !== undefined) checkQueuing(queuing, `${path}.queuing`, causes);
    else causes.required(`${path}.queuing`, "must not be empty if limited.limitResponse.type is Limited");
  } else causes.notSupported(`${path}.type`, type, ["Queue", "Reject"]);
}

/** Upstream: ValidatePriorityLevelQueuingConfiguration. */
function checkQueuing(queuing: Queuing, path: string, causes: Causes): void {
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = queuing;
  if (queueLengthLimit <= 0) causes.invalid(`${path}.queueLengthLimit`, queueLengthLimit, "must be positive");
  if (queues <= 0) causes.invalid(`${path}.queues`, queues, "must be positive");
  else if (queues > maxQueues) causes.invalid(`${path}.queues`, queues, `must not be greater than ${maxQueues}`);
  const entropy = Math.ceil(Math.log2(queues) * handSize);
  if (handSize <= 0) causes.invalid(`${path}.handSize`, handSize, "must be positive");
  else if (handSize > queues) {
    causes.invalid(`${path}.handSize`, handSize, `should not be greater than queues (${queues})`);
  } else if (entropy > maxHashBits) {
    const detail = `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${maxHashBits}`;
    causes.invalid(`${path}.handSize`, handSize, detail);
  }
}
