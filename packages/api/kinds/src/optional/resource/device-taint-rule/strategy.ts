import {
  copyWith,
  formatTime,
  type KubernetesObject,
  type resourceV1alpha3,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import {
  Causes,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  followed,
  labelValueFaults,
  type MaybeWork,
  qualifiedNameFaults,
} from "@engenho/machinery";
import type { Strategy, StrategyContext } from "@engenho/registry";
import { checkDriver } from "../../../pod-template/spec/storage-sources.js";
import { checkSelectors } from "../../../resource/device-request.js";
import { checkPoolName } from "../../../resource/names.js";
import { selectorFaults } from "../../../resource/selector-faults.js";
import { sameFieldByMeaning } from "../../../shared/equality.js";
import { optionalSchemas } from "../../optional-schemas.js";

interface Rule extends KubernetesObject {
  readonly spec?: Partial<resourceV1alpha3.DeviceTaintRuleSpec>;
}

type Taint = Partial<resourceV1alpha3.DeviceTaint>;
type Selector = Partial<resourceV1alpha3.DeviceTaintSelector>;

const effects = ["NoExecute", "NoSchedule"];
const sameField = sameFieldByMeaning("io.k8s.api.resource.v1alpha3.DeviceTaintSelector", () => optionalSchemas);

/** DeviceTaintRule of resource.k8s.io/v1alpha3 (upstream: pkg/registry/resource/devicetaintrule). */
export const deviceTaintRuleStrategy: Strategy = {
  prepareForCreate: withTimeAdded,
  prepareForUpdate: (next, _current, context) => withTimeAdded(next, context),
  validateCreate: (rule: Rule) => validate(rule, false),
  validateUpdate: (next: Rule, current: Stored) =>
    validate(next, sameField("selectors", selectorOf(next).selectors, selectorOf(current as Rule).selectors)),
};

/** A taint without a time is added now. Upstream: SetDefaults_DeviceTaint. */
function withTimeAdded(rule: Rule, { clock }: StrategyContext): KubernetesObject {
  const { spec } = rule;
  if (spec?.taint === undefined || typeof spec.taint.timeAdded === "string") return rule;
  return copyWith(rule, {
    spec: copyWith(spec, { taint: copyWith(spec.taint, { timeAdded: formatTime(clock.now()) }) }),
  });
}

function selectorOf({ spec }: Rule): Selector {
  return spec?.deviceSelector ?? {};
}

/** Upstream: validateDeviceTaintRuleSpec. `stored`: the expressions are those of the stored rule. */
function validate(rule: Rule, stored: boolean): MaybeWork<readonly StatusCause[]> {
  const { deviceClassName, driver, pool, device, selectors = [] } = selectorOf(rule);
  return followed(selectorFaults(selectors, stored), (faults) => {
    const causes = new Causes();
    const path = "spec.deviceSelector";
    if (deviceClassName !== undefined) {
      causes.invalidEach(`${path}.deviceClassName`, deviceClassName, dns1123SubdomainFaults(deviceClassName));
    }
    if (driver !== undefined) checkDriver(driver, `${path}.driver`, causes);
    if (pool !== undefined) checkPoolName(pool, `${path}.pool`, causes);
    if (device !== undefined) causes.invalidEach(`${path}.device`, device, dns1123LabelFaults(device));
    checkSelectors(selectors, `${path}.selectors`, { causes, faults });
    checkTaint(rule.spec?.taint ?? {}, "spec.taint", causes);
    return causes.list;
  });
}

/** Upstream: validateDeviceTaint. */
function checkTaint({ key = "", value = "", effect = "" }: Taint, path: string, causes: Causes): void {
  causes.invalidEach(`${path}.key`, key, qualifiedNameFaults(key));
  if (value !== "") causes.invalidEach(`${path}.value`, value, labelValueFaults(value));
  if (effect === "") causes.required(`${path}.effect`);
  else if (!effects.includes(effect)) causes.notSupported(`${path}.effect`, effect, effects);
}
