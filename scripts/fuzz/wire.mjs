/** The prefix of Kubernetes' protobuf messages. */
const magic = Buffer.from("k8s\0");
const mostDepth = 12;

/** A protobuf message with something changed: in its fields, at any depth, or in its bytes. */
export function mutatedMessage(random, bytes) {
  if (random.chance(0.3)) return mutatedBytes(random, bytes);
  const hasMagic = bytes.subarray(0, magic.length).equals(magic);
  const fields = fieldsOf(bytes.subarray(hasMagic ? magic.length : 0));
  if (fields === undefined) return mutatedBytes(random, bytes);
  const count = random.pick([0, 1, 1, 1, 2, 5]);
  for (let index = 0; index < count; index++) mutateFields(random, fields, 0);
  const head = random.chance(0.98) ? magic : random.pick([Buffer.from("k8s\x01"), Buffer.from("k8"), Buffer.alloc(0)]);
  return Buffer.concat([head, encoded(fields)]);
}

/** Bytes flipped, removed, repeated or inserted. */
export function mutatedBytes(random, bytes) {
  const copy = Buffer.from(bytes);
  const at = random.below(copy.length + 1);
  switch (random.below(5)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return Buffer.concat([
        copy.subarray(0, at),
        Buffer.alloc(random.pick([1, 9, 10, 11, 1000]), 0xff),
        copy.subarray(at),
      ]);
    case 2:
      return Buffer.concat([copy, copy.subarray(at)]);
    default:
      for (let count = random.pick([1, 1, 2, 8]); count > 0 && copy.length > 0; count--) {
        const place = random.below(copy.length);
        copy[place] = random.chance(0.5) ? random.below(256) : copy[place] ^ (1 << random.below(8));
      }
      return copy;
  }
}

/** A protobuf message of a kind, from its fields: numbers, texts, and lists of `[number, value]` that are messages. */
export function messageOf(apiVersion, kind, fields) {
  const type = [
    [1, apiVersion],
    [2, kind],
  ];
  return Buffer.concat([
    magic,
    encoded(
      fieldsFrom([
        [1, type],
        [2, fields],
      ]),
    ),
  ]);
}

function fieldsFrom(fields) {
  return fields.map(([number, value]) => {
    if (typeof value === "number") return { number, type: 0, value: BigInt(value) };
    return { number, type: 2, value: typeof value === "string" ? Buffer.from(value) : encoded(fieldsFrom(value)) };
  });
}

function mutateFields(random, fields, depth) {
  const field = fields.length === 0 ? undefined : random.pick(fields);
  if (field === undefined) {
    fields.push({ number: 1 + random.below(20), type: 0, value: 1n });
    return;
  }
  const inner = field.type === 2 && depth < mostDepth ? fieldsOf(field.value) : undefined;
  if (inner !== undefined && inner.length > 0 && random.chance(0.8)) {
    mutateFields(random, inner, depth + 1);
    field.value = encoded(inner);
    return;
  }
  switch (random.below(8)) {
    case 0:
      fields.splice(fields.indexOf(field), 1);
      break;
    case 1:
      for (let count = random.pick([1, 1, 3, 2000]); count > 0; count--) fields.push(field);
      break;
    case 2:
      field.number = random.pick([1, 2, 3, 15, 16, 999, 2 ** 29 - 1, 0]);
      break;
    case 3:
      field.type = random.pick([0, 1, 2, 3, 4, 5, 6, 7]);
      field.value = field.type === 0 ? 1n : Buffer.from("12345678").subarray(0, field.type === 5 ? 4 : 8);
      break;
    case 4:
      // A message nested in itself many times.
      for (let level = random.pick([1, 50, 2000]); level > 0 && field.type === 2; level--)
        field.value = encoded([{ ...field }]);
      break;
    default:
      field.value = field.type === 0 ? random.pick(varints) : field.type === 2 ? random.pick(texts) : field.value;
  }
}

const varints = [0n, 1n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
const texts = [
  "",
  "a",
  "constructor",
  "__proto__",
  "x".repeat(300),
  "1Gi",
  "\u0000",
  "a/b",
  "{}",
  "null",
  '{"a":[1]}',
].map((text) => Buffer.from(text));
texts.push(Buffer.from([0xff, 0xfe]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.alloc(70_000, "y"));

/** The fields of a message; undefined if the bytes are not one. */
function fieldsOf(bytes) {
  const fields = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === undefined) return undefined;
    const [number, type] = [Number(tag >> 3n), Number(tag & 7n)];
    if (number === 0) return undefined;
    let value;
    if (type === 0) value = varint();
    else if (type === 1 || type === 5) value = taken(type === 1 ? 8 : 4);
    else if (type === 2) {
      const length = varint();
      value = length === undefined ? undefined : taken(Number(length));
    }
    if (value === undefined) return undefined;
    fields.push({ number, type, value });
  }
  return fields;

  function taken(length) {
    if (at + length > bytes.length) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  }
}

function encoded(fields) {
  return Buffer.concat(
    fields.flatMap(({ number, type, value }) => {
      const tag = varintBytes((BigInt(number) << 3n) | BigInt(type));
      if (type === 0) return [tag, varintBytes(value)];
      return type === 2 ? [tag, varintBytes(BigInt(value.length)), value] : [tag, value];
    }),
  );
}

function varintBytes(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
