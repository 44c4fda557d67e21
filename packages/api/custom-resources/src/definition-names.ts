import { type Causes, dns1035LabelFaults } from "@engenho/machinery";
import type { DefinitionNames } from "./definition.js";

/** Validates that the names required in `spec.names`, but not in `status.acceptedNames`, are set. */
export function checkRequiredNames(names: DefinitionNames, path: string, causes: Causes): void {
  for (const field of ["plural", "singular", "kind", "listKind"] as const) {
    if ((names[field] ?? "") === "") causes.required(`${path}.${field}`);
  }
}

/** Validates the format of names (upstream: ValidateCustomResourceDefinitionNames). */
export function checkNames(names: DefinitionNames, path: string, causes: Causes): void {
  for (const field of ["plural", "singular"] as const) {
    if ((names[field] ?? "") !== "") checkLabel(names[field] ?? "", `${path}.${field}`, causes);
  }
  for (const field of ["kind", "listKind"] as const) {
    const name = names[field] ?? "";
    const faults = name === "" ? [] : dns1035LabelFaults(name.toLowerCase());
    if (faults.length > 0) {
      causes.invalid(`${path}.${field}`, name, `may have mixed case, but should otherwise match: ${faults.join(",")}`);
    }
  }
  for (const [index, name] of (names.shortNames ?? []).entries()) {
    checkLabel(name, `${path}.shortNames[${index}]`, causes);
  }
  if ((names.kind ?? "") !== "" && names.kind === names.listKind) {
    causes.invalid(`${path}.listKind`, names.listKind, "kind and listKind may not be the same");
  }
  for (const [index, name] of (names.categories ?? []).entries()) {
    checkLabel(name, `${path}.categories[${index}]`, causes);
  }
}

function checkLabel(name: string, path: string, causes: Causes): void {
  const faults = dns1035LabelFaults(name);
  if (faults.length > 0) causes.invalid(path, name, faults.join(","));
}
