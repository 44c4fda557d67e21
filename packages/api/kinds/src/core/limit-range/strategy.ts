import {
  compareQuantities,
  copyWith,
  type KubernetesObject,
  type LimitRange,
  parseQuantity,
  quantityAsNumber,
  type StatusCause,
} from "@engenho/core";

import { Causes, qualifiedNameFaults } from "@engenho/machinery";
import { mapShared, type Strategy, withFields } from "@engenho/registry";
import {
  allowsOvercommit,
  checkContainerResourceName,
  checkResourceName,
} from "../../pod-template/spec/resource-requirements.js";

type LimitRangeSpec = NonNullable<LimitRange["spec"]>;
type Limit = LimitRangeSpec["limits"][number];
type ResourceList = Readonly<Record<string, string>>;

const standardTypes = new Set(["Pod", "Container", "PersistentVolumeClaim"]);

/** LimitRange: the defaults of a container's limits and requests follow from its maximum and minimum. */
export const limitRangeStrategy: Strategy = {
  allowCreateOnUpdate: true,
  applyDefaults(range: LimitRange): KubernetesObject {
    const { spec } = range;
    if (spec?.limits === undefined) return range;
    const limits = mapShared(spec.limits, defaultLimit);
    return withFields<LimitRange>(range, { spec: withFields<LimitRangeSpec>(spec, { limits }) });
  },
  validateCreate: validate,
  validateUpdate: validate,
};

function defaultLimit(limit: Limit): Limit {
  if (limit.type !== "Container") return limit;
  const defaults = { ...limit.max, ...limit.default };
  const requests = { ...limit.min, ...defaults, ...limit.defaultRequest };
  const same = (filled: ResourceList, given: ResourceList = {}) =>
    Object.keys(filled).length === Object.keys(given).length;
  if (same(defaults, limit.default) && same(requests, limit.defaultRequest)) return limit;
  // An empty map equals absence: upstream creates it, and omits it when it encodes.
  const isEmpty = Object.keys(defaults).length === 0;
  return copyWith(limit, isEmpty ? { defaultRequest: requests } : { default: defaults, defaultRequest: requests });
}

function validate(range: LimitRange): readonly StatusCause[] {
  const causes = new Causes();
  const seen = new Set<string>();
  for (const [index, limit] of (range.spec?.limits ?? []).entries()) {
    const path = `spec.limits[${index}]`;
    const { type = "" } = limit;
    checkType(type, `${path}.type`, causes);
    if (seen.has(type)) causes.duplicate(`${path}.type`, type);
    seen.add(type);
    checkLimit(limit, path, causes);
  }
  return causes.list;
}

function checkType(type: string, path: string, causes: Causes): void {
  const faults = qualifiedNameFaults(type);
  causes.invalidEach(path, type, faults);
  if (faults.length === 0 && !type.includes("/") && !standardTypes.has(type)) {
    causes.invalid(path, type, "must be a standard limit type or fully qualified");
  }
}

function checkLimit(limit: Limit, path: string, causes: Causes): void {
  const {
    max = {},
    min = {},
    default: limits = {},
    defaultRequest: requests = {},
    maxLimitRequestRatio: ratios = {},
  } = limit;
  checkNames(limit.type, max, { path: `${path}.max`, causes });
  checkNames(limit.type, min, { path: `${path}.min`, causes });
  if (limit.type === "Pod") {
    const detail = "may not be specified when `type` is 'Pod'";
    if (Object.keys(limits).length > 0) causes.forbidden(`${path}.default`, detail);
    if (Object.keys(requests).length > 0) causes.forbidden(`${path}.defaultRequest`, detail);
  } else {
    checkNames(limit.type, limits, { path: `${path}.default`, causes });
    checkNames(limit.type, requests, { path: `${path}.defaultRequest`, causes });
  }
  if (limit.type === "PersistentVolumeClaim" && min.storage === undefined && max.storage === undefined) {
    const detail = "either minimum or maximum storage value is required, but neither was provided";
    causes.required(`${path}.limits`, detail);
  }
  checkNames(limit.type, ratios, { path: `${path}.maxLimitRequestRatio`, causes });
  // A Pod has no defaults: they are refused as a whole.
  const [defaults, defaultRequests] = limit.type === "Pod" ? [{}, {}] : [limits, requests];
  checkAmounts({ max, min, defaults, defaultRequests, ratios }, path, causes);
}

