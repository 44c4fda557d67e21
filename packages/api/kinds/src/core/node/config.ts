import type { Node } from "@engenho/core";
import { type Causes, configMapKeyFaults, dns1123LabelFaults, dns1123SubdomainFaults } from "@engenho/machinery";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";

type ConfigSource = NonNullable<NonNullable<Node["spec"]>["configSource"]>;
type ConfigMapSource = NonNullable<ConfigSource["configMap"]>;

const onlyOne = "exactly one reference subfield must be non-nil";
const statusFields = ["assigned", "active", "lastKnownGood"] as const;

/** Validates a Node's configSource, from the former dynamic kubelet configuration: an update may keep it. */
export function checkNodeConfig({ spec, status }: Node, causes: Causes): void {
  const source = spec?.configSource;
  if (source !== undefined) checkSource(source, "spec.configSource", { causes, checkVersion: checkNoVersion });
  for (const field of statusFields) {
    const reported = status?.config?.[field];
    if (reported !== undefined) {
      checkSource(reported, `status.config.${field}`, { causes, checkVersion: checkHasVersion });
    }
  }
}

type VersionCheck = (source: ConfigMapSource, path: string, causes: Causes) => void;

/** Upstream: validateNodeConfigSourceSpec, validateNodeConfigSourceStatus. */
function checkSource(
  source: ConfigSource,
  path: string,
  { causes, checkVersion }: { readonly causes: Causes; readonly checkVersion: VersionCheck },
): void {
  if (source.configMap === undefined) {
    causes.invalid(path, goStructValue("NodeConfigSource", source), onlyOne);
    return;
  }
  checkVersion(source.configMap, `${path}.configMap`, causes);
  checkConfigMap(source.configMap, `${path}.configMap`, causes);
}

const checkNoVersion: VersionCheck = (source, path, causes) => {
  for (const field of ["uid", "resourceVersion"] as const) {
    if ((source[field] ?? "") !== "") causes.forbidden(`${path}.${field}`, `${field} must not be set in spec`);
  }
};

const checkHasVersion: VersionCheck = (source, path, causes) => {
  for (const field of ["uid", "resourceVersion"] as const) {
    if ((source[field] ?? "") === "") causes.required(`${path}.${field}`);
  }
};

const nameChecks = [
  ["namespace", dns1123LabelFaults],
  ["name", dns1123SubdomainFaults],
  ["kubeletConfigKey", configMapKeyFaults],
] as const;

/** Upstream: validateConfigMapNodeConfigSource. */
function checkConfigMap(source: ConfigMapSource, path: string, causes: Causes): void {
  for (const [field, faultsOf] of nameChecks) {
    const value = source[field] ?? "";
    if (value === "") causes.required(`${path}.${field}`);
    else causes.invalidEach(`${path}.${field}`, value, faultsOf(value));
  }
}
