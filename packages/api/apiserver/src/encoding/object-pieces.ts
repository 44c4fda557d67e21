import type { KubernetesObject } from "@engenho/core";
import type { KindDefinition } from "@engenho/registry";
import type { SerializedObjects } from "./serialized-objects.js";
import { columnDefinitions, includeObjectOf, tableEnd, tableHead, tableRowPieces } from "./table.js";
import { objectTransform, type Transform } from "./transforms.js";

/** What an object is serialised from. */
export interface ObjectSource {
  readonly definition: KindDefinition;
  readonly object: KubernetesObject;
  readonly objects: SerializedObjects;
  readonly query: URLSearchParams;
  readonly nowMs: number;
}

const newline = Buffer.from("\n");

/** The body of one object, in pieces. Throws 406 for a transform that does not apply to objects. */
export function objectPieces(source: ObjectSource, transform: Transform | undefined): readonly Buffer[] {
  const { object, objects } = source;
  const version = transform?.version ?? "v1";
  switch (objectTransform(transform)) {
    case undefined:
      return [objects.get(object).json, newline];
    case "Table":
      return tableOfObject(source, version);
    case "PartialObjectMetadata":
      return [partialMetadata(objects, object, version), newline];
  }
}

/** The object's metadata as PartialObjectMetadata. */
export function partialMetadata(objects: SerializedObjects, object: KubernetesObject, version: string): Buffer {
  return Buffer.concat([
    Buffer.from(`{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}","metadata":`),
    objects.metadata(object),
    Buffer.from("}"),
  ]);
}

function tableOfObject(
  { definition, object, objects, query, nowMs }: ObjectSource,
  version: string,
): readonly Buffer[] {
  const options = { definition, version, includeObject: includeObjectOf(query), nowMs, objects };
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return [
    Buffer.from(tableHead(version, metadata, columnDefinitions(definition))),
    ...tableRowPieces(options, object),
    Buffer.from(`${tableEnd}\n`),
  ];
}
