import { copyWith, type KubernetesObject } from "@engenho/core";
import { mapShared } from "@engenho/registry";
import { counted } from "../../../resource/default-counts.js";

/** A request of v1beta1. */
interface Request {
  readonly deviceClassName?: string;
  readonly allocationMode?: string;
  readonly count?: number;
  readonly firstAvailable?: readonly { readonly allocationMode?: string; readonly count?: number }[];
}

interface ClaimSpec {
  readonly devices?: { readonly requests?: readonly Request[] };
}

type Claim = KubernetesObject & { readonly spec?: ClaimSpec };
type Template = KubernetesObject & { readonly spec?: { readonly spec?: ClaimSpec } };

/** A claim of v1beta1 with the defaults of its requests. Upstream: SetDefaults_DeviceRequest, SetDefaults_DeviceSubRequest. */
export function claimWithDefaultCounts(claim: Claim): KubernetesObject {
  return claim.spec === undefined ? claim : copyWith(claim, { spec: withCounts(claim.spec) });
}

/** As {@link claimWithDefaultCounts}, for a template. */
export function templateWithDefaultCounts(template: Template): KubernetesObject {
  const { spec } = template;
  return spec?.spec === undefined
    ? template
    : copyWith(template, { spec: copyWith(spec, { spec: withCounts(spec.spec) }) });
}

function withCounts(spec: ClaimSpec): ClaimSpec {
  const { devices } = spec;
  if (devices?.requests === undefined) return spec;
  const requests = mapShared(devices.requests, (request) => {
    const { deviceClassName = "", allocationMode = "", firstAvailable } = request;
    const whole =
      firstAvailable === undefined
        ? request
        : copyWith(request, { firstAvailable: mapShared(firstAvailable, counted) });
    // A request without a class has alternatives, which have defaults of their own.
    if (deviceClassName === "") return whole as Request;
    return counted(
      allocationMode === "" ? (copyWith(whole, { allocationMode: "ExactCount" }) as Request) : (whole as Request),
    );
  });
  return copyWith(spec, { devices: copyWith(devices, { requests }) }) as ClaimSpec;
}
