import { copyWith, deepFreeze, type KubernetesObject, type Stored } from "@engenho/core";
import { bytesOf, readMessage } from "../client/protobuf.js";
import { belongsAt, type KindPlace } from "./key-layout.js";

/** The object of a value in etcd, or why it cannot be read. */
export type DecodedValue =
  | { readonly type: "object"; readonly object: Stored }
  | { readonly type: "unreadable"; readonly reason: string };

/** The prefix of objects in protobuf (runtime.Unknown). */
const protobufMark = Buffer.from("k8s\0");
/** The prefix of objects that kube-apiserver has encrypted; the provider's name follows. */
const encryptedMark = Buffer.from("k8s:enc:");

/** The value of an object: JSON without the resourceVersion, which is etcd's revision. */
export function encodeValue(object: KubernetesObject): Buffer {
  const metadata = copyWith(object.metadata, { resourceVersion: undefined });
  return Buffer.from(JSON.stringify(copyWith(object, { metadata })));
}

/** The object of a value that was written at a revision, frozen. */
export function decodeValue(place: KindPlace, value: Buffer, revision: number): DecodedValue {
  if (value.subarray(0, protobufMark.length).equals(protobufMark)) return unreadable(protobufReason(value));
  if (value.subarray(0, encryptedMark.length).equals(encryptedMark)) return unreadable(encryptedReason(value));
  const parsed = parse(value);
  if (!isObject(parsed)) return unreadable("it is not a JSON object");
  if (!belongsAt(place, parsed)) {
    const expected = place.apiVersion ?? `${place.kind.group}/*`;
    return unreadable(
      `it is a ${parsed.kind} of ${parsed.apiVersion} instead of a ${place.kind.kind} of ${expected};  ` +
        "it has to be rewritten by an API server that stores it in that version",
    );
  }
  (parsed.metadata as { resourceVersion: string }).resourceVersion = String(revision);
  return { type: "object", object: deepFreeze(parsed) as Stored };
}

/** The last state of an object that was deleted at a revision. */
export function deletedAt(last: Stored, revision: number): Stored {
  const metadata = copyWith(last.metadata, { resourceVersion: String(revision) });
  return deepFreeze(copyWith(last, { metadata }));
}

function unreadable(reason: string): DecodedValue {
  return { type: "unreadable", reason };
}

function parse(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString());
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is KubernetesObject {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<KubernetesObject>;
  return (
    typeof apiVersion === "string" &&
    typeof kind === "string" &&
    typeof metadata === "object" &&
    metadata !== null &&
    typeof metadata.name === "string"
  );
}

function protobufReason(value: Buffer): string {
  let apiVersion = "";
  let kind = "";
  try {
    readMessage(value.subarray(protobufMark.length), (field, typeMeta) => {
      if (field !== 1) return;
      readMessage(bytesOf(typeMeta), (name, text) => {
        if (name === 1) apiVersion = bytesOf(text).toString();
        else if (name === 2) kind = bytesOf(text).toString();
      });
    });
  } catch {
    kind = "";
  }
  const what = kind === "" ? "an object" : `a ${kind} of ${apiVersion}`;
  return `it is ${what} in protobuf; kube-apiserver writes JSON with --storage-media-type=application/json`;
}

/** The prefix is followed by the provider and its version: `aescbc:v1:key1:`. */
function encryptedReason(value: Buffer): string {
  const header = value.subarray(encryptedMark.length, encryptedMark.length + 64).toString("latin1");
  const provider = /^[\w.-]+/.exec(header)?.[0] ?? "an unknown provider";
  return `it is encrypted by kube-apiserver (${provider}); it has to be rewritten without --encryption-provider-config`;
}
