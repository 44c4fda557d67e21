import type { PodSpec } from "@engenho/core";
import { Causes, checkLabelSelector, labelValueFaults, qualifiedNameFaults } from "@engenho/machinery";
import { checkLabelKeys, checkLabelKeysOnce } from "./label-keys.js";
import { tolerates } from "./tolerated-errors.js";

type Toleration = NonNullable<PodSpec["tolerations"]>[number];
type SpreadConstraint = NonNullable<PodSpec["topologySpreadConstraints"]>[number];
type SchedulingGate = NonNullable<PodSpec["schedulingGates"]>[number];

const taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"] as const;

/** Checks `spec.tolerations`. */
export function checkTolerations(tolerations: readonly Toleration[] | undefined, path: string, causes: Causes): void {
  for (const [index, toleration] of (tolerations ?? []).entries()) {
    const at = `${path}[${index}]`;
    const { key = "", operator = "", value = "", effect = "", tolerationSeconds } = toleration;
    if (key !== "") causes.invalidEach(`${at}.key`, key, qualifiedNameFaults(key));
    else if (operator !== "Exists") {
      const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      causes.invalid(`${at}.operator`, operator, detail);
    }
    if (tolerationSeconds !== undefined && effect !== "NoExecute") {
      causes.invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    if (operator === "Exists") {
      if (value !== "") causes.invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'");
    } else if (operator === "Equal" || operator === "") {
      const faults = labelValueFaults(value);
      if (faults.length > 0) causes.invalid(`${at}.operator`, value, faults.join(";"));
    } else causes.notSupported(`${at}.operator`, operator, ["Equal", "Exists"]);
    if (effect !== "") checkTaintEffect(effect, `${at}.effect`, causes);
  }
}

/** Checks the effect of a taint or toleration. */
export function checkTaintEffect(effect: string, path: string, causes: Causes): void {
  if (!(taintEffects as readonly string[]).includes(effect)) causes.notSupported(path, effect, taintEffects);
}

/** Checks `spec.topologySpreadConstraints`. */
export function checkSpreadConstraints(
  constraints: readonly SpreadConstraint[] | undefined,
  path: string,
  causes: Causes,
): void {
  const lastOfPair = new Map<string, number>();
  for (const [index, { topologyKey = "", whenUnsatisfiable = "" }] of (constraints ?? []).entries()) {
    lastOfPair.set(JSON.stringify([topologyKey, whenUnsatisfiable]), index);
  }
  for (const [index, constraint] of (constraints ?? []).entries()) {
    const at = `${path}[${index}]`;
    const { maxSkew = 0, topologyKey = "", whenUnsatisfiable = "", minDomains } = constraint;
    causes.positive(`${at}.maxSkew`, maxSkew);
    if (topologyKey === "") causes.required(`${at}.topologyKey`, "can not be empty");
    if (whenUnsatisfiable !== "DoNotSchedule" && whenUnsatisfiable !== "ScheduleAnyway") {
      causes.notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, ["DoNotSchedule", "ScheduleAnyway"]);
    }
    if (lastOfPair.get(JSON.stringify([topologyKey, whenUnsatisfiable])) !== index) {
      causes.duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`);
    }
    if (minDomains !== undefined) {
      causes.positive(`${at}.minDomains`, minDomains);
      if (whenUnsatisfiable !== "DoNotSchedule") {
        const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
        causes.invalid(`${at}.minDomains`, minDomains, detail);
      }
    }
    for (const field of ["nodeAffinityPolicy", "nodeTaintsPolicy"] as const) {
      const policy = constraint[field];
      if (policy !== undefined && policy !== "Honor" && policy !== "Ignore") {
        causes.notSupported(`${at}.${field}`, policy, ["Honor", "Ignore"]);
      }
    }
    if (tolerates(causes, "spread-label-keys")) checkLabelKeysOnce(constraint, `${at}.matchLabelKeys`, causes);
    else checkLabelKeys({ ...constraint, mismatchLabelKeys: undefined }, at, causes);
    if (!tolerates(causes, "spread-selectors")) {
      checkLabelSelector(constraint.labelSelector, `${at}.labelSelector`, causes);
    }
  }
}

/** Which parts of the constraints have errors: their selectors, or their label keys. */
export function faultySpreadParts(constraints: readonly SpreadConstraint[] = []): {
  readonly selectors: boolean;
  readonly labelKeys: boolean;
} {
  const [selectors, labelKeys] = [new Causes(), new Causes()];
  for (const constraint of constraints) {
    checkLabelSelector(constraint.labelSelector, "", selectors);
    checkLabelKeys({ ...constraint, mismatchLabelKeys: undefined }, "", labelKeys);
  }
  return { selectors: selectors.list.length > 0, labelKeys: labelKeys.list.length > 0 };
}

/** Checks `spec.schedulingGates`. */
export function checkSchedulingGates(gates: readonly SchedulingGate[] | undefined, path: string, causes: Causes): void {
  const seen = new Set<string>();
  for (const [index, gate] of (gates ?? []).entries()) {
    const name = gate.name ?? "";
    causes.invalidEach(`${path}[${index}]`, name, qualifiedNameFaults(name));
    if (seen.has(name)) causes.duplicate(`${path}[${index}]`, name);
    seen.add(name);
  }
}
