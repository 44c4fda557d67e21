import { expect, it } from "vitest";
import { createEnvironment } from "../../src/environment/create-environment.js";
import { kubernetesEnvironments } from "../../src/kubernetes/environments.js";
import { CelError } from "../../src/values/error.js";
import { upstreamValues } from "./generated/upstream-values.js";
import { formats, regularExpressions } from "./kubernetes-options.js";

const { newExpressions, storedExpressions, literalPatternFault } = kubernetesEnvironments({
  regularExpressions,
  formats,
});

function evaluate(expression: string, environment = newExpressions) {
  const compilation = environment.compile(expression);
  if (compilation.type === "failed") return { type: "refused" as const, message: compilation.message };
  const program = environment.program(compilation.expression);
  if (program instanceof CelError) return { type: "error" as const, message: program.message };
  return program.evaluate(new Map());
}

it.each(upstreamValues)("upstream's values: $expression", ({ expression, value, runtimeError, compileErrors }) => {
  const result = evaluate(expression);
  if (compileErrors !== undefined) {
    expect(result.type).toBe("refused");
    const message = result.type === "refused" ? result.message : "";
    for (const pattern of compileErrors) expect(message).toMatch(new RegExp(pattern));
  } else if (runtimeError !== undefined) {
    expect(result.type).toBe("error");
    const message = result.type === "error" ? result.message : "";
    if (runtimeError.endsWith(".*")) expect(message).toMatch(new RegExp(runtimeError));
    else expect(message).toBe(runtimeError);
  } else {
    expect(result).toMatchObject({ type: "value", ...(value === undefined ? {} : { value }) });
  }
});

it.each([
  "'abc ab'.find('a[b-z]+') == 'abc' && 'x'.find('a') == ''",
  "'a1b22c'.findAll('[0-9]+') == ['1', '22'] && 'a1b22c'.findAll('[0-9]+', 1) == ['1']",
  "'a1'.findAll('[0-9]', 0) == [] && 'a1'.findAll('[0-9]', -1) == ['1']",
  "url('https://a.b:80/c?d=e').getQuery() == {'d': ['e']} && url('/a') == url('/a') && url('/a') != url('/b')",
  "format.named('dns1123Label').value() == format.dns1123Label() && !format.named('x').hasValue()",
  "format.uri().validate('x').value() == ['parse \"x\": invalid URI for request']",
  "[duration('1s'), duration('2s')].sum() == duration('3s') && ([] + [1]).min() == 1",
  "['b', 'a'].min() == 'a' && [b'a', b'b'].max() == b'b' && [true, false].max() && !['b', 'a'].isSorted()",
  "[1, 2, 2].indexOf(2) == 1 && [1, 2, 2].lastIndexOf(2) == 2 && [1].indexOf(3) == -1",
  "type(ip('::1')) == net.IP && type(cidr('::1/128')) == net.CIDR",
  "string(ip('2001:DB8::1')) == '2001:db8::1' && string(cidr('10.0.0.1/8')) == '10.0.0.1/8'",
])("%s", (expression) => {
  expect(evaluate(expression)).toMatchObject({ type: "value", value: true });
});

it.each([
  ["[].min() == 0", "min called on empty list"],
  ["[9223372036854775807, 1].sum() == 0", "integer overflow"],
  ["'a'.find(')') == ''", "Illegal regex: "],
])("%s is an error", (expression, message) => {
  const result = evaluate(expression);
  expect(result.type === "error" && result.message).toContain(message);
});

it("an error in a literal pattern is reported before evaluation", () => {
  const compilation = newExpressions.compile("['x'].all(x, x.findAll('(').size() == 0)");
  if (compilation.type === "failed") throw new Error(compilation.message);
  expect(literalPatternFault(compilation.expression)).toContain("missing closing )");
});

it("functions introduced in 1.34 are for stored expressions only, so that a downgrade to 1.33 remains possible", () => {
  expect(evaluate("[1, 1].distinct() == [1]")).toMatchObject({ type: "refused" });
  expect(evaluate("[1, 1].distinct() == [1]", storedExpressions)).toMatchObject({ type: "value", value: true });
});

it("Kubernetes' functions are not in a plain environment", () => {
  expect(createEnvironment().compile("quantity('1')").type).toBe("failed");
});
