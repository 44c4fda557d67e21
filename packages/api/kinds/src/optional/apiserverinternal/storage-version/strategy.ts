import type { apiserverinternalV1alpha1, KubernetesObject, StatusCause } from "@engenho/core";
import {
  Causes,
  dns1035LabelFaults,
  dns1123SubdomainFaults,
  qualifiedNameFaults,
  regexFault,
} from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";

type ServerVersion = Partial<apiserverinternalV1alpha1.ServerStorageVersion>;
type Status = Partial<apiserverinternalV1alpha1.StorageVersionStatus>;

interface StorageVersion extends KubernetesObject {
  readonly status?: Status;
}

const empty = "must be non-empty";
const malformedVersion = `an apiVersion is ${regexFault(
  "a DNS-1035 label, which must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  "[a-z]([-a-z0-9]*[a-z0-9])?",
  ["my-name", "abc-123"],
)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyVersion')`;

/** StorageVersion of internal.apiserver.k8s.io/v1alpha1 (upstream: pkg/registry/apiserverinternal). API servers report in its status. */
export const storageVersionStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  resetFields: { "": ["status"], status: ["metadata", "spec"] },
  nameFormat: "path-segment",
  nameFaults,
  validateUpdate: () => [],
  validateStatusUpdate: ({ status = {} }: StorageVersion) => validateStatus(status),
};

/** Upstream: ValidateStorageVersionName. */
function nameFaults(name: string): readonly string[] {
  const dot = name.lastIndexOf(".");
  if (dot < 0) return ["name must be in the form of <group>.<resource>"];
  return [
    ...dns1123SubdomainFaults(name.slice(0, dot)).map((fault) => `the group segment ${fault}`),
    ...dns1035LabelFaults(name.slice(dot + 1)).map((fault) => `the resource segment ${fault}`),
  ];
}

/** Upstream: validateStorageVersionStatus. */
function validateStatus({
  storageVersions = [],
  commonEncodingVersion,
  conditions = [],
}: Status): readonly StatusCause[] {
  const causes = new Causes();
  const servers = new Set<string>();
  for (const [index, version] of storageVersions.entries()) {
    const path = `status.storageVersions[${index}]`;
    const { apiServerID = "" } = version;
    if (servers.has(apiServerID)) causes.duplicate(`${path}.apiServerID`, apiServerID);
    servers.add(apiServerID);
    checkServer(version, path, causes);
  }
  checkCommonVersion(commonVersionOf(storageVersions), commonEncodingVersion, causes);
  checkConditions(conditions, causes);
  return causes.list;
}

/** Upstream: validateServerStorageVersion. */
function checkServer(version: ServerVersion, path: string, causes: Causes): void {
  const { apiServerID = "", encodingVersion = "", decodableVersions = [], servedVersions = [] } = version;
  const check = (text: string, field: string) => {
    const faults = versionFaults(text);
    if (faults.length > 0) causes.invalid(field, text, faults.join(","));
  };
  causes.invalidEach(`${path}.apiServerID`, apiServerID, dns1123SubdomainFaults(apiServerID));
  check(encodingVersion, `${path}.encodingVersion`);
  for (const [index, text] of decodableVersions.entries()) check(text, `${path}.decodableVersions[${index}]`);
  if (!decodableVersions.includes(encodingVersion)) {
    const shown = version.decodableVersions ?? null;
    causes.invalid(
      `${path}.decodableVersions`,
      shown,
      `decodableVersions must include encodingVersion ${encodingVersion}`,
    );
  }
  for (const [index, text] of servedVersions.entries()) {
    const field = `${path}.servedVersions[${index}]`;
    check(text, field);
    if (decodableVersions.includes(text)) continue;
    const all = `[${decodableVersions.join(" ")}]`;
    causes.invalid(field, text, `individual served version : ${text} must be included in decodableVersions : ${all}`);
  }
}

/** The version that all servers write; undefined if they differ, or if there are none. */
function commonVersionOf([first, ...others]: readonly ServerVersion[]): string | undefined {
  if (first === undefined) return undefined;
  const { encodingVersion: common = "" } = first;
  return others.every(({ encodingVersion = "" }) => encodingVersion === common) ? common : undefined;
}

/** Upstream: validateCommonVersion. */
function checkCommonVersion(actual: string | undefined, said: string | undefined, causes: Causes): void {
  const field = "status.commonEncodingVersion";
  if (actual === said) return;
  if (actual === undefined) {
    const detail =
      "should be nil if servers do not agree on the same encoding version, or if there is no server reporting the supported versions yet";
    causes.invalid(field, said, detail);
  } else if (said === undefined) causes.invalid(field, null, `the common encoding version is ${actual}`);
  else causes.invalid(field, said, `the actual common encoding version is ${actual}`);
}

/** Upstream: validateStorageVersionCondition, whose paths lack the name of the list. */
function checkConditions(conditions: NonNullable<Status["conditions"]>, causes: Causes): void {
  const seen = new Map<string, number>();
  for (const [index, { type, status, reason, message = "" }] of conditions.entries()) {
    const path = `status[${index}]`;
    const before = seen.get(type);
    if (before !== undefined) {
      const detail = `the type of the condition is not unique, it also appears in conditions[${before}]`;
      causes.invalid(`${path}.type`, type, detail);
    }
    seen.set(type, index);
    causes.invalidEach(`${path}.type`, type, qualifiedNameFaults(type));
    causes.invalidEach(`${path}.status`, status, qualifiedNameFaults(status));
    if (reason === "") causes.required(`${path}.reason`);
    if (message === "") causes.required(`${path}.message`);
  }
}

/** Upstream: isValidAPIVersion. */
function versionFaults(text: string): readonly string[] {
  const parts = text.split("/");
  if (parts.length > 2) return [malformedVersion];
  const version = parts.at(-1) as string;
  const group = parts.length === 2 ? parts[0] : undefined;
  const ofGroup = group === undefined ? [] : group === "" ? [empty] : dns1123SubdomainFaults(group);
  const ofVersion = version === "" ? [empty] : dns1035LabelFaults(version);
  return [...ofGroup.map((fault) => `group part: ${fault}`), ...ofVersion.map((fault) => `version part: ${fault}`)];
}
