import { checkDriver } from "../pod-template/spec/storage-sources.js";
import type { DeviceContext } from "./device-request.js";
import { checkRawParameters, type DeviceConfiguration } from "./raw-parameters.js";

/** Upstream: validateDeviceConfiguration. */
export function checkDeviceConfiguration(
  { opaque }: DeviceConfiguration,
  path: string,
  { causes, stored }: Pick<DeviceContext, "causes" | "stored">,
): void {
  if (opaque === undefined) {
    causes.required(`${path}.opaque`);
    return;
  }
  checkDriver(opaque.driver ?? "", `${path}.opaque.driver`, causes);
  checkRawParameters(opaque.parameters, `${path}.opaque.parameters`, { causes, stored });
}
