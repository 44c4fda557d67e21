import { wrongValues } from "./wrong-values.mjs";

const keys = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "",
  "a/b",
  "x".repeat(300),
  "$patch",
  "$retainKeys",
  "$setElementOrder/containers",
  "$deleteFromPrimitiveList/finalizers",
  "metadata",
  "spec",
  "status",
  "é☃",
  "\u0000",
  "-",
  "<<",
];
const numbers = [
  0,
  -0,
  -1,
  1,
  1.5,
  -2.5e-7,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  -(2 ** 63),
  9007199254740991,
  8640000000000,
  8640000000001,
  1e21,
  1e308,
  -1e308,
  5e-324,
];
const texts = [
  "",
  " ",
  "null",
  "-1",
  "0",
  "1e400",
  "1Ei",
  "0.0000000001n",
  "999999999999999999999999999",
  "100%",
  "-1%",
  "2026-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "10000-01-01T00:00:00Z",
  "2026-02-30T25:61:61Z",
  "* * * * *",
  "@every 1ns",
  "0 0 31 2 *",
  "999.999.999.999",
  "::",
  "fe80::1%eth0",
  "10.0.0.0/33",
  "http://[",
  "\ud800",
  "é".repeat(100),
  "x".repeat(70_000),
  "a.b.c",
  "../..",
  "%2e%2e",
  "constructor",
  "__proto__",
  "IPv4",
  "Foreground",
  "ClusterIP",
  "(a+)+$",
  "{{",
  "\u0000\u0001",
];

/** A value of any type, rarely deep or long. */
export function anyValue(random, depth = 0) {
  switch (random.below(depth > 3 ? 5 : 9)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick(numbers);
    case 3:
    case 4:
      return random.pick(texts);
    case 5: {
      const isLong = random.chance(0.03);
      return Array.from({ length: isLong ? 2000 : random.below(4) }, () => anyValue(random, isLong ? 4 : depth + 1));
    }
    case 6:
      return nested(random);
    default: {
      const object = {};
      const isLong = random.chance(0.03);
      const count = isLong ? 1000 : random.below(4);
      for (let index = 0; index < count; index++) {
        setKey(object, isLong ? `k${index}` : random.pick(keys), anyValue(random, isLong ? 4 : depth + 2));
      }
      return object;
    }
  }
}

function nested(random) {
  const depth = random.pick([2, 50, 511, 513, 1200]);
  let value = random.pick(["x", 1, null]);
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function setKey(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Every position in a document: its container, key and JSON pointer. */
function placesOf(document) {
  const places = [];
  const visit = (container, depth, path) => {
    if (depth > 20 || places.length > 2000) return;
    for (const key of Object.keys(container)) {
      const pointer = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      places.push([container, key, pointer]);
      const value = container[key];
      if (typeof value === "object" && value !== null) visit(value, depth + 1, pointer);
    }
  };
  visit(document, 0, "");
  return places;
}

/** The JSON pointers of every position in a document. */
export function pathsOf(document) {
  return placesOf(document).map(([, , pointer]) => pointer);
}

/** The document with some positions changed: values of other types, keys added, removed, renamed and repeated. */
export function mutated(random, document) {
  const copy = structuredClone(document);
  const count = random.pick([0, 0, 0, 1, 1, 1, 2, 3]);
  for (let index = 0; index < count; index++) {
    const places = placesOf(copy);
    if (places.length === 0) return copy;
    const [container, key] = random.pick(places);
    switch (random.below(8)) {
      case 0:
        if (Array.isArray(container)) container.splice(Number(key), 1);
        else delete container[key];
        break;
      case 1:
        setKey(container, Array.isArray(container) ? container.length : random.pick(keys), anyValue(random));
        break;
      case 2:
        if (Array.isArray(container)) container.push(...container.slice(0, 100));
        else setKey(container, key, [container[key], container[key]]);
        break;
      case 3:
        setKey(container, key, ofItsType(random, container[key]));
        break;
      case 4:
      case 5:
        setKey(container, key, structuredClone(random.pick(wrongValues)));
        break;
      default:
        setKey(container, key, anyValue(random));
    }
  }
  return copy;
}

/** Another value of the same type, which gets past the decoder. */
function ofItsType(random, value) {
  switch (typeof value) {
    case "number":
      return random.pick(numbers);
    case "string":
      return random.pick(texts);
    case "boolean":
      return !value;
    default:
      return Array.isArray(value) ? [] : {};
  }
}

/** The text with some changes: truncated, repeated, with bytes changed. */
export function mangled(random, text) {
  const at = random.below(text.length + 1);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return (
        text.slice(0, at) +
        random.pick(['"', "{", "}", "[", "]", ",", ":", "\\", "\u0000", "&a ", "*a", "- ", "<<: ", "!!int "]) +
        text.slice(at)
      );
    case 2:
      return text.replace(/"(\w+)":/, '"$1":1,"$1":');
    case 3:
      return text.replace(
        /:(\d+|"[^"]*")/,
        () =>
          `:${random.pick(["1e400", "-0", "9007199254740993", "18446744073709551616", "01", "+1", "NaN", "0x10", "1.0", "tru", '"\\ud800"'])}`,
      );
    default:
      return random.pick(["[", '{"a":']).repeat(random.pick([10, 6000, 10_001])) + text;
  }
}
