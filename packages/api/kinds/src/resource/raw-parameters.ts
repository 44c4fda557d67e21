import { byteLength, type Causes } from "@engenho/machinery";

/** The longest parameters and device data, in bytes of JSON. */
const longest = 10 * 1024;

/** Checks JSON that only a driver understands. Stored parameters may be longer. Upstream: validateRawExtension. */
export function checkRawParameters(
  value: unknown,
  path: string,
  { causes, stored }: { readonly causes: Causes; readonly stored: boolean },
): void {
  if (value === undefined || value === null) causes.required(path);
  else if (!stored && byteLength(JSON.stringify(value)) > longest) causes.tooLong(path, longest);
  else if (typeof value !== "object" || Array.isArray(value)) {
    causes.invalid(path, "<value omitted>", "must be a valid JSON object");
  }
}

/** The configuration of a device. */
export interface DeviceConfiguration {
  readonly opaque?: { readonly driver?: string; readonly parameters?: unknown };
}
