import type { ResourceSlice, StatusCause, Stored } from "@engenho/core";
import { byteLength, Causes, dns1123LabelFaults, dns1123SubdomainFaults } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { checkNodeSelector } from "../../pod-template/spec/affinity.js";
import { checkDriver } from "../../pod-template/spec/storage-sources.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { checkSet } from "../lists.js";
import { checkPoolName, checkQualifiedName } from "../names.js";

type Spec = NonNullable<ResourceSlice["spec"]>;
type Device = NonNullable<Spec["devices"]>[number];
type Attribute = NonNullable<Device["attributes"]>[string];

const maxDevices = 128;
const maxAttributesAndCapacities = 32;
const maxValueLength = 64;
const exactlyOne = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
const identifier = "(0|[1-9]\\d*)";
const preRelease = "(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
const semanticVersion = new RegExp(
  `^${identifier}\\.${identifier}\\.${identifier}(-${preRelease}(\\.${preRelease})*)?(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?$`,
);

/** The feature-gated fields of a ResourceSlice. */
export const resourceSliceGatedFields: readonly GatedPart[] = [
  {
    at: "spec",
    fields: [
      { gate: "DRADeviceTaints", paths: ["devices[].taints"] },
      {
        gate: "DRAPartitionableDevices",
        paths: [
          "sharedCounters",
          "perDeviceNodeSelection",
          "devices[].consumesCounters",
          "devices[].nodeName",
          "devices[].nodeSelector",
          "devices[].allNodes",
        ],
      },
      {
        gate: "DRADeviceBindingConditions",
        paths: ["devices[].bindingConditions", "devices[].bindingFailureConditions", "devices[].bindsToNode"],
      },
      {
        gate: "DRAConsumableCapacity",
        paths: ["devices[].allowMultipleAllocations", "devices[].capacity{}.requestPolicy"],
      },
    ],
  },
];

/** ResourceSlice of resource.k8s.io/v1: its driver, pool and node are immutable. */
export const resourceSliceStrategy: Strategy = {
  validateCreate({ spec }: ResourceSlice): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(spec ?? ({} as Spec), undefined, causes);
    return causes.list;
  },
  validateUpdate({ spec }: ResourceSlice, current: Stored<ResourceSlice>): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(spec ?? ({} as Spec), current.spec ?? ({} as Spec), causes);
    return causes.list;
  },
};

/** Upstream: validateResourceSliceSpec. */
function checkSpec(spec: Spec, current: Spec | undefined, causes: Causes): void {
  const { driver = "", pool, devices = [] } = spec;
  checkDriver(driver, "spec.driver", causes);
  checkPoolName(pool?.name ?? "", "spec.pool.name", causes);
  const { resourceSliceCount = 0, generation = 0 } = pool ?? {};
  if (resourceSliceCount <= 0) {
    causes.invalid("spec.pool.resourceSliceCount", resourceSliceCount, "must be greater than zero");
  }
  if (generation < 0) causes.invalid("spec.pool.generation", generation, "must be greater than or equal to zero");
  if (current !== undefined) checkUnchanged(spec, current, causes);
  checkNodes(spec, causes);
  checkSet(devices, "spec.devices", {
    causes,
    max: maxDevices,
    check: (device, path) => checkDevice(device, path, causes),
    key: ({ name = "" }) => name,
    keyField: "name",
  });
}

function checkUnchanged(next: Spec, current: Spec, causes: Causes): void {
  const immutable = [
    ["spec.pool.name", next.pool?.name, current.pool?.name],
    ["spec.driver", next.driver, current.driver],
    ["spec.nodeName", next.nodeName, current.nodeName],
  ] as const;
  for (const [path, after, before] of immutable) {
    if (after !== before) causes.invalid(path, after ?? null, "field is immutable");
  }
}

/** Which nodes have access. Upstream checks the selection by each device as well, which is behind a gate. */
function checkNodes({ nodeName, nodeSelector, allNodes }: Spec, causes: Causes): void {
  const given: string[] = [];
  if (nodeName === "") causes.invalid("spec.nodeName", nodeName, "must be either unset or set to a non-empty string");
  else if (nodeName !== undefined) {
    given.push("`nodeName`");
    causes.invalidEach("spec.nodeName", nodeName, dns1123SubdomainFaults(nodeName));
  }
  if (nodeSelector !== undefined) {
    given.push("`nodeSelector`");
    checkNodeSelector(nodeSelector, "spec.nodeSelector", { causes, checkValues: true });
    const terms = nodeSelector.nodeSelectorTerms ?? [];
    if (terms.length !== 1) {
      const shown = terms.map((term) => goStructValue("NodeSelectorTerm", term));
      causes.invalid("spec.nodeSelector.nodeSelectorTerms", shown, "must have exactly one node selector term");
    }
  }
  if (allNodes === true) given.push("`allNodes`");
  else if (allNodes === false) causes.invalid("spec.allNodes", allNodes, "must be either unset or set to true");
  if (given.length === 0) causes.required("spec", exactlyOne);
  else if (given.length > 1) {
    causes.invalid("spec", `{${given.join(", ")}}`, `${exactlyOne}, but multiple fields are set`);
  }
}

/** Upstream: validateDevice. */
function checkDevice(device: Device, path: string, causes: Causes): void {
  const { name = "", attributes = {}, capacity = {} } = device;
  causes.invalidEach(`${path}.name`, name, dns1123LabelFaults(name));
  const count = Object.keys(attributes).length + Object.keys(capacity).length;
  if (count > maxAttributesAndCapacities) {
    const detail = `the total number of attributes and capacities must not exceed ${maxAttributesAndCapacities}`;
    causes.invalid(path, count, detail);
  }
  for (const [key, attribute] of Object.entries(attributes)) {
    const at = `${path}.attributes[${shortened(key)}]`;
    checkQualifiedName(key, at, causes);
    checkAttribute(attribute, at, causes);
  }
  for (const key of Object.keys(capacity)) checkQualifiedName(key, `${path}.capacity[${shortened(key)}]`, causes);
}

/** Upstream: validateDeviceAttribute. */
function checkAttribute(attribute: Attribute, path: string, causes: Causes): void {
  const { string, version } = attribute;
  if (string !== undefined && byteLength(string) > maxValueLength) causes.tooLong(`${path}.string`, maxValueLength);
  if (version !== undefined) {
    if (!semanticVersion.test(version)) {
      causes.invalid(`${path}.version`, version, "must be a string compatible with semver.org spec 2.0.0");
    }
    if (byteLength(version) > maxValueLength) causes.tooLong(`${path}.version`, maxValueLength);
  }
  const given = [attribute.bool, attribute.int, string, version].filter((value) => value !== undefined).length;
  const detail = "exactly one value must be specified";
  if (given === 0) causes.invalid(path, "", detail);
  else if (given > 1) causes.invalid(path, goStructValue("DeviceAttribute", attribute), detail);
}

/** The longest domain, a slash and the longest identifier. */
const longestKey = 63 + 1 + 32;

/** A key as part of a path, shortened in the middle. Upstream: truncateIfTooLong. */
function shortened(key: string): string {
  if (key.length <= longestKey) return key;
  const remaining = longestKey - 3;
  return `${key.slice(0, Math.floor((remaining + 1) / 2))}...${key.slice(key.length - Math.floor(remaining / 2))}`;
}
