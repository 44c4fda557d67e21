import { type Fields, isSet, object, text, texts } from "@engenho/registry";

const accessModes: ReadonlyMap<string, string> = new Map([
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
]);

/** `RWO,ROX`, always in the same order. */
export function accessModesText(modes: unknown): string {
  const wanted = new Set(texts(modes));
  return [...accessModes]
    .filter(([mode]) => wanted.has(mode))
    .map(([, short]) => short)
    .join(",");
}

/** The name of the storage class: of the legacy annotation, else of the spec. */
export function storageClassOf(item: Fields): string {
  const annotations = object(object(item.metadata).annotations);
  const legacy = annotations["volume.beta.kubernetes.io/storage-class"];
  return typeof legacy === "string" ? legacy : text(object(item.spec).storageClassName);
}

/** The text, or `<unset>`. */
export function orUnset(value: unknown): string {
  return isSet(value) ? text(value) : "<unset>";
}

/** The phase, or `Terminating`. */
export function phase(item: Fields): string {
  return isSet(object(item.metadata).deletionTimestamp) ? "Terminating" : text(object(item.status).phase);
}
