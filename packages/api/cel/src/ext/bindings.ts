import type { Expression } from "../ast/expression.js";
import type { Library } from "../library/library.js";
import { MacroError } from "../library/macro.js";
import { bindVariable } from "./bind-variable.js";

/** `cel.bind(variable, value, expression)` (cel-go, ext/bindings.go, version 0). */
export const bindingsLibrary: Library = {
  name: "bindings",
  macros: [
    {
      name: "bind",
      member: true,
      argumentCount: 3,
      expand({ make, target, args }) {
        if (target?.kind !== "identifier" || target.name !== "cel") return undefined;
        const [variable, value, result] = args as readonly [Expression, Expression, Expression];
        if (variable.kind !== "identifier") {
          return new MacroError("cel.bind() variable names must be simple identifiers", variable.id);
        }
        return bindVariable(make, { variable: variable.name, value, result });
      },
    },
  ],
};
