/** What those wait for who want a kind that is not in memory yet. */
export interface Loading {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A promise, and what settles it. */
export function newLoading(): Loading {
  let settle: Omit<Loading, "promise"> | undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...(settle as Omit<Loading, "promise">) };
}
