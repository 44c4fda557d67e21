import type { CelType } from "../types/cel-type.js";
import type { NameDeclaration } from "./declarations.js";

/** The variables of the enclosing comprehensions: an inner one shadows an outer one. */
export class Scopes {
  readonly #variables = new Map<string, NameDeclaration[]>();

  push(name: string, type: CelType): void {
    const declared = this.#variables.get(name);
    if (declared === undefined) this.#variables.set(name, [{ name, type }]);
    else declared.push({ name, type });
  }

  pop(name: string): void {
    this.#variables.get(name)?.pop();
  }

  find(name: string): NameDeclaration | undefined {
    return this.#variables.get(name)?.at(-1);
  }
}
