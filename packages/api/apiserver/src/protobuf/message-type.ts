import { protobufFieldsJson, scalarTypes, specialTypes } from "../generated/protobuf-fields.js";

/** A message of the Kubernetes API, as its Go type defines it. */
export interface MessageType {
  /** Such as `core.v1.PodSpec`. */
  readonly name: string;
  /** In the order of their numbers, which is the order in which Go encodes them. */
  readonly fields: readonly MessageField[];
  /** The same by number; undefined for unused numbers. */
  readonly byNumber: readonly (MessageField | undefined)[];
  /** A named list that is a message in protobuf (`ExtraValue`): its only field holds the items. */
  readonly isList: boolean;
}

/** A field of a message. */
export interface MessageField {
  readonly number: number;
  /** The name in JSON. */
  readonly name: string;
  /** In JSON, the fields of the message are part of its parent (an embedded struct). */
  readonly inline: boolean;
  /**
   * Whether absence differs from the zero value. Go always encodes every other field, so its zero value carries no information.
   */
  readonly pointer: boolean;
  /** Go's JSON omits the zero value (`omitempty`, `omitzero`). */
  readonly zeroIsAbsent: boolean;
  readonly shape: "one" | "list" | "map";
  /** The type of the field, of the items of a list, or of the values of a map. Map keys are strings. */
  readonly value: ValueType;
}

/** The type of a value. */
export type ValueType = ScalarType | SpecialType | { readonly message: MessageType };

type ScalarType = (typeof scalarTypes)[keyof typeof scalarTypes];

/** Messages with a JSON representation of their own. */
export type SpecialType = (typeof specialTypes)[number];

const scalars: Readonly<Record<string, ScalarType>> = scalarTypes;
const specials: ReadonlySet<string> = new Set(specialTypes);

let texts: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
const known = new Map<string, MessageType>();

/** The message of a definition such as `io.k8s.api.core.v1.Pod`; undefined if it has none. */
export function messageOfDefinition(definition: string): MessageType | undefined {
  return messageType(definition.split(".").slice(-3).join("."));
}

/** The message of a kind, including those of responses (Status, APIGroupList); undefined if it has none. */
export function messageOfKind({ apiVersion, kind }: { apiVersion: string; kind: string }): MessageType | undefined {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
  const own = messageType(`${group?.split(".")[0]}.${version}.${kind}`);
  return own ?? (group === "core" ? messageType(`meta.v1.${kind}`) : undefined);
}

/** A message by its name, such as `core.v1.Pod`: the same object each time. */
export function messageType(name: string): MessageType | undefined {
  const found = known.get(name);
  if (found !== undefined) return found;
  texts ??= JSON.parse(protobufFieldsJson) as Record<string, Record<string, string>>;
  const at = name.lastIndexOf(".");
  const packageName = name.slice(0, at);
  const messages = Object.hasOwn(texts, packageName) ? texts[packageName] : undefined;
  const key = name.slice(at + 1);
  if (messages === undefined || !Object.hasOwn(messages, key)) return undefined;
  const fields: MessageField[] = [];
  const byNumber: (MessageField | undefined)[] = [];
  const text = messages[key] as string;
  const type: MessageType = { name, fields, byNumber, isList: text.startsWith("@") };
  // Messages may be recursive.
  known.set(name, type);
  let number = 1;
  for (const part of text === "" ? [] : text.split(",")) {
    const field = parseField(part, number, packageName);
    fields.push(field);
    byNumber[field.number] = field;
    number = field.number + 1;
  }
  return type;
}

/**
 * `17=managedFields:[]ManagedFieldsEntry`: the number where it is not the successor of the previous one, the name (`>`:
 * inline), `*` for a pointer, `!` where the zero value is written in JSON, and the type: `[]` a list, `{}` a map, a letter for
 * a scalar, otherwise a message, with its package where that differs.
 */
function parseField(text: string, next: number, packageName: string): MessageField {
  const match = /^(?:(\d+)=)?([^*!:]*)(\*?)(!?)(?::(\[\]|\{\})?(.*))?$/.exec(text);
  if (match === null) throw new Error(`cannot read the field ${text}`);
  const [, number, name = "", pointer, always, shape, type = ""] = match;
  return {
    number: number === undefined ? next : Number(number),
    name,
    inline: name === ">",
    pointer: pointer === "*",
    zeroIsAbsent: always === "",
    shape: shape === "[]" ? "list" : shape === "{}" ? "map" : "one",
    value: valueType(type, packageName),
  };
}

function valueType(text: string, packageName: string): ValueType {
  if (Object.hasOwn(scalars, text)) return scalars[text] as ValueType;
  const name = text.includes(".") ? text : `${packageName}.${text}`;
  if (specials.has(name)) return name as SpecialType;
  const message = messageType(name);
  if (message === undefined) throw new Error(`no message ${name} is known`);
  return { message };
}
