interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export const packages: readonly { readonly name: string; readonly directory: string; readonly manifest: Manifest }[];
export const sourceAliases: Readonly<Record<string, string>>;
