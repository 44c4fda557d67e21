interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Package {
  readonly name: string;
  readonly directory: string;
  readonly manifest: Manifest;
  readonly imports: readonly string[];
}

export const packages: readonly Package[];
export const sourceAliases: Readonly<Record<string, string>>;
