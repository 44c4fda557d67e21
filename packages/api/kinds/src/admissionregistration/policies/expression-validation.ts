import {
  AdmissionCompiler,
  type CompiledExpression,
  type CompileOptions,
  isCelIdentifier,
  isExpressionError,
} from "@engenho/expressions";
import type { Causes, LongWork } from "@engenho/machinery";

/** Compiles the expressions of a policy and reports their errors. */
export class PolicyExpressions {
  readonly #compiler: AdmissionCompiler;
  readonly #causes: Causes;
  readonly #params: boolean;

  /** `composes`: whether there are variables. `params`: whether there are parameters. */
  constructor(causes: Causes, { composes, params }: { readonly composes: boolean; readonly params: boolean }) {
    this.#compiler = new AdmissionCompiler({ composes });
    this.#causes = causes;
    this.#params = params;
  }

  /** Checks an expression; `path` is that of its field, `shown` the value that an error shows. */
  *check(
    {
      source,
      shown = source,
      path,
      returns,
    }: {
      readonly source: string;
      readonly shown?: string;
      readonly path: string;
      readonly returns: CompileOptions["returns"];
    },
    {
      isStored,
      authorizer = true,
      patchTypes = false,
    }: { readonly isStored: boolean; readonly authorizer?: boolean; readonly patchTypes?: boolean },
  ): LongWork<void> {
    const variables = { params: this.#params, authorizer, patchTypes };
    const compiled = yield* this.#compiler.compile(source, { returns, variables, age: isStored ? "stored" : "new" });
    this.#report(compiled, shown, path);
  }

  /** Checks a variable of a policy (upstream: validateVariable). */
  *checkVariable(
    { name = "", expression = "" }: { readonly name?: string; readonly expression?: string },
    path: string,
    { isStored }: { readonly isStored: boolean },
  ): LongWork<void> {
    const causes = this.#causes;
    if (name.trim() === "") causes.required(`${path}.name`, "name is not specified");
    else if (!isCelIdentifier(name)) causes.invalid(`${path}.name`, name, "must be a valid CEL identifier");
    if (expression.trim() === "") {
      causes.required(`${path}.expression`, "expression is not specified");
      return;
    }
    const variables = { params: this.#params, authorizer: true };
    const age = isStored ? "stored" : "new";
    const compiled = yield* this.#compiler.compileVariable(name, expression, { variables, age });
    this.#report(compiled, expression, `${path}.expression`);
  }

  /** Upstream: convertCELErrorToValidationError. */
  #report({ program }: CompiledExpression, shown: string, path: string): void {
    if (!isExpressionError(program)) return;
    if (program.type === "Invalid") this.#causes.invalid(path, shown, program.detail);
    else this.#causes.internal(path, program.detail);
  }
}
