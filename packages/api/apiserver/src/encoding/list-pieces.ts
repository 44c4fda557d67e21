import { definedFields, type ObjectList } from "@engenho/core";
import { apiVersionOf, type KindDefinition } from "@engenho/registry";
import type { SerializedObjects } from "./serialized-objects.js";
import { columnDefinitions, includeObjectOf, type TableOptions, tableHead, tableRowPieces } from "./table.js";
import { listTransform, type Transform } from "./transforms.js";

/** What a list is serialised from. */
export interface ListSource {
  readonly definition: KindDefinition;
  readonly list: ObjectList;
  readonly objects: SerializedObjects;
  readonly query: URLSearchParams;
  readonly nowMs: number;
}

/** A list's body before serialisation. */
export interface ListBody {
  /** JSON up to the first element. */
  readonly head: string;
  /** The field that holds the elements; it is the last one. */
  readonly key: "items" | "rows";
  /** Each element as JSON in pieces, produced on demand. */
  readonly elements: Iterable<readonly Buffer[]>;
}

const comma = Buffer.from(",");
const openItem = Buffer.from("{");
const closeItem = Buffer.from("}");
const end = Buffer.from("]}\n");

/** The body of a list. Throws 406 for a transform that does not apply to lists. */
export function listBody(source: ListSource, transform: Transform | undefined): ListBody {
  const version = transform?.version ?? "v1";
  switch (listTransform(transform)) {
    case undefined:
      return plainList(source);
    case "Table":
      return tableOfList(source, version, includeObjectOf(source.query));
    case "PartialObjectMetadataList":
      return metadataList(source, version);
  }
}

/** A list as JSON, in pieces that are produced on demand. */
export function* listJson({ head, elements }: ListBody): Generator<Buffer> {
  yield Buffer.from(head);
  let first = true;
  for (const pieces of elements) {
    if (!first) yield comma;
    first = false;
    yield* pieces;
  }
  yield end;
}

/** All fields except the elements. */
export function listFields({ head, key }: ListBody): Readonly<Record<string, unknown>> {
  const { [key]: _, ...fields } = JSON.parse(`${head}]}`) as Record<string, unknown>;
  return fields;
}

/** A list's `metadata`. */
export function listMetadata(list: ObjectList): object {
  return definedFields({
    resourceVersion: list.resourceVersion,
    continue: list.continue,
    remainingItemCount: list.remainingItemCount,
  });
}

function plainList({ definition, list, objects }: ListSource): ListBody {
  // Items of built-in kinds have no kind and apiVersion, as in upstream's typed lists; those of custom resources do.
  const omitsType = definition.schemaName !== undefined;
  return {
    head: itemsHead({ kind: definition.listKind, apiVersion: apiVersionOf(definition), metadata: listMetadata(list) }),
    key: "items",
    elements: map(list.items, (item) => {
      const { json, typeEnd } = objects.get(item);
      return omitsType ? [openItem, json.subarray(typeEnd)] : [json];
    }),
  };
}

function tableOfList(source: ListSource, version: string, includeObject: TableOptions["includeObject"]): ListBody {
  const { definition, list, objects, nowMs } = source;
  const options: TableOptions = { definition, version, includeObject, nowMs, objects };
  return {
    head: tableHead(version, listMetadata(list), columnDefinitions(definition)),
    key: "rows",
    elements: map(list.items, (item) => tableRowPieces(options, item)),
  };
}

function metadataList({ list, objects }: ListSource, version: string): ListBody {
  const open = Buffer.from(`{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}","metadata":`);
  return {
    head: itemsHead({
      kind: "PartialObjectMetadataList",
      apiVersion: `meta.k8s.io/${version}`,
      metadata: listMetadata(list),
    }),
    key: "items",
    elements: map(list.items, (item) => [open, objects.metadata(item), closeItem]),
  };
}

function itemsHead(fields: object): string {
  return `${JSON.stringify(fields).slice(0, -1)},"items":[`;
}

function* map<T, U>(values: Iterable<T>, make: (value: T) => U): Generator<U> {
  for (const value of values) yield make(value);
}
