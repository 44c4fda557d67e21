import { describe, expect, it } from "vitest";
import { CelUint, dynType, intType, listType, mapType, optionalTypesLibrary, stringType } from "../src/index.js";
import { answerTo, evaluate } from "./support/evaluate.js";

const error = (message: string) => ({ error: message });
const setting = {
  libraries: [optionalTypesLibrary],
  variables: { d: dynType, i: intType, l: listType(stringType), m: mapType(stringType, intType) },
  values: { d: { a: { b: [1, 2.5, "x", null] }, n: 3, f: 2.5 }, i: 3, l: ["a", "b"], m: { a: 1, __proto: 2 } },
};

/** Expressions and their values, including those of cel-go's interpreter/interpreter_test.go. */
const values: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
  logic: [
    ["1/0 != 0 && false", false],
    ["false && 1/0 != 0", false],
    ["1/0 != 0 && true", error("division by zero")],
    ["true && 1/0 != 0", error("division by zero")],
    ["1/0 != 0 || true", true],
    ["1/0 != 0 || false", error("division by zero")],
    ["dyn(1) || true", true],
    ["dyn(1) || false", error("no such overload")],
    ["dyn('x') ? 1 : 2", error("no such overload")],
    ["1/0 == 1 ? 1 : 2", error("division by zero")],
    ["true ? 1 : 1/0", 1n],
  ],
  numbers: [
    ["9223372036854775807 + 1", error("integer overflow")],
    ["-9223372036854775808 - 1", error("integer overflow")],
    ["9223372036854775807 * 2", error("integer overflow")],
    ["-(-9223372036854775808)", error("integer overflow")],
    ["-9223372036854775808 / -1", error("integer overflow")],
    ["-9223372036854775808 % -1", error("integer overflow")],
    ["-7 / 2", -3n],
    ["-7 % 2", -1n],
    ["1 / 0", error("division by zero")],
    ["1 % 0", error("modulus by zero")],
    ["1u - 2u", error("unsigned integer overflow")],
    ["18446744073709551615u + 1u", error("unsigned integer overflow")],
    ["7u / 2u", new CelUint(3n)],
    ["1.0 / 0.0", Number.POSITIVE_INFINITY],
    ["0.0/0.0 == 0.0/0.0", false],
    ["0.0/0.0 < 1.0", error("NaN values cannot be ordered")],
    ["dyn(1) == dyn(1.0) && dyn(1) == dyn(1u)", true],
    ["9007199254740993 < 9007199254740992.0", false],
    ["1u < 2.5 && 3 > 2u && -1 < 0u", true],
    ["dyn(true) + dyn(1)", error("no such overload: _+_")],
    ["dyn('a') + dyn(1)", error("no such overload")],
  ],
  equality: [
    ["[1, 2] == [1, 2] && [1] != [1, 2]", true],
    ["{'a': [1]} == {'a': [1]}", true],
    ["dyn([1]) == dyn({'a': 1})", false],
    ["dyn('1') == dyn(1)", false],
    ["null == dyn(1)", false],
    ["['string', true] == [2, 3]", false],
    ["{1: 'a'} == {dyn(1.0): 'a'}", true],
    ["b'ab' == b'ab' && type(1) == int && type(type(1)) == type", true],
    ["optional.of(1) == optional.of(1) && optional.none() != optional.of(1)", true],
  ],
  membership: [
    ["6 in []", false],
    ["6 in [2, 12, 6]", true],
    ["b'hello' in [b'world', b'hello']", true],
    ["[6] in [[2], [6]]", true],
    ["dyn(12u) in [2, 12, 6]", true],
    ["dyn(6.0) in [2, 12, 6]", true],
    ["dyn(-6) in [2u, 12u, 6u]", false],
    ["dyn(6) in [2.1, 12.0, 6.0]", true],
    ["0.0/0.0 in [0.0/0.0]", false],
    ["'other-key' in {'key': null, 'other-key': 42}", true],
    ["2.0 in {1: null, 2u: 42}", true],
    ["2.1 in {1: null, 2u: 42}", false],
    ["1/0 in [1, 2, 3]", error("division by zero")],
    ["'a' in m && !('constructor' in m)", true],
  ],
  selection: [
    ["d.a.b[1]", 2.5],
    ["d.a['b'][dyn(2u)]", "x"],
    ["d.a.b[i]", null],
    ["d.a.c", error("no such key: c")],
    ["d.a.b[4]", error("index out of bounds: 4")],
    ["d.a.b[-1]", error("index out of bounds: -1")],
    ["d.a.b.c", error("unsupported index type 'string' in list")],
    ["[7, 8, 9][dyn(0.1)] == 7", error("unsupported index value 0.1 in list")],
    ["{1: 'hello', 2: 'world'}[dyn(2.0)]", "world"],
    ["d.n.x", error("no such key: x")],
    ["d.a[[1]]", error("invalid qualifier type: list")],
    ["(i > 2 ? d.a : d).b[0]", 1n],
    ["({'a': {'b': 1}}.a).b", 1n],
    ["([[[1]], [[2]], [[3]]][0][0] + [2, 3, {'four': {'five': 'six'}}])[3].four.five == 'six'", true],
    ["has(d.a.b) && !has(d.a.c) && has({'a':1}.a) && !has({}.a)", true],
    ["has(d.x.y)", error("no such key: x")],
    ["has(dyn(1).invalid)", false],
    ["type(d.n) == int && type(d.f) == double", true],
    ["{'a': 1, 'a': 2}", new Map([["a", 2n]])],
  ],
  macros: [
    ["![0, 2, 4].all(x, 4/x != 2 && 4/(4-x) != 2)", true],
    ["[0, 2, 4].exists(x, 4/x == 2 && 4/(4-x) == 2)", true],
    ["[1, 0].all(x, 1/x > 0)", error("division by zero")],
    ["[1, 2, 3, 4, 5u, 1.0].exists(e, type(e) == uint)", true],
    ["[1, 2, 3].exists_one(x, (x % 2) == 0) && ![1, 1].existsOne(x, x == 1)", true],
    ["[0, 1].exists_one(x, 1/x == 1)", error("division by zero")],
    ["[1, 2, 3].map(x, x * 2)", [2n, 4n, 6n]],
    ["[1, 2, 3].map(x, x > 1, x * x)", [4n, 9n]],
    ["l.filter(x, x != 'a')", ["b"]],
    ["m.map(k, m[k])", [1n, 2n]],
    [
      "[1, 2].map(x, [3, 4].map(x, x))",
      [
        [3n, 4n],
        [3n, 4n],
      ],
    ],
    ["[[1, 2], [3]].map(l, l.map(x, x + 1))", [[2n, 3n], [4n]]],
    ["[1, 0].map(x, 1/x)", error("division by zero")],
    ["dyn(1).all(x, true)", error("got 'int', expected iterable type")],
    ["[1, 2].map(x, x) + [3]", [1n, 2n, 3n]],
    ["[[1], [2]].map(x, x + x) == [[1, 1], [2, 2]]", true],
  ],
  conversions: [
    ["string(1.0) + string(0.1) + string(1e6) + string(1.5e-7) + string(123456.0)", "10.11e+061.5e-07123456"],
    ["string(b'\\xff')", error("invalid UTF-8 in bytes, cannot convert to string")],
    ["string(bytes('é')) + string(-1) + string(7u) + string(true)", "é-17true"],
    ["int('-42') + int(3.9) + int(-3.9) + int(7u)", -35n],
    ["int('11l')", error("type conversion error from 'string' to 'int'")],
    ["int(1e19)", error("integer overflow")],
    ["int('9223372036854775808')", error("type conversion error from 'string' to 'int'")],
    ["uint(-1)", error("unsigned integer overflow")],
    ["uint('12') == 12u && uint(3.9) == 3u", true],
    ["double('1e3') + double(1) + double(2u)", 1003],
    ["double('_123')", error("type conversion error from 'string' to 'double'")],
    ["bool('true') && !bool('0')", true],
    ["bool('tru')", error("type conversion error from 'string' to 'bool'")],
    ["duration(i)", error("type conversion error from 'int' to 'google.protobuf.Duration'")],
    ["size('😁é') + size(b'é') + size([1]) + size({'a': 1}) + 'ab'.size()", 8n],
  ],
  optionals: [
    ["d.?a.?x.orValue(7)", 7n],
    ["d.?a.?b.hasValue() && !d.?x.y.z.hasValue()", true],
    ["d.?n.?x.hasValue()", false],
    ["m[?'a'].value() + l[?5].optMap(x, size(x)).orValue(10)", 11n],
    ["optional.none().value()", error("optional.none() dereference")],
    ["optional.none().or(optional.of(2)).value()", 2n],
    ["optional.of(1).or(optional.of(1/0)).value()", 1n],
    ["optional.ofNonZeroValue('').hasValue() || optional.ofNonZeroValue(0).hasValue()", false],
    ["{?'hi': {}.?missing, ?'world': {'present': 42}.?present}", new Map([["world", 42n]])],
    ["[?{}.?missing, ?{'present': 42}.?present]", [42n]],
    ["m.?a.optFlatMap(x, x > 5 ? optional.of(x) : optional.none()).hasValue()", false],
    ["has(d.?a.b) && !has(d.?x.b)", true],
    ["l.first().value() + l.last().value()", "ab"],
    ["[optional.of(1), optional.none()].unwrapOpt()", [1n]],
    ["optional.unwrap([optional.of(1), optional.none()])", [1n]],
    ["optional.of({'a': 1}).a.value()", 1n],
    ["{'invalid': dyn(null)}.?invalid.?nested.hasValue()", false],
  ],
};

describe("expressions have the values that cel-go computes", () => {
  for (const [kind, cases] of Object.entries(values)) {
    for (const [source, value] of cases) {
      for (const foldConstants of [true, false]) {
        it(`${kind}, constants ${foldConstants ? "folded" : "evaluated"}: ${source}`, () => {
          expect(answerTo(source, { ...setting, foldConstants })).toEqual(value);
        });
      }
    }
  }
});

it("names the missing variable", () => {
  expect(answerTo("i + 1", { variables: { i: intType } })).toEqual(error("no such attribute(s): i"));
});

it("evaluates the target of optMap only once", () => {
  const counted = evaluate("m.?a.optMap(x, x + x + x)", setting);
  const once = evaluate("m.?a.optMap(x, x)", setting);
  expect(counted.cost - once.cost).toBe(4);
});
