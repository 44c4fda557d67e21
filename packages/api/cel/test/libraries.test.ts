import { describe, expect, it } from "vitest";
import {
  bindingsLibrary,
  dynType,
  listsLibrary,
  listType,
  setsLibrary,
  stringsLibrary,
  stringType,
  twoVariableComprehensionsLibrary,
} from "../src/index.js";
import { answerTo, complaintOf, evaluate } from "./support/evaluate.js";

const error = (message: string) => ({ error: message });
const setting = {
  libraries: [stringsLibrary, setsLibrary, twoVariableComprehensionsLibrary, listsLibrary, bindingsLibrary],
  variables: { d: dynType, l: listType(stringType) },
  values: { d: [1, "x", null], l: ["a", "b"] },
};

/** Expressions and their values, after the tests of cel-go's extensions. */
const values: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
  strings: [
    ["'tacocat'.charAt(3) + 'tacocat'.charAt(7) + '©αT'.charAt(1)", "oα"],
    ["'tacocat'.charAt(30)", error("index out of range: 30")],
    ["'tacocat'.indexOf('ac') + 'tacocat'.indexOf('none') + 'ta©o©αT'.indexOf('©', 3) + 'a'.indexOf('', 1)", 5n],
    ["'tacocat'.indexOf('a', -1)", error("index out of range: -1")],
    [
      "'tacocat'.lastIndexOf('at') + 'ta©o©αT'.lastIndexOf('©') + 'tacocat'.lastIndexOf('none') + 'tac'.lastIndexOf('')",
      11n,
    ],
    ["'tacocat'.lastIndexOf('ac', 0)", -1n],
    ["'TacoCÆt'.lowerAscii() + 'tacoCæt'.upperAscii()", "tacocÆtTACOCæT"],
    [
      "'12 days 12 hours'.replace('{0}', '2') + 'abab'.replace('b', 'c', 1) + 'ab'.replace('', '_')",
      "12 days 12 hoursacab_a_b_",
    ],
    ["'😁b'.replace('', '_')", "_😁_b_"],
    ["'hello world'.split(' ')", ["hello", "world"]],
    [
      "'ab'.split('') + 'a,b,c'.split(',', 2) + 'a,b'.split(',', 0) + 'a,b'.split(',', -1)",
      ["a", "b", "a", "b,c", "a", "b"],
    ],
    ["'tacocat'.substring(4) + 'ta©o©αT'.substring(2, 6) + 'abc'.substring(3)", "cat©o©α"],
    ["'tacocat'.substring(6, 3)", error("invalid substring range. start: 6, end: 3")],
    ["'tacocat'.substring(0, 9)", error("index out of range: 9")],
    ["' \\f\\n\\r\\t\\vtext\\u0085\\u00a0\\u3000 '.trim() + '\\u200btext'.trim()", "text\u200btext"],
    ["['x', 'y'].join() + ['x', 'y'].join('-') + [].join('-')", "xyx-y"],
    ["[dyn('a'), dyn(1)].join()", error("join: invalid input: 1")],
    ["strings.quote('a\\\"b\\n\\a\\\\é')", '"a\\"b\\n\\a\\\\é"'],
  ],
  bindings: [
    ["cel.bind(a, 'hello', cel.bind(b, 'world', a + b + b + a))", "helloworldworldhello"],
    ["cel.bind(valid, ['a', 'b'], ['c', 'b'].exists(e, e in valid))", true],
  ],
  format: [
    ["'no substitution'.format([])", "no substitution"],
    ["'%%%s%% %d %d'.format(['text', 1, 2u])", "%text% 1 2"],
    ["'%.3f|%.2f|%f|%.0f'.format([1.2345, 0.125, 2.71828, 2.5])", "1.234|0.12|2.718280|2"],
    ["'%.2f %.1f'.format([1234567.891, -1234.0])", "1,234,567.89 -1,234.0"],
    ["'%.6e'.format([1052.032911275])", "1.052033\u00d710\u2070\u00b3"],
    ["'%e'.format([0.0001])", "1.000000\u00d710\u207b\u2070\u2074"],
    ["'%b %b %b %o %x %X'.format([5, -5, true, 11, 30, 255])", "101 -101 1 13 1e FF"],
    ["'%x %X'.format(['Hello', b'\\x00\\xab'])", "48656c6c6f 00AB"],
    ["'%f %f'.format(['NaN', '-Infinity'])", "NaN -∞"],
    ["'%s %s'.format([0.000000002, [0.000000002]])", "2e-09 [0.000000]"],
    [
      "'%s'.format([[dyn('abc'), 3.14, null, [9, 8], timestamp('2023-02-03T23:31:20Z'), int]])",
      '["abc", 3.140000, null, [9, 8], timestamp("2023-02-03T23:31:20Z"), int]',
    ],
    [
      "'%s'.format([{'b': dyn(b'xyz'), 'a': duration('2h'), 'c': true}])",
      '{"a":duration("7200s"), "b":b"xyz", "c":true}',
    ],
    ['\'%s\'.format([["a\\"\\n\\x01é\\u00a0"]])', '["a\\"\\n\\x01é\\u00a0"]'],
    [
      "'%d'.format([d[1]])",
      error("error during formatting: decimal clause can only be used on integers, was given string"),
    ],
    [
      "'%d %d'.format(d)",
      error("error during formatting: decimal clause can only be used on integers, was given string"),
    ],
    ["('%' + 's %s').format(['a'])", error("index 1 out of range")],
    ["['%'][0].format([d])", error("unexpected end of string")],
    [
      "('%' + '.3').format([d])",
      error(
        "could not parse formatting clause: error while parsing precision: could not find end of precision specifier",
      ),
    ],
  ],
  sets: [
    ["sets.contains([1, 2], [2]) && sets.contains([], []) && !sets.contains([1], [2])", true],
    ["sets.equivalent([1, 1], [1]) && !sets.equivalent([1], [1, 2])", true],
    ["sets.intersects([1, 2], [2, 3]) && !sets.intersects([], [])", true],
    ["sets.contains([dyn(1)], [dyn(1.0), dyn(1u)])", true],
  ],
  "two variables": [
    ["[1, 2].all(i, v, v == i + 1) && {'a': 1}.all(k, v, k == 'a' && v == 1)", true],
    ["[1, 2].exists(i, v, i == v) || {'a': 'a'}.exists(k, v, k == v)", true],
    ["[5, 5].existsOne(i, v, i == 0 && v == 5) && [5].exists_one(i, v, v == 5)", true],
    ["['a', 'b'].transformList(i, v, string(i) + v)", ["0a", "1b"]],
    ["['a', 'b'].transformList(i, v, i > 0, v)", ["b"]],
    [
      "['a', 'b'].transformMap(i, v, v + '!')",
      new Map([
        [0n, "a!"],
        [1n, "b!"],
      ]),
    ],
    ["{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 2)", new Map([["b", 4n]])],
    [
      "{'a': 'x', 'b': 'y'}.transformMapEntry(k, v, {v: k})",
      new Map([
        ["x", "a"],
        ["y", "b"],
      ]),
    ],
    ["{'a': 'x', 'b': 'x'}.transformMapEntry(k, v, {v: k})", error("insert failed: key x already exists")],
    ["[0, 0u].transformMapEntry(i, v, {v: i})", error("insert failed: key 0 already exists")],
  ],
  lists: [
    ["[1, 2, 3, 4].slice(1, 3)", [2n, 3n]],
    ["[1].slice(0, 3)", error("cannot slice(0, 3), list is length 1")],
    ["[[1], [2, 3]].flatten() + [[[1]]].flatten(2)", [1n, 2n, 3n, 1n]],
    [
      "[3, 1, 2].sort() + [2, 1].reverse() + [1, 2, 1].distinct() + lists.range(2)",
      [1n, 2n, 3n, 1n, 2n, 1n, 2n, 0n, 1n],
    ],
    ["['bb', 'a'].sortBy(x, size(x))", ["a", "bb"]],
    ["[dyn(1), dyn('a')].sort()", error("list elements must have the same type")],
  ],
};

describe("the libraries of cel-go's extensions", () => {
  for (const [kind, cases] of Object.entries(values)) {
    it.each(cases)(`${kind}: %s`, (source, value) => {
      expect(answerTo(source, setting)).toEqual(value);
    });
  }

  it.each([
    ["[1].all(i, i, true)", "1:12: duplicate variable name: i"],
    ["[1].all(1, v, true)", "1:9: argument must be a simple name"],
    ["[1].transformList(i, __result__, i)", "1:22: iteration variable overwrites accumulator variable"],
  ])("report errors: %s", (source, message) => {
    expect(complaintOf(source, setting)).toContain(message);
  });

  it.each([
    ["sets.contains(l, l)", 7],
    ["sets.equivalent(l, l)", 11],
  ])("have cel-go's costs: %s", (source, cost) => {
    expect(evaluate(source, setting).cost).toBe(cost);
  });
});
