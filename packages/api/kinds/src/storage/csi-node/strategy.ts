import type { CSINode, StatusCause, Stored } from "@engenho/core";
import { byteLength, Causes, qualifiedNameFaults } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import { checkDriver } from "../../pod-template/spec/storage-sources.js";
import { sameByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { twice } from "../../shared/twice.js";

type Driver = NonNullable<NonNullable<CSINode["spec"]>["drivers"]>[number];

const maxNodeId = 256;

const sameDriver = sameByMeaning("io.k8s.api.storage.v1.CSINodeDriver");

/** CSINode of storage.k8s.io/v1: drivers come and go, and do not change. */
export const csiNodeStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  validateCreate,
  validateUpdate(next: CSINode, current: Stored<CSINode>): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(twice(validateCreate(next)));
    for (const old of driversOf(current)) {
      for (const driver of driversOf(next)) {
        if (old.name !== driver.name || sameDriver(driver, old)) continue;
        causes.invalid("spec.drivers", goStructValue("CSINodeDriver", driver), "field is immutable");
      }
    }
    return causes.list;
  },
};

function validateCreate(node: CSINode): readonly StatusCause[] {
  const causes = new Causes();
  checkDrivers(driversOf(node), causes);
  return causes.list;
}

function driversOf({ spec }: CSINode): readonly Driver[] {
  return spec?.drivers ?? [];
}

/** Upstream: validateCSINodeDrivers. */
function checkDrivers(drivers: readonly Driver[], causes: Causes): void {
  const names = new Set<string>();
  for (const [index, { name = "", nodeID = "", allocatable, topologyKeys = [] }] of drivers.entries()) {
    const at = `spec.drivers[${index}]`;
    checkDriver(name, `${at}.name`, causes);
    if (nodeID === "") causes.required(`${at}.nodeID`);
    if (byteLength(nodeID) > maxNodeId)
      causes.invalid(`${at}.nodeID`, nodeID, `must be ${maxNodeId} characters or less`);
    causes.nonNegative(`${at}.allocatable.count`, allocatable?.count);
    if (names.has(name)) causes.duplicate(`${at}.name`, name);
    names.add(name);
    checkTopologyKeys(topologyKeys, at, causes);
  }
}

function checkTopologyKeys(keys: readonly string[], path: string, causes: Causes): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (key === "") causes.required(path);
    if (seen.has(key)) causes.duplicate(path, key);
    seen.add(key);
    causes.invalidEach(path, key, qualifiedNameFaults(key));
  }
}
