import { canonicalQuantity } from "@engenho/core";
import { goStruct } from "@engenho/machinery";
import { coreStructs } from "./core-structs.js";

/** A value with named fields. */
export type GoValue = Readonly<Record<string, unknown>>;

interface Field {
  readonly goName: string;
  readonly jsonName: string;
  readonly type: string;
}

const parsed = new Map<string, readonly Field[]>();

/**
 * A value of the API as upstream marshals the corresponding internal Go struct: every field with its Go name and in Go's order,
 * absent ones as Go's zero values. `name` is a struct of {@link coreStructs}.
 */
export function goStructValue(name: string, value: unknown): GoValue {
  const source = (value ?? {}) as GoValue;
  const target: Record<string, unknown> = {};
  Object.defineProperty(target, goStruct, { value: true });
  for (const { goName, jsonName, type } of fieldsOf(name)) {
    if (type.startsWith("+")) Object.assign(target, goStructValue(type.slice(1), source));
    else if (type === "@") Object.assign(target, source[jsonName]);
    else target[goName] = goValue(type, source[jsonName]);
  }
  return target;
}

/** A Pod template. */
export function goPodTemplate({
  metadata = {},
  spec = {},
}: {
  readonly metadata?: object;
  readonly spec?: object;
}): GoValue {
  return { ...metadata, Spec: goPodSpec(spec as GoValue) };
}

/** A Pod's spec, whose host namespaces are in its internal security context. */
export function goPodSpec(spec: GoValue): GoValue {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec;
  const host = { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
  return goStructValue("PodSpec", {
    ...spec,
    securityContext: { ...(spec.securityContext as GoValue | undefined), ...host },
  });
}

function goValue(type: string, value: unknown): unknown {
  switch (type) {
    case "":
      return plain(value);
    case "s":
      return value ?? "";
    case "i":
    case "x":
      return value ?? 0;
    case "b":
      return value ?? false;
    case "q":
      return value === undefined ? "0" : canonicalQuantity(value);
  }
  if (type.startsWith("&")) return value === undefined ? null : goStructValue(type.slice(1), value);
  if (!type.startsWith("[")) return goStructValue(type, value);
  return value === undefined ? null : (value as readonly unknown[]).map((item) => goStructValue(type.slice(1), item));
}

/** Map keys are sorted; types with JSON tags of their own (label selectors) keep their order. */
function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries.some(([, inner]) => typeof inner === "object")) return value;
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function fieldsOf(name: string): readonly Field[] {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const fields = (coreStructs[name] ?? "").split(" ").map(parseField);
  parsed.set(name, fields);
  return fields;
}

function parseField(text: string): Field {
  if (text.startsWith("@")) return { goName: "", jsonName: text.slice(1), type: "@" };
  if (text.startsWith("+")) return { goName: "", jsonName: "", type: text };
  const [name = "", type = ""] = text.split(":");
  const [goName = "", jsonName = `${name.charAt(0).toLowerCase()}${name.slice(1)}`] = name.split("=");
  return { goName, jsonName, type };
}
