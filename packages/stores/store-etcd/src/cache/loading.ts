/** A promise that readers of a kind share while it is loaded from etcd, and the functions that settle it. */
export interface Loading {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Creates a pending one. */
export function newLoading(): Loading {
  let settle: Omit<Loading, "promise"> | undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...(settle as Omit<Loading, "promise">) };
}
