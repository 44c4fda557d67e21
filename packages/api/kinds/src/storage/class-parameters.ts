import { byteLength, type Causes, qualifiedNameFaults } from "@engenho/machinery";

const maxParameters = 512;

/** The maximum total size of the parameters in bytes, including keys. */
const parametersSizeLimit = 256 * 1024;

/** Checks the name of what provisions or modifies the volumes of a class (upstream: validateProvisioner). */
export function checkProvisioner(provisioner: string, path: string, causes: Causes): void {
  const name = provisioner.toLowerCase();
  if (provisioner === "") causes.required(path);
  else causes.invalidEach(path, name, qualifiedNameFaults(name));
}

/** Checks `parameters` of a class (upstream: validateParameters). */
export function checkParameters(
  parameters: Readonly<Record<string, string>>,
  { causes, allowEmpty }: { readonly causes: Causes; readonly allowEmpty: boolean },
): void {
  const entries = Object.entries(parameters);
  if (entries.length > maxParameters) {
    // Upstream counts entries, and reports them as bytes.
    causes.tooLong("parameters", maxParameters);
    return;
  }
  let size = 0;
  for (const [key, value] of entries) {
    if (key === "") causes.invalid("parameters", key, "field can not be empty.");
    size += byteLength(key) + byteLength(value);
  }
  if (size > parametersSizeLimit) causes.tooLong("parameters", parametersSizeLimit);
  if (!allowEmpty && entries.length === 0) {
    causes.required("parameters", "must contain at least one key/value pair");
  }
}
