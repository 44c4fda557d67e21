import { sameQuantity } from "./quantity.js";

/** Fields whose value is a map of resource quantities. */
const quantityMaps: ReadonlySet<string> = new Set([
  "requests",
  "limits",
  "capacity",
  "allocatable",
  "allocatedResources",
  "overhead",
  "hard",
  "used",
]);
/** Fields whose value is itself a resource quantity. */
const quantities: ReadonlySet<string> = new Set(["sizeLimit", "divisor", "storage"]);
/**
 * Fields that are a pointer to a struct upstream: there `{}` says something that absence does not, such as "all
 * namespaces" or "an empty directory". Any other empty map is as good as none.
 */
const presences: ReadonlySet<string> = new Set([
  "affinity",
  "appArmorProfile",
  "capabilities",
  "configMap",
  "configMapKeyRef",
  "configMapRef",
  "csi",
  "dnsConfig",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "exec",
  "fieldRef",
  "grpc",
  "hostPath",
  "httpGet",
  "image",
  "labelSelector",
  "lifecycle",
  "livenessProbe",
  "namespaceSelector",
  "nfs",
  "nodeAffinity",
  "os",
  "persistentVolumeClaim",
  "podAffinity",
  "podAntiAffinity",
  "postStart",
  "preStop",
  "projected",
  "readinessProbe",
  "requiredDuringSchedulingIgnoredDuringExecution",
  "resourceFieldRef",
  "rollingUpdate",
  "seLinuxOptions",
  "seccompProfile",
  "secret",
  "secretKeyRef",
  "secretRef",
  "securityContext",
  "serviceAccountToken",
  "sleep",
  "startupProbe",
  "tcpSocket",
  "valueFrom",
  "volumeClaimTemplate",
  "windowsOptions",
]);
/** Fields that are plain numbers, strings and booleans upstream: their zero value is the same as absence. */
const zeroes: ReadonlySet<string> = new Set([
  "hostIP",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "hostPort",
  "hostname",
  "initialDelaySeconds",
  "nodeName",
  "priorityClassName",
  "serviceAccount",
  "serviceAccountName",
  "stdin",
  "stdinOnce",
  "subPath",
  "subPathExpr",
  "subdomain",
  "tty",
  "workingDir",
]);
const times = /(?:^time|Time|Timestamp)$/;

/**
 * Equality by meaning (apiequality.Semantic.DeepEqual; CM-19): null, absent, an empty list and an empty map are the same;
 * resource quantities compare by value (`1` = `1000m`) and times by instant. Key order does not count. Shared structure
 * costs nothing.
 *
 * Objects carry no schema, so the name of a field tells what it is: quantities are looked for under `requests`, `limits`,
 * `capacity`, `allocatable`, `overhead` and the like and in `sizeLimit`, `divisor` and `storage`; times in fields whose
 * name ends in `Time` or `Timestamp`. An empty map is not absence in the fields where upstream has an optional struct
 * (`emptyDir`, `namespaceSelector`, `securityContext`...), and a zero value is absence in the fields of a pod where upstream
 * has no pointer (`hostNetwork`, `stdin`...).
 */
export function semanticallyEqual(left: unknown, right: unknown): boolean {
  return equal(left, right, "");
}

/**
 * Equality of JSON values to the letter (reflect.DeepEqual; CM-19), but for key order: an empty list is not absence, `1`
 * is not `1000m`. Only null and absence are the same, for neither is anything.
 */
export function strictlyEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left === undefined || left === null) return right === undefined || right === null;
  if (right === undefined || right === null) return false;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, at) => strictlyEqual(item, right[at]))
    );
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  for (const key of Object.keys(left)) if (!strictlyEqual(left[key], own(right, key))) return false;
  for (const key of Object.keys(right))
    if (!Object.hasOwn(left, key) && !strictlyEqual(undefined, right[key])) return false;
  return true;
}

function equal(left: unknown, right: unknown, field: string): boolean {
  if (left === right) return true;
  if (isRecord(left) && isRecord(right)) return sameFields(left, right, field);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => equal(item, right[at], ""));
  }
  if (isNothing(left, field) || isNothing(right, field)) return isNothing(left, field) && isNothing(right, field);
  if (!isText(left) || !isText(right)) return false;
  if (quantities.has(field)) return sameQuantity(left, right);
  return times.test(field) && Date.parse(String(left)) === Date.parse(String(right));
}

function sameFields(left: Record<string, unknown>, right: Record<string, unknown>, field: string): boolean {
  // Within a map of quantities every key is the name of a resource; within labels and annotations none is a field's name.
  const inner = quantityMaps.has(field) ? "storage" : field === "labels" || field === "annotations" ? "" : undefined;
  for (const key of Object.keys(left)) if (!equal(left[key], own(right, key), inner ?? key)) return false;
  for (const key of Object.keys(right)) {
    if (!Object.hasOwn(left, key) && !equal(undefined, right[key], inner ?? key)) return false;
  }
  return true;
}

function isNothing(value: unknown, field: string): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (value === "" || value === 0 || value === false) return zeroes.has(field);
  if (!isRecord(value) || presences.has(field)) return false;
  // A struct of which every field is absent is absent: `resources: {requests: {}}`.
  for (const key of Object.keys(value)) if (!isNothing(value[key], key)) return false;
  return true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
