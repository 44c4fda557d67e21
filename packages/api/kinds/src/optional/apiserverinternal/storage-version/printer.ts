import { ageOf, list, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../../printing/printer.js";
import { shortList } from "../../../printing/short-list.js";

const commonEncodingVersion =
  "If all API server instances agree on the same encoding storage version, then this field is set to that version. Otherwise this field is left empty. API servers should finish updating its storageVersionStatus entry before serving write operations, so that this field will be in sync with the reality.";

/** internal.apiserver.k8s.io/v1alpha1 StorageVersion. */
export const storageVersionPrinter: Printer = {
  columns: [
    nameColumn,
    column("CommonEncodingVersion", "string", commonEncodingVersion),
    column("StorageVersions", "string", "The reported versions per API server instance."),
    ageColumn,
  ],
  cells(item, nowMs) {
    const status = object(item.status);
    const versions = list(status.storageVersions).map(
      ({ apiServerID, encodingVersion }) => `${text(apiServerID)}=${text(encodingVersion)}`,
    );
    const common = status.commonEncodingVersion === undefined ? "<unset>" : text(status.commonEncodingVersion);
    return [nameOf(item), common, shortList(versions) || "<unset>", ageOf(item, nowMs)];
  },
};
