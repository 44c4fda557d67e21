import type { KubernetesObject } from "@engenho/core";
import { type KindDefinition, tableRow, tableRowConditions } from "@engenho/registry";
import { badRequest } from "../status/refusals.js";
import type { SerializedObjects } from "./serialized-objects.js";

/** What a row contains of its object in addition to the cells (metav1.IncludeObjectPolicy). */
export type IncludeObject = "None" | "Metadata" | "Object";

/** Parses `includeObject`; metadata by default. Throws StoreError `BadRequest`. */
export function includeObjectOf(query: URLSearchParams): IncludeObject {
  const text = query.get("includeObject") ?? "";
  if (text === "") return "Metadata";
  if (text === "None" || text === "Metadata" || text === "Object") return text;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(text)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

/** What all rows of a table share. */
export interface TableOptions {
  readonly definition: KindDefinition;
  /** `v1` or `v1beta1` of meta.k8s.io. */
  readonly version: string;
  readonly includeObject: IncludeObject;
  readonly nowMs: number;
  readonly objects: SerializedObjects;
}

const columnTexts = new WeakMap<KindDefinition, string>();

/** The JSON of a kind's columns. */
export function columnDefinitions(definition: KindDefinition): string {
  let text = columnTexts.get(definition);
  if (text === undefined) {
    text = JSON.stringify(
      definition.columns.map(({ name, type, format, description, priority }) => ({
        name,
        type,
        format,
        description,
        priority,
      })),
    );
    columnTexts.set(definition, text);
  }
  return text;
}

const closing = Buffer.from("}");
const fullEnd = Buffer.from("}}");

/** The JSON of one row, in pieces. */
export function tableRowPieces(options: TableOptions, object: KubernetesObject): readonly Buffer[] {
  const { definition, includeObject } = options;
  const cells = JSON.stringify(tableRow(definition, object, options.nowMs));
  const conditions = tableRowConditions(definition, object);
  const shown = conditions.length === 0 ? "" : `,"conditions":${JSON.stringify(conditions)}`;
  const head = `{"cells":${cells}${shown},"object":`;
  if (includeObject === "None") return [Buffer.from(`${head}null}`)];
  if (includeObject === "Object") return [Buffer.from(head), options.objects.get(object).json, closing];
  return [
    Buffer.from(`${head}{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${options.version}","metadata":`),
    options.objects.metadata(object),
    fullEnd,
  ];
}

/** What precedes the rows. `columns` is the JSON of the column definitions, or `null` for later events of a watch. */
export function tableHead(version: string, metadata: object, columns: string): string {
  return `{"kind":"Table","apiVersion":"meta.k8s.io/${version}","metadata":${JSON.stringify(metadata)},"columnDefinitions":${columns},"rows":[`;
}

/** What follows the rows. */
export const tableEnd = "]}";
