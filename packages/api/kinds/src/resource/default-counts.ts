import { copyWith, type ResourceClaim } from "@engenho/core";
import { mapShared } from "@engenho/registry";

type Spec = NonNullable<ResourceClaim["spec"]>;

interface Counted {
  readonly allocationMode?: string;
  readonly count?: number;
}

/** A request for an exact number of devices is for one. Upstream: SetDefaults_ExactDeviceRequest, SetDefaults_DeviceSubRequest. */
export function withDefaultCounts<T extends Spec>(spec: T): T {
  const { devices } = spec;
  if (devices?.requests === undefined) return spec;
  const requests = mapShared(devices.requests, (request) => {
    const { exactly, firstAvailable } = request;
    if (exactly !== undefined) {
      const next = counted(exactly);
      return next === exactly ? request : copyWith(request, { exactly: next });
    }
    if (firstAvailable === undefined) return request;
    const next = mapShared(firstAvailable, counted);
    return next === firstAvailable ? request : copyWith(request, { firstAvailable: next });
  });
  return requests === devices.requests ? spec : (copyWith(spec, { devices: copyWith(devices, { requests }) }) as T);
}

/** A request for an exact number of devices, which is one unless it says how many. */
export function counted<T extends Counted>(request: T): T {
  const { allocationMode, count = 0 } = request;
  return allocationMode === "ExactCount" && count === 0 ? (copyWith(request, { count: 1 }) as T) : request;
}
