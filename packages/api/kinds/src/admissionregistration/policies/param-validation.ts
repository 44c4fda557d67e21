import type { admissionregistrationV1 } from "@engenho/core";
import {
  type Causes,
  checkLabelSelector,
  dns1035LabelFaults,
  dns1123SubdomainFaults,
  pathSegmentFaults,
} from "@engenho/machinery";

const notFoundActions = ["Deny", "Allow"];

/** Checks the kind of a policy's parameters (upstream: validateParamKind). */
export function checkParamKind(
  { apiVersion = "", kind = "" }: Partial<admissionregistrationV1.ParamKind>,
  path: string,
  causes: Causes,
): void {
  checkApiVersion(apiVersion, `${path}.apiVersion`, causes);
  if (kind === "") causes.required(`${path}.kind`);
  else {
    const faults = dns1035LabelFaults(kind.toLowerCase());
    const detail = `may have mixed case, but should otherwise match: ${faults.join(",")}`;
    if (faults.length > 0) causes.invalid(`${path}.kind`, kind, detail);
  }
}

function checkApiVersion(apiVersion: string, path: string, causes: Causes): void {
  if (apiVersion === "") {
    causes.required(path);
    return;
  }
  const parts = apiVersion === "/" ? [""] : apiVersion.split("/");
  if (parts.length > 2) {
    causes.invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
    return;
  }
  const [group, version] = parts.length === 1 ? ["", parts[0] as string] : (parts as [string, string]);
  const groupFaults = group === "" ? [] : dns1123SubdomainFaults(group);
  if (groupFaults.length > 0) causes.invalid(path, group, groupFaults.join(","));
  if (version === "") {
    causes.invalid(path, apiVersion, "version must be specified");
    return;
  }
  const versionFaults = dns1035LabelFaults(version);
  if (versionFaults.length > 0) causes.invalid(path, version, versionFaults.join(","));
}

/** Checks which parameters a binding uses (upstream: validateParamRef). */
export function checkParamRef(
  ref: Partial<admissionregistrationV1.ParamRef> | undefined,
  path: string,
  causes: Causes,
): void {
  if (ref === undefined) return;
  const { name = "", selector, parameterNotFoundAction: action = "" } = ref;
  const both = "name and selector are mutually exclusive";
  if (name !== "") {
    causes.invalidEach(`${path}.name`, name, pathSegmentFaults(name));
    if (selector !== undefined) causes.forbidden(`${path}.name`, both);
  }
  if (selector !== undefined) {
    checkLabelSelector(selector, `${path}.selector`, causes);
    if (name !== "") causes.forbidden(`${path}.selector`, both);
  }
  if (name === "" && selector === undefined) causes.required(path, "one of name or selector must be specified");
  if (action === "") causes.required(`${path}.parameterNotFoundAction`);
  else if (!notFoundActions.includes(action)) {
    causes.notSupported(`${path}.parameterNotFoundAction`, action, notFoundActions);
  }
}
