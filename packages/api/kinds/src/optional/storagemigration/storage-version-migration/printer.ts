import { nameOf, object, text } from "@engenho/registry";
import { column, nameColumn, type Printer } from "../../../printing/printer.js";

/** storagemigration.k8s.io/v1alpha1 StorageVersionMigration. */
export const storageVersionMigrationPrinter: Printer = {
  // Upstream's column of the name has no format.
  columns: [
    column("Name", "string", nameColumn.description),
    column("Resource", "string", "Fully qualified resource to migrate"),
  ],
  cells(item) {
    const { resource, version, group } = object(object(item.spec).resource);
    return [nameOf(item), `${text(resource)}.${text(version)}.${text(group)}`];
  },
};
