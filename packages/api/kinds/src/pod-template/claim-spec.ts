import { formatQuantity, type PersistentVolumeClaim, parseQuantity, quantitySign } from "@engenho/core";

import { type Causes, checkLabelSelector, dns1123LabelFaults, dns1123SubdomainFaults } from "@engenho/machinery";
import { checkAccessModes } from "../shared/access-modes.js";

/** The spec of a claim, or of a template of one. */
export type ClaimSpec = NonNullable<PersistentVolumeClaim["spec"]>;
type DataSource = NonNullable<ClaimSpec["dataSourceRef"]>;

/** Errors that an update may keep because the stored claim has them. */
export interface ClaimLeniency {
  /** Invalid label values in the selector. Default false. */
  readonly selectorValues?: boolean;
  /** API groups of data sources that are not DNS names. Default false. */
  readonly sourceGroups?: boolean;
}

/** Checks the spec of a claim (upstream: ValidatePersistentVolumeClaimSpec). */
export function checkClaimSpec(
  spec: ClaimSpec,
  path: string,
  { causes, lenient = {} }: { readonly causes: Causes; readonly lenient?: ClaimLeniency },
): void {
  if ((spec.accessModes ?? []).length === 0)
    causes.required(`${path}.accessModes`, "at least 1 access mode is required");
  checkLabelSelector(spec.selector, `${path}.selector`, causes, { invalidValues: lenient.selectorValues === true });
  checkAccessModes(spec.accessModes, `${path}.accessModes`, causes);
  checkStorageRequest(spec, `${path}.resources[storage]`, causes);
  const className = spec.storageClassName ?? "";
  if (className !== "") causes.invalidEach(`${path}.storageClassName`, className, dns1123SubdomainFaults(className));
  const mode = spec.volumeMode;
  if (mode !== undefined && mode !== "Block" && mode !== "Filesystem") {
    causes.notSupported(`${path}.volumeMode`, mode, ["Block", "Filesystem"]);
  }
  checkDataSources(spec, path, { causes, lenient });
  const attributes = spec.volumeAttributesClassName ?? "";
  if (attributes !== "") {
    causes.invalidEach(`${path}.volumeAttributesClassName`, attributes, dns1123SubdomainFaults(attributes));
  }
}

function checkStorageRequest(spec: ClaimSpec, path: string, causes: Causes): void {
  const storage = spec.resources?.requests?.storage;
  if (storage === undefined) {
    causes.required(path);
    return;
  }
  const quantity = parseQuantity(storage);
  if (quantitySign(quantity) <= 0) causes.invalid(path, formatQuantity(quantity), "must be greater than zero");
}

function checkDataSources(
  { dataSource, dataSourceRef }: ClaimSpec,
  path: string,
  { causes, lenient }: { readonly causes: Causes; readonly lenient: ClaimLeniency },
): void {
  if (dataSource !== undefined) checkDataSource(dataSource, `${path}.dataSource`, { causes, lenient });
  if (dataSourceRef !== undefined) {
    checkDataSource(dataSourceRef, `${path}.dataSourceRef`, { causes, lenient });
    const namespace = dataSourceRef.namespace ?? "";
    if (namespace !== "") {
      causes.invalidEach(`${path}.dataSourceRef.namespace`, namespace, dns1123LabelFaults(namespace));
    }
  }
  if (dataSource === undefined || dataSourceRef === undefined) return;
  // The invalid value that upstream prints is a field path, whose Go fields are not marshalled.
  if ((dataSourceRef.namespace ?? "") !== "") {
    causes.invalid(path, {}, "may not be specified when dataSourceRef.namespace is specified");
  } else if ((["apiGroup", "kind", "name"] as const).some((field) => dataSource[field] !== dataSourceRef[field])) {
    causes.invalid(path, {}, "must match dataSourceRef");
  }
}

function checkDataSource(
  { apiGroup = "", kind = "", name = "" }: DataSource,
  path: string,
  { causes, lenient }: { readonly causes: Causes; readonly lenient: ClaimLeniency },
): void {
  if (name === "") causes.required(`${path}.name`);
  if (kind === "") causes.required(`${path}.kind`);
  if (apiGroup === "" && kind !== "PersistentVolumeClaim") {
    causes.invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  }
  if (apiGroup !== "" && lenient.sourceGroups !== true) {
    causes.invalidEach(`${path}.apiGroup`, apiGroup, dns1123SubdomainFaults(apiGroup));
  }
}
