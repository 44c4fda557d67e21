/** The text of an expression, and where its nodes stand in it. */
export interface Source {
  readonly text: string;
  /** What messages call it: `<input>`. */
  readonly name: string;
  /** Offsets in UTF-16 code units by the ids of nodes. */
  readonly positions: ReadonlyMap<number, number>;
}

/** Something that is wrong with an expression. */
export interface Issue {
  readonly message: string;
  /** From 1. */
  readonly line: number;
  /** From 0, in code points. */
  readonly column: number;
}
