import type { ResourceClaim } from "@engenho/core";
import {
  byteLength,
  type Causes,
  checkConditions,
  dns1123LabelFaults,
  interfaceAddressFaults,
} from "@engenho/machinery";
import { checkNodeSelector } from "../../pod-template/spec/affinity.js";
import { checkDriver } from "../../pod-template/spec/storage-sources.js";
import { sameFieldByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { checkRequestReference, checkRequestReferences, type RequestNames } from "../device-claim.js";
import { checkDeviceConfiguration } from "../device-configuration.js";
import { checkList, checkSet } from "../lists.js";
import { checkPoolName } from "../names.js";
import { checkRawParameters } from "../raw-parameters.js";

type Status = NonNullable<ResourceClaim["status"]>;
type Allocation = NonNullable<Status["allocation"]>;
type DeviceStatus = NonNullable<Status["devices"]>[number];

interface StatusContext {
  readonly causes: Causes;
  readonly names: RequestNames;
}

const maxReservations = 256;
const maxResults = 32;
const maxConfigurations = 64;
const maxConditions = 8;
const maxAddresses = 16;
const maxInterfaceName = 256;
const maxHardwareAddress = 128;
const sources = ["FromClaim", "FromClass"] as const;

const sameField = sameFieldByMeaning("io.k8s.api.resource.v1.ResourceClaimStatus");

/** A device, as upstream's messages name it. */
export function deviceIdOf({ driver = "", pool = "", device = "" }: DeviceStatus): string {
  return `${driver}/${pool}/${device}`;
}

/** Checks the status of a claim (upstream: validateResourceClaimStatusUpdate). */
export function checkClaimStatus(claim: ResourceClaim, before: Status, context: StatusContext): void {
  const { causes } = context;
  const { reservedFor = [], devices = [], allocation } = claim.status ?? {};
  checkSet(reservedFor, "status.reservedFor", {
    causes,
    max: maxReservations,
    check(consumer, path) {
      for (const field of ["resource", "name", "uid"] as const) {
        if ((consumer[field] ?? "") === "") causes.required(`${path}.${field}`);
      }
    },
    key: ({ uid = "" }) => uid,
    keyField: "uid",
  });
  const allocated = new Set((allocation?.devices?.results ?? []).map(deviceIdOf));
  checkSet(devices, "status.devices", {
    causes,
    check: (device, path) => checkDevice(device, path, { causes, allocated }),
    key: deviceIdOf,
    keyField: "deviceID",
  });
  if (reservedFor.length > 0) checkReservations(claim, before, causes);
  if (allocation === undefined) return;
  if (before.allocation === undefined) checkAllocation(allocation, context);
  else if (!sameField("allocation", allocation, before.allocation)) {
    causes.invalid("status.allocation", goStructValue("AllocationResult", allocation), "field is immutable");
  }
}

function checkReservations({ metadata, status }: ResourceClaim, before: Status, causes: Causes): void {
  const path = "status.reservedFor";
  if (status?.allocation === undefined) {
    causes.forbidden(path, "may not be specified when `allocated` is not set");
    return;
  }
  if (metadata.deletionTimestamp === undefined) return;
  const known = new Set((before.reservedFor ?? []).map((consumer) => JSON.stringify(consumer)));
  if (status.reservedFor?.every((consumer) => known.has(JSON.stringify(consumer))) === true) return;
  causes.forbidden(path, "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set");
}

/** Upstream: validateDeviceStatus. */
function checkDevice(
  device: DeviceStatus,
  path: string,
  { causes, allocated }: { readonly causes: Causes; readonly allocated: ReadonlySet<string> },
): void {
  checkNames(device, path, causes);
  const id = deviceIdOf(device);
  if (!allocated.has(id)) {
    // Upstream prints the identifier, which is no string in Go, without quotes.
    const message = `Invalid value: ${id}: must be an allocated device in the claim`;
    causes.add([{ reason: "FieldValueInvalid", message, field: path }]);
  }
  const { conditions = [], data, networkData } = device;
  if (conditions.length > maxConditions) causes.tooMany(`${path}.conditions`, conditions.length, maxConditions);
  checkConditions(conditions, `${path}.conditions`, causes);
  if (data !== undefined) checkRawParameters(data, `${path}.data`, { causes, stored: false });
  if (networkData === undefined) return;
  const { interfaceName = "", hardwareAddress = "", ips = [] } = networkData;
  const at = `${path}.networkData`;
  if (byteLength(interfaceName) > maxInterfaceName) causes.tooLong(`${at}.interfaceName`, maxInterfaceName);
  if (byteLength(hardwareAddress) > maxHardwareAddress) causes.tooLong(`${at}.hardwareAddress`, maxHardwareAddress);
  checkSet(ips, `${at}.ips`, {
    causes,
    max: maxAddresses,
    check: (address, place) => causes.invalidEach(place, address, interfaceAddressFaults(address)),
    key: (address) => address,
  });
}

function checkNames({ driver = "", pool = "", device = "" }: DeviceStatus, path: string, causes: Causes): void {
  checkDriver(driver, `${path}.driver`, causes);
  checkPoolName(pool, `${path}.pool`, causes);
  causes.invalidEach(`${path}.device`, device, dns1123LabelFaults(device));
}

/** Checks a new allocation (upstream: validateAllocationResult). */
function checkAllocation({ devices = {}, nodeSelector }: Allocation, { causes, names }: StatusContext): void {
  const path = "status.allocation";
  checkList(devices.results ?? [], `${path}.devices.results`, {
    causes,
    max: maxResults,
    check(result, at) {
      checkRequestReference(result.request ?? "", `${at}.request`, { causes, names });
      checkNames(result, at, causes);
    },
  });
  checkList(devices.config ?? [], `${path}.devices.config`, {
    causes,
    max: maxConfigurations,
    check(configuration, at) {
      const { source = "", requests = [] } = configuration;
      if (source === "") causes.required(`${at}.source`);
      else if (!(sources as readonly string[]).includes(source)) {
        causes.notSupported(`${at}.source`, source, sources);
      }
      checkRequestReferences(requests, `${at}.requests`, { causes, names });
      checkDeviceConfiguration(configuration, at, { causes, stored: false });
    },
  });
  if (nodeSelector !== undefined) {
    checkNodeSelector(nodeSelector, `${path}.nodeSelector`, { causes, checkValues: true });
  }
}
