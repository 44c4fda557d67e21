import type { Causes } from "@engenho/machinery";
import type { CustomResourceDefinition } from "./definition.js";

/** Validates `status.storedVersions`: it contains the storage version, and each version is still defined. */
export function checkStoredVersions({ spec, status }: CustomResourceDefinition, causes: Causes): void {
  const path = "status.storedVersions";
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) {
    causes.invalid(path, stored, "must have at least one stored version");
    return;
  }
  const versions = spec?.versions ?? [];
  for (const { name, storage } of versions) {
    if (storage === true && !stored.includes(name)) {
      causes.invalid(path, stored, `must have the storage version ${name}`);
    }
  }
  const defined = new Set(versions.map((version) => version.name));
  for (const [index, name] of stored.entries()) {
    // For a duplicate, only the last occurrence is reported.
    if (defined.has(name) || stored.lastIndexOf(name) !== index) continue;
    const detail =
      `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a ` +
      `storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    causes.invalid(`${path}[${index}]`, name, detail);
  }
}
