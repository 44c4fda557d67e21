import { type MessageType, messageType, type SpecialType } from "./message-type.js";
import { type MessageReader, ProtobufError, wireTypes } from "./reader.js";

/** Decodes a message field by field. */
type DecodeFields = (reader: MessageReader, type: MessageType) => unknown;

/** The value of a message with a JSON representation of its own; null where Go writes null. Throws {@link ProtobufError}. */
export function decodeSpecial(reader: MessageReader, type: SpecialType, decodeFields: DecodeFields): unknown {
  switch (type) {
    case "meta.v1.Time":
      return timeText(reader, 0);
    case "meta.v1.MicroTime":
      return timeText(reader, 6);
    case "meta.v1.FieldsV1":
    case "apiextensions.v1.JSON":
    case "runtime.RawExtension":
      return embeddedJson(reader);
    case "resource.Quantity":
      return quantityText(reader);
    case "intstr.IntOrString":
      return intOrString(reader);
    case "apiextensions.v1.JSONSchemaPropsOrArray":
    case "apiextensions.v1.JSONSchemaPropsOrBool":
    case "apiextensions.v1.JSONSchemaPropsOrStringArray":
      return schemaOrOther(reader, type, decodeFields);
  }
}

/** The value of an empty message. */
export function zeroOfSpecial(type: SpecialType): unknown {
  switch (type) {
    case "resource.Quantity":
      return "0";
    case "intstr.IntOrString":
      return 0;
    case "apiextensions.v1.JSONSchemaPropsOrBool":
      return false;
    default:
      return null;
  }
}

/** Go encodes its zero time as an empty message. */
function timeText(reader: MessageReader, decimals: number): string | null {
  if (reader.atEnd) return null;
  let seconds = 0;
  let nanos = 0;
  while (reader.next()) {
    if (reader.number > 2) {
      reader.skip();
      continue;
    }
    reader.expect(wireTypes.varint);
    if (reader.number === 1) seconds = reader.int64();
    else nanos = reader.int32();
  }
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999) {
    throw new ProtobufError("proto: a time is out of range");
  }
  const text = date.toISOString().slice(0, 19);
  const fraction = decimals === 0 ? "" : `.${String(Math.floor(nanos / 1000) % 1_000_000).padStart(6, "0")}`;
  return `${text}${fraction}Z`;
}

function embeddedJson(reader: MessageReader): unknown {
  const text = textOfFirstField(reader, "");
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ProtobufError("proto: embedded JSON cannot be parsed");
  }
}

function quantityText(reader: MessageReader): string {
  return textOfFirstField(reader, "0");
}

function intOrString(reader: MessageReader): number | string {
  let isText = false;
  let integer = 0;
  let text = "";
  while (reader.next()) {
    switch (reader.number) {
      case 1:
        reader.expect(wireTypes.varint);
        isText = reader.int64() === 1;
        break;
      case 2:
        reader.expect(wireTypes.varint);
        integer = reader.int32();
        break;
      case 3:
        reader.expect(wireTypes.bytes);
        text = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return isText ? text : integer;
}

/** The field numbers of the schema in a message that is a schema or something else. */
const schemaNumbers = {
  "apiextensions.v1.JSONSchemaPropsOrArray": 1,
  "apiextensions.v1.JSONSchemaPropsOrBool": 2,
  "apiextensions.v1.JSONSchemaPropsOrStringArray": 1,
} as const;

function schemaOrOther(reader: MessageReader, type: keyof typeof schemaNumbers, decodeFields: DecodeFields): unknown {
  const schemaNumber = schemaNumbers[type];
  const props = messageType("apiextensions.v1.JSONSchemaProps") as MessageType;
  let schema: unknown;
  let allows = false;
  const items: unknown[] = [];
  while (reader.next()) {
    const isSchema = reader.number === schemaNumber;
    if (reader.number > 2) {
      reader.skip();
      continue;
    }
    if (!isSchema && type === "apiextensions.v1.JSONSchemaPropsOrBool") {
      reader.expect(wireTypes.varint);
      allows = reader.bool();
      continue;
    }
    reader.expect(wireTypes.bytes);
    if (isSchema) schema = decodeFields(reader.message(), props);
    else if (type === "apiextensions.v1.JSONSchemaPropsOrArray") items.push(decodeFields(reader.message(), props));
    else items.push(reader.text());
  }
  if (type === "apiextensions.v1.JSONSchemaPropsOrBool") return schema ?? allows;
  if (type === "apiextensions.v1.JSONSchemaPropsOrArray") return items.length > 0 ? items : (schema ?? null);
  return items.length > 0 ? items : (schema ?? null);
}

/** The text of field 1, the only one that such a message has; `absent` without it. */
function textOfFirstField(reader: MessageReader, absent: string): string {
  let text = absent;
  while (reader.next()) {
    if (reader.number !== 1) {
      reader.skip();
      continue;
    }
    reader.expect(wireTypes.bytes);
    text = reader.text();
  }
  return text;
}
