import type { Positions } from "./positions.js";

/** The text of an expression, and where its nodes stand in it. */
export interface Source {
  /** The expression as written. */
  readonly text: string;
  /** Where each node begins, by its id. */
  readonly positions: Positions;
}

/** Something that is wrong with an expression. */
export interface Issue {
  /** The fault in cel-go's words, without its position. */
  readonly message: string;
  /** From 1; -1: it concerns the expression as a whole. */
  readonly line: number;
  /** From 0, in code points; -1: it concerns the expression as a whole. */
  readonly column: number;
}
