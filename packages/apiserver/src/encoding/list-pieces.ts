import type { ObjectList } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";
import { apiVersionOf } from "../catalogue/kind-catalogue.js";
import type { Transform } from "../http/negotiate.js";
import { cannotTransform } from "../status/refusals.js";
import {
  columnDefinitions,
  includeObjectOf,
  type TableOptions,
  tableEnd,
  tableHead,
  tableRowPieces,
} from "../table/table.js";
import type { SerializedObjects } from "./serialized-objects.js";

/** What a list is written from. */
export interface ListSource {
  readonly definition: KindDefinition;
  readonly list: ObjectList;
  readonly objects: SerializedObjects;
  readonly query: URLSearchParams;
  readonly nowMs: number;
}

const comma = Buffer.from(",");
const openItem = Buffer.from("{");
const nextItem = Buffer.from(",{");
const end = Buffer.from("]}\n");

/** The body of a list, in pieces that are made as they are asked for. Throws 406 for a transform that is none of a list. */
export function listPieces(source: ListSource, transform: Transform | undefined): Iterable<Buffer> {
  switch (transform?.kind) {
    case undefined:
      return plainList(source);
    case "Table":
      return tableOfList(source, transform.version, includeObjectOf(source.query));
    case "PartialObjectMetadataList":
      return metadataList(source, transform.version);
    default:
      throw cannotTransform(`you requested ${transform?.kind}, but the requested object is a list`);
  }
}

/** A list's `metadata`. */
function listMetadata(list: ObjectList): object {
  return {
    resourceVersion: list.resourceVersion,
    ...(list.continue === undefined ? {} : { continue: list.continue }),
    ...(list.remainingItemCount === undefined ? {} : { remainingItemCount: list.remainingItemCount }),
  };
}

function* plainList({ definition, list, objects }: ListSource): Generator<Buffer> {
  const head = { kind: definition.listKind, apiVersion: apiVersionOf(definition), metadata: listMetadata(list) };
  yield Buffer.from(`${JSON.stringify(head).slice(0, -1)},"items":[`);
  // Items of built-in kinds do not repeat what they are, as upstream's typed lists; custom ones do.
  const omitsType = definition.schemaName !== undefined;
  let first = true;
  for (const item of list.items) {
    const { json, typeEnd } = objects.get(item);
    if (omitsType) {
      yield first ? openItem : nextItem;
      yield json.subarray(typeEnd);
    } else {
      if (!first) yield comma;
      yield json;
    }
    first = false;
  }
  yield end;
}

function* tableOfList(
  source: ListSource,
  version: string,
  includeObject: TableOptions["includeObject"],
): Generator<Buffer> {
  const { definition, list, objects, nowMs } = source;
  yield Buffer.from(tableHead(version, listMetadata(list), columnDefinitions(definition)));
  const options: TableOptions = { definition, version, includeObject, nowMs, objects };
  let first = true;
  for (const item of list.items) {
    if (!first) yield comma;
    first = false;
    yield* tableRowPieces(options, item);
  }
  yield Buffer.from(`${tableEnd}\n`);
}

function* metadataList({ list, objects }: ListSource, version: string): Generator<Buffer> {
  const head = {
    kind: "PartialObjectMetadataList",
    apiVersion: `meta.k8s.io/${version}`,
    metadata: listMetadata(list),
  };
  yield Buffer.from(`${JSON.stringify(head).slice(0, -1)},"items":[`);
  const open = `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}","metadata":`;
  let first = true;
  for (const item of list.items) {
    const { json, metadataStart, metadataEnd } = objects.get(item);
    yield Buffer.from(first ? open : `,${open}`);
    yield json.subarray(metadataStart, metadataEnd);
    yield Buffer.from("}");
    first = false;
  }
  yield end;
}
