import type { Positions } from "./positions.js";

/** The text of an expression, and the positions of its nodes. */
export interface Source {
  /** The expression as written. */
  readonly text: string;
  /** Where each node begins, by its id. */
  readonly positions: Positions;
}

/** An error in an expression. */
export interface Issue {
  /** cel-go's message, without its position. */
  readonly message: string;
  /** From 1; -1: for the expression as a whole. */
  readonly line: number;
  /** From 0, in code points; -1: for the expression as a whole. */
  readonly column: number;
}
