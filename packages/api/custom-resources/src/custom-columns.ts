import { type ColumnDefinition, nameAndAge, nameColumn } from "@engenho/registry";

/** One of `additionalPrinterColumns` of a CustomResourceDefinition's version. */
export interface CustomColumn {
  /** The heading of the column. */
  readonly name: string;
  /** `string`, `integer`, `number`, `boolean` or `date`. */
  readonly type: string;
  /** A simple JSONPath from the object to the value of the cell: `.spec.replicas`. */
  readonly jsonPath: string;
  /** An OpenAPI format that refines the type for clients. Default `""`. */
  readonly format?: string;
  /** A sentence for people. Default: one that quotes `jsonPath`. */
  readonly description?: string;
  /** Columns above 0 are shown in wide output only. Default 0. */
  readonly priority?: number;
}

/** The Table columns of a custom resource: its name, then its additionalPrinterColumns, or its age if it has none. */
export function customColumns(additional: readonly CustomColumn[] | undefined): readonly ColumnDefinition[] {
  if (additional === undefined || additional.length === 0) return nameAndAge;
  return [
    nameColumn,
    ...additional.map((column) => ({
      name: column.name,
      type: column.type,
      format: column.format ?? "",
      description: column.description || `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
      priority: column.priority ?? 0,
      jsonPath: column.jsonPath,
    })),
  ];
}