/** Upstream: validateLimitRangeResourceName, for each name. */
function checkNames(
  type: string,
  amounts: ResourceList,
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  const check = type === "Pod" || type === "Container" ? checkContainerResourceName : checkResourceName;
  for (const name of Object.keys(amounts)) check(name, `${path}[${name}]`, causes);
}

interface Amounts {
  readonly max: ResourceList;
  readonly min: ResourceList;
  readonly defaults: ResourceList;
  readonly defaultRequests: ResourceList;
  readonly ratios: ResourceList;
}

function checkAmounts(amounts: Amounts, path: string, causes: Causes): void {
  const { max, min, defaults: limits, defaultRequests: requests, ratios } = amounts;
  const order = orderCheck(path, causes);
  for (const name of new Set(Object.values<ResourceList>({ ...amounts }).flatMap((list) => Object.keys(list)))) {
    order(name, {
      field: "min",
      low: min,
      high: max,
      shown: min,
      says: (a, b) => `min value ${a} is greater than max value ${b}`,
    });
    order(name, {
      field: "defaultRequest",
      low: min,
      high: requests,
      shown: requests,
      says: (a, b) => `min value ${a} is greater than default request value ${b}`,
    });
    order(name, {
      field: "defaultRequest",
      low: requests,
      high: max,
      shown: requests,
      says: (a, b) => `default request value ${a} is greater than max value ${b}`,
    });
    order(name, {
      field: "defaultRequest",
      low: requests,
      high: limits,
      shown: requests,
      says: (a, b) => `default request value ${a} is greater than default limit value ${b}`,
    });
    order(name, {
      field: "default",
      low: min,
      high: limits,
      shown: min,
      says: (a, b) => `min value ${a} is greater than default value ${b}`,
    });
    order(name, {
      field: "default",
      low: limits,
      high: max,
      shown: max,
      says: (a, b) => `default value ${a} is greater than max value ${b}`,
    });
    const ratio = amountOf(ratios, name);
    if (ratio !== undefined && compareQuantities(parseQuantity(ratio), parseQuantity("1")) < 0) {
      causes.invalid(`${path}.maxLimitRequestRatio[${name}]`, ratio, `ratio ${ratio} is less than 1`);
    }
    checkRatio(
      { ratio, low: amountOf(min, name), high: amountOf(max, name) },
      `${path}.maxLimitRequestRatio[${name}]`,
      causes,
    );
    const limit = amountOf(limits, name);
    const request = amountOf(requests, name);
    if (limit === undefined || request === undefined || allowsOvercommit(name)) continue;
    if (compareQuantities(parseQuantity(limit), parseQuantity(request)) !== 0) {
      const detail = `default value ${limit} must equal to defaultRequest value ${request} in ${name}`;
      causes.invalid(`${path}.defaultRequest[${name}]`, request, detail);
    }
  }
}

interface Ratio {
  readonly ratio: string | undefined;
  readonly low: string | undefined;
  readonly high: string | undefined;
}

/** No container may have a higher ratio than its bounds permit. */
function checkRatio({ ratio, low, high }: Ratio, path: string, causes: Causes): void {
  if (ratio === undefined || low === undefined || high === undefined) return;
  const most = quantityAsNumber(parseQuantity(high)) / quantityAsNumber(parseQuantity(low));
  if (quantityAsNumber(parseQuantity(ratio)) <= most || Number.isNaN(most)) return;
  causes.invalid(path, ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`);
}

interface Order {
  readonly field: string;
  readonly low: ResourceList;
  readonly high: ResourceList;
  readonly shown: ResourceList;
  says(low: string, high: string): string;
}

function orderCheck(path: string, causes: Causes): (name: string, order: Order) => void {
  return (name, { field, low, high, shown, says }) => {
    const lower = amountOf(low, name);
    const upper = amountOf(high, name);
    if (lower === undefined || upper === undefined) return;
    if (compareQuantities(parseQuantity(lower), parseQuantity(upper)) > 0) {
      causes.invalid(`${path}.${field}[${name}]`, amountOf(shown, name), says(lower, upper));
    }
  };
}

/** Resource names are the client's: `constructor` is one. */
function amountOf(list: ResourceList, name: string): string | undefined {
  return Object.hasOwn(list, name) ? list[name] : undefined;
}
