import { anyValue, mangled, mutated, pathsOf } from "./mutate.mjs";
import { wrongValues } from "./wrong-values.mjs";

const notAllowed = [false, false, false, null, "true", 1, {}, [], undefined];

/**
 * What the campaign's webhook answers to a review: text, and how it is sent. `mayAllow`: whether it may be an answer that allows
 * the request.
 *
 * @returns {{ status: number, type: string, text: string, cut?: "socket" | "body" | "late" }}
 */
export function nonsenseOf(random, review, mayAllow) {
  const whole = { status: 200, type: "application/json" };
  const { apiVersion = "", kind = "", request = {} } = review;
  const answered = { apiVersion, kind, response: responseOf(random, kind, request) };
  if (!mayAllow) answered.response.allowed = random.pick(notAllowed);
  switch (random.below(16)) {
    case 0:
      return {
        ...whole,
        status: random.pick([204, 301, 400, 403, 404, 429, 500, 503]),
        text: JSON.stringify(answered),
      };
    case 1:
      return { ...whole, type: "text/html", text: "<html><body>502 Bad Gateway</body></html>" };
    case 2:
      return { ...whole, text: random.pick(["", "null", "[]", "1", '"x"', "{", "\u0000", "{}", '{"response":null}']) };
    case 3:
      return {
        ...whole,
        text: JSON.stringify(answered),
        cut: random.pick([...Array(10).fill("socket"), ...Array(10).fill("body"), "late"]),
      };
    case 4:
      return { ...whole, text: safe(mangled(random, JSON.stringify(answered)), mayAllow) };
    case 5:
    case 6:
    case 7:
      return { ...whole, text: safe(JSON.stringify(mutated(random, answered)) ?? "", mayAllow) };
    default:
      return { ...whole, text: JSON.stringify(answered) };
  }
}

/** An answer that would allow the request, made one that does not, where no answer may allow it. */
function safe(text, mayAllow) {
  if (mayAllow) return text;
  try {
    const parsed = JSON.parse(text);
    if (parsed?.response?.allowed === true)
      return JSON.stringify({ ...parsed, response: { ...parsed.response, allowed: false } });
  } catch {
    // It is no JSON, and allows nothing.
  }
  return text;
}

function responseOf(random, kind, { uid, object, objects, desiredAPIVersion }) {
  if (kind === "ConversionReview") {
    const converted = (objects ?? []).map((each) => {
      const next = { ...each, apiVersion: desiredAPIVersion };
      return random.chance(0.8) ? next : mutated(random, next);
    });
    const result = random.chance(0.9) ? { status: "Success" } : statusOf(random);
    return {
      uid,
      result,
      convertedObjects: random.chance(0.9) ? converted : random.pick([[], null, {}, [null], converted.slice(1)]),
    };
  }
  const response = { uid, allowed: random.chance(0.9) };
  if (!response.allowed || random.chance(0.1)) response.status = statusOf(random);
  if (random.chance(0.3)) {
    response.patchType = random.chance(0.95) ? "JSONPatch" : random.pick(wrongValues);
    const patch = JSON.stringify(patchOf(random, object));
    response.patch = random.chance(0.95)
      ? Buffer.from(patch).toString("base64")
      : random.pick(["!", patch, ...wrongValues]);
  }
  if (random.chance(0.1))
    response.warnings = random.pick([["w"], ["w".repeat(5000)], [""], ['"\n\u0000'], [1], {}, null]);
  if (random.chance(0.1))
    response.auditAnnotations = random.pick([{ a: "b" }, { "": "" }, { a: 1 }, [], null, { "a/b c": "" }]);
  return response;
}

function statusOf(random) {
  const code = random.pick([200, 403, 403, 418, 500, 0, 99, 1000, -1, 1.5, "x"]);
  return random.chance(0.7)
    ? { code, message: random.pick(["no", "", "x".repeat(5000)]), reason: random.pick(["Forbidden", "", "Odd"]) }
    : random.pick([...wrongValues, { code, details: { causes: anyValue(random) } }, { metadata: anyValue(random) }]);
}

/** A JSON Patch that puts wrong values where the object has others. */
function patchOf(random, object) {
  if (random.chance(0.03)) return random.pick(wrongValues);
  const paths = object === null || object === undefined ? [] : pathsOf(object);
  return Array.from({ length: random.pick([1, 1, 2, 3]) }, () => {
    const path =
      paths.length > 0 && random.chance(0.85)
        ? random.pick(paths)
        : random.pick(["", "/a/b", "/metadata/labels/z", "x"]);
    return {
      op: random.pick(["add", "add", "replace", "replace", "remove", "copy", "move", "test"]),
      path,
      ...(random.chance(0.2) && paths.length > 0 ? { from: random.pick(paths) } : {}),
      value: random.chance(0.7) ? random.pick(wrongValues) : anyValue(random),
    };
  });
}
