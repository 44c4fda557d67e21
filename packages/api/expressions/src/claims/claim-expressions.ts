import {
  anyType,
  boolType,
  CelError,
  CelList,
  type CelValue,
  type CheckedExpression,
  type Environment,
  listType,
  mapType,
  type Program,
  stringType,
  structType,
} from "@engenho/cel";
import { andThen, type GivesWay, type MaybePromise } from "@engenho/machinery";
import { Blocked } from "../admission/blocked.js";
import { evaluateProgram } from "../admission/evaluate.js";
import { kubernetesExpressions } from "../kubernetes-expressions.js";
import { claimsValue } from "./claim-values.js";

/** The variables of expressions about tokens: the claims, or the user that they are mapped to. */
export type TokenVariable = "claims" | "user";

/** A compiled expression of an AuthenticationConfiguration. */
export interface ClaimExpression {
  /** As the user wrote it. */
  readonly source: string;
  /** Its compiled form. */
  readonly program: Program;
  /** For `usesClaim`. */
  readonly expression: CheckedExpression;
}

/** Options of {@link compileClaimExpression}. */
export interface ClaimExpressionOptions {
  /** The variable of the expression. */
  readonly variable: TokenVariable;
  /** Whether the type of the expression must be bool. Default: it may have any type. */
  readonly isRule?: boolean | undefined;
}

const texts = listType(stringType);
const types = {
  claims: mapType(stringType, anyType),
  user: structType(
    "kubernetes.UserInfo",
    new Map([
      ["username", stringType],
      ["uid", stringType],
      ["groups", texts],
      ["extra", mapType(stringType, texts)],
    ]),
  ),
} as const;

const environments = new Map<TokenVariable, Environment>();

function environmentOf(variable: TokenVariable): Environment {
  let environment = environments.get(variable);
  if (environment === undefined) {
    environment = kubernetesExpressions().storedExpressions.extend({
      variables: new Map([[variable, types[variable]]]),
    });
    environments.set(variable, environment);
  }
  return environment;
}

/** Compiles an expression; `fault` is upstream's error message (apiserver pkg/authentication/cel). */
export function compileClaimExpression(
  source: string,
  { variable, isRule = false }: ClaimExpressionOptions,
): ClaimExpression | { readonly fault: string } {
  const environment = environmentOf(variable);
  const compilation = environment.compile(source);
  if (compilation.type === "failed") return { fault: `compilation failed: ${compilation.message}` };
  const { expression } = compilation;
  if (isRule && !expression.type.equals(boolType)) return { fault: "must evaluate to bool" };
  const fault = kubernetesExpressions().literalPatternFault(expression);
  const program = fault === undefined ? environment.program(expression) : new CelError(fault);
  if (program instanceof CelError) return { fault: `program instantiation failed: ${program.message}` };
  return { source, program, expression };
}

/**
 * Evaluates an expression on the claims of a token, or on a UserInfo of authentication.k8s.io. Throws or rejects with Error:
 * `expression '...' resulted in error: ...`.
 */
export function evaluateClaimExpression(
  { source, program }: ClaimExpression,
  variable: object,
  slice: GivesWay,
): MaybePromise<CelValue> {
  const value = claimsValue(variable);
  // Each expression has been compiled with one variable.
  const place = { activation: { get: () => value }, blocked: new Blocked() };
  return andThen(evaluateProgram(program, place, slice), (outcome) => {
    if (outcome.type === "value") return outcome.value;
    throw new Error(`expression '${source}' resulted in error: ${outcome.message}`);
  });
}

/** A string or a list of strings as a list without empty strings; empty for null. Throws Error for other values. */
export function textsOfValue(value: CelValue): readonly string[] {
  if (value === null || value === "") return [];
  if (typeof value === "string") return [value];
  if (!(value instanceof CelList)) throw noTexts();
  const found: string[] = [];
  for (let index = 0; index < value.size; index++) {
    const one = value.at(index);
    if (typeof one !== "string") throw noTexts();
    if (one !== "") found.push(one);
  }
  return found;
}

function noTexts(): Error {
  return new Error("expression must return a string or a list of strings");
}
