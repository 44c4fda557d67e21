import { copyWith, definedFields, type KubernetesObject } from "@engenho/core";
import { type KindConversion, mapShared } from "@engenho/registry";

type Fields = Readonly<Record<string, unknown>>;

/** Part of an object. */
interface Devices extends Fields {
  readonly devices?: { readonly requests?: readonly Fields[] };
}

interface Slice extends Fields {
  readonly devices?: readonly Fields[];
  readonly nodeName?: string;
  readonly allNodes?: boolean;
}

const storedVersion = "resource.k8s.io/v1";
const servedVersion = "resource.k8s.io/v1beta1";

/** The fields of a request that v1 has in `exactly`. */
const exactFields = [
  "deviceClassName",
  "selectors",
  "allocationMode",
  "count",
  "adminAccess",
  "tolerations",
  "capacity",
] as const;
const zeros: ReadonlySet<unknown> = new Set([undefined, "", 0]);

/** ResourceClaim of v1beta1, whose requests have the fields of `exactly` themselves. */
export const claimConversion: KindConversion = {
  toStored: (claim) => inVersion(claim, storedVersion, (spec) => claimSpec(spec, requestToStored)),
  toServed: (claim) => inVersion(claim, servedVersion, (spec) => claimSpec(spec, requestToServed)),
};

/** ResourceClaimTemplate of v1beta1: the spec of a claim is within its own. */
export const claimTemplateConversion: KindConversion = {
  toStored: (template) => inVersion(template, storedVersion, (spec) => templateSpec(spec, requestToStored)),
  toServed: (template) => inVersion(template, servedVersion, (spec) => templateSpec(spec, requestToServed)),
};

/** ResourceSlice of v1beta1, whose devices have most of their fields in `basic`. */
export const sliceConversion: KindConversion = {
  toStored: (slice) =>
    inVersion(slice, storedVersion, ({ devices, nodeName, allNodes, ...spec }: Slice) =>
      definedFields({
        ...spec,
        devices: devices && mapShared(devices, ({ basic, ...device }) => ({ ...device, ...(basic as Fields) })),
        nodeName: nodeName === "" ? undefined : nodeName,
        allNodes: allNodes === false ? undefined : allNodes,
      }),
    ),
  toServed: (slice) =>
    inVersion(slice, servedVersion, ({ devices, ...spec }: Slice) =>
      definedFields({ ...spec, devices: devices && mapShared(devices, ({ name, ...basic }) => ({ name, basic })) }),
    ),
};

/** An object that has the version already is returned unchanged. */
function inVersion(object: KubernetesObject, apiVersion: string, convert: (spec: Fields) => object): KubernetesObject {
  if (object.apiVersion === apiVersion) return object;
  const { spec } = object as KubernetesObject & { readonly spec?: Fields };
  return copyWith(object, spec === undefined ? { apiVersion } : { apiVersion, spec: convert(spec) });
}

function templateSpec(spec: Fields, convert: (request: Fields) => Fields): Fields {
  return spec.spec === undefined ? spec : copyWith(spec, { spec: claimSpec(spec.spec as Fields, convert) });
}

function claimSpec(spec: Devices, convert: (request: Fields) => Fields): Fields {
  const { devices } = spec;
  if (devices?.requests === undefined) return spec;
  return copyWith(spec, { devices: copyWith(devices, { requests: mapShared(devices.requests, convert) }) });
}

/** Upstream: Convert_v1beta1_DeviceRequest_To_resource_DeviceRequest. */
function requestToStored(request: Fields): Fields {
  const { name, firstAvailable } = request;
  const exactly = Object.fromEntries(exactFields.map((field) => [field, request[field]]));
  const isSet = Object.values(exactly).some((value) => !zeros.has(value));
  return definedFields({ name, exactly: isSet ? definedFields(exactly) : undefined, firstAvailable });
}

/** Upstream: Convert_resource_DeviceRequest_To_v1beta1_DeviceRequest. */
function requestToServed({ name, exactly, firstAvailable }: Fields): Fields {
  return definedFields({ name, ...(exactly as Fields | undefined), firstAvailable });
}
