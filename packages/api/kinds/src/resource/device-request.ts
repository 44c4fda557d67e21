import type { resourceV1 } from "@engenho/core";
import {
  type Causes,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  labelValueFaults,
  qualifiedNameFaults,
} from "@engenho/machinery";
import { checkList, checkSet } from "./lists.js";
import { checkSelector, type SelectorFaults } from "./selector-faults.js";

type DeviceRequest = resourceV1.DeviceRequest;
type DeviceSelector = resourceV1.DeviceSelector;
type Exactly = NonNullable<DeviceRequest["exactly"]>;
type Toleration = NonNullable<Exactly["tolerations"]>[number];

/** The context of the checks of requests, selectors and configurations. */
export interface DeviceContext {
  readonly causes: Causes;
  /** Whether the object is stored: parts that were valid before are not checked again. */
  readonly stored: boolean;
  /** The errors in the expressions of its selectors. */
  readonly faults: SelectorFaults;
}

const maxSubrequests = 8;
const maxSelectors = 32;
const effects = ["NoExecute", "NoSchedule"] as const;
const either = "exactly one of `exactly` or `firstAvailable` is required";

/** Upstream: validateDeviceRequest. */
export function checkDeviceRequest(request: DeviceRequest, path: string, context: DeviceContext): void {
  const { causes } = context;
  const { name = "", exactly, firstAvailable = [] } = request;
  checkRequestName(name, `${path}.name`, causes);
  if (exactly === undefined && firstAvailable.length === 0) causes.required(path, either);
  else if (exactly !== undefined && firstAvailable.length > 0) {
    causes.invalid(path, null, `${either}, but multiple fields are set`);
  } else if (exactly !== undefined) checkDetails(exactly, `${path}.exactly`, context);
  else {
    checkSet(firstAvailable, `${path}.firstAvailable`, {
      causes,
      max: maxSubrequests,
      check(subrequest, at) {
        checkRequestName(subrequest.name ?? "", `${at}.name`, causes);
        checkDetails(subrequest, at, context);
      },
      key: (subrequest) => subrequest.name ?? "",
      keyField: "name",
    });
  }
}

/** Checks the name of a request, or a part of a reference to one. */
export function checkRequestName(name: string, path: string, causes: Causes): void {
  causes.invalidEach(path, name, dns1123LabelFaults(name));
}

/** Checks the selectors of a request or a class. */
export function checkSelectors(
  selectors: readonly DeviceSelector[],
  path: string,
  { causes, faults }: Pick<DeviceContext, "causes" | "faults">,
): void {
  checkList(selectors, path, {
    causes,
    max: maxSelectors,
    check: (selector, at) => checkSelector(selector, at, { causes, faults }),
  });
}

function checkDetails(request: Omit<Exactly, "adminAccess">, path: string, context: DeviceContext): void {
  const { causes } = context;
  const { deviceClassName = "", selectors = [], tolerations = [] } = request;
  if (deviceClassName === "") causes.required(`${path}.deviceClassName`);
  else causes.invalidEach(`${path}.deviceClassName`, deviceClassName, dns1123SubdomainFaults(deviceClassName));
  checkSelectors(selectors, `${path}.selectors`, context);
  checkAllocationMode(request, path, causes);
  for (const [index, toleration] of tolerations.entries()) {
    checkToleration(toleration, `${path}.tolerations[${index}]`, causes);
  }
}

function checkAllocationMode(
  { allocationMode: mode = "", count = 0 }: Pick<Exactly, "allocationMode" | "count">,
  path: string,
  causes: Causes,
): void {
  if (mode === "All") {
    if (count === 0) return;
    causes.invalid(`${path}.count`, count, `must not be specified when allocationMode is '${mode}'`);
  } else if (mode === "ExactCount") {
    if (count <= 0) causes.invalid(`${path}.count`, count, "must be greater than zero");
  } else causes.notSupported(`${path}.allocationMode`, mode, ["All", "ExactCount"]);
}

/** Upstream: validateDeviceToleration. */
function checkToleration(toleration: Toleration, path: string, causes: Causes): void {
  const { key = "", operator = "", value = "", effect = "" } = toleration;
  if (key !== "") causes.invalidEach(`${path}.key`, key, qualifiedNameFaults(key));
  if (operator === "Exists") {
    if (value !== "") causes.invalid(`${path}.value`, value, "must be empty for operator `Exists`");
  } else if (operator === "Equal") causes.invalidEach(`${path}.value`, value, labelValueFaults(value));
  else if (operator === "") causes.required(`${path}.operator`);
  else causes.notSupported(`${path}.operator`, operator, ["Equal", "Exists"]);
  if (effect !== "" && !(effects as readonly string[]).includes(effect)) {
    causes.notSupported(`${path}.effect`, effect, effects);
  }
}
